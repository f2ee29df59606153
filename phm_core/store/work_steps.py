"""How steps and acts of worklists lie in the app database."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from phm_core.definitions.worklist import Cited, Step
from phm_core.store.clock import as_moment

RECORD = "the record"
Told = Mapping[str, Any] | RowMapping


@dataclass(frozen=True)
class Act:
    """What somebody did to one person or to several at once."""

    id: int
    what: str
    by: str
    at: datetime
    people: int
    undoes: int | None


def row_of(worklist: str, person: str, act: int, step: Step) -> dict[str, Any]:
    """A step as it is written, after the one that was seen."""
    return {
        "worklist": worklist,
        "person": person,
        "revision": step.revision + 1,
        "act": act,
        "step": step.step,
        "owner": step.owner,
        "reason": step.reason,
        "until": step.until.isoformat() if step.until else None,
        "cited": json.dumps(asdict(step.cited)) if step.cited else "",
    }


def step_of(row: Told) -> Step:
    """A step as it was written."""
    return Step(
        step=row["step"],
        owner=row["owner"],
        reason=row["reason"],
        until=date.fromisoformat(row["until"]) if row["until"] else None,
        cited=Cited(**json.loads(row["cited"])) if row["cited"] else None,
        revision=row["revision"],
        act=row["act"],
    )


def act_of(row: Told) -> Act:
    """An act as it was written."""
    return Act(
        id=row["id"],
        what=row["what"],
        by=row["by"],
        at=as_moment(row["at"]),
        people=row["people"],
        undoes=row["undoes"],
    )
