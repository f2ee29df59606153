"""Releases one current patient, to the team that cares for them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from phm_core.catalogue.held import called
from phm_core.catalogue.requirements import Requirement, requirements
from phm_core.catalogue.schema import CaseFinder
from phm_core.definitions.describe import describe
from phm_core.engine import answers
from phm_core.engine.answers.records import Verdict
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.finders import SUGGESTS

VERDICT = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("finder", "state", "priority", "see_within")
        ),
        ("missed", pa.string()),
        ("exclusion", pa.bool_()),
        ("known", pa.bool_()),
    ]
)
EVIDENCE = pa.schema(
    [
        *((name, pa.string()) for name in ("finder", "family", "id")),
        ("value", pa.float64()),
        ("date", pa.date32()),
    ]
)
EVENTS = pa.schema(
    [
        ("table", pa.string()),
        ("id", pa.string()),
        ("date", pa.date32()),
        ("until", pa.date32()),
        ("value", pa.float64()),
        ("detail", pa.string()),
    ]
)
NOT_HERE = "Not here, because it is not held or not open to your role: {}."


def record(asked: Asked, answer: answers.Record) -> Parts:
    """Who somebody is, which finders find them or nearly do, and what happened."""
    verdicts = [_verdict(one, asked) for one in answer.verdicts]
    # A finder whose red flag and whose list find somebody has its evidence once.
    each = {one.finder: one for one in answer.verdicts}.values()
    evidence = [row for one in each for row in _evidence(one, asked)]
    missing = ", ".join(called(table) for table in answer.without)
    return Parts(
        tables={
            "person": pa.table({k: pa.array(v) for k, v in answer.about.items()}),
            "finders": pa.Table.from_pylist(verdicts, VERDICT),
            "evidence": pa.Table.from_pylist(evidence, EVIDENCE),
            "events": pa.Table.from_pylist(
                [dict(vars(one)) for one in answer.events], EVENTS
            ),
        },
        notes=(SUGGESTS, *([NOT_HERE.format(missing)] if missing else [])),
    )


def _verdict(one: Verdict, asked: Asked) -> dict[str, Any]:
    finder = asked.catalogue.casefinders[one.finder]
    group = None if one.priority is None else finder.priorities[one.priority]
    missed = None if one.missed is None else requirements(finder)[one.missed]
    return {
        "finder": finder.id,
        "state": one.state,
        "priority": _lane(one, finder),
        "see_within": group.see_within if group else None,
        "missed": None if missed is None else _said(missed, asked),
        "exclusion": missed is not None and missed.part == "exclusion",
        "known": one.known,
    }


def _lane(one: Verdict, finder: CaseFinder) -> str | None:
    if one.state == "red_flag" and finder.red_flag is not None:
        return finder.red_flag.title
    return None if one.priority is None else finder.priorities[one.priority].title


def _said(missed: Requirement, asked: Asked) -> str:
    return missed.title or describe(missed.rule, asked.vocabulary)


def _evidence(
    one: Verdict, asked: Asked
) -> Iterator[dict[str, str | float | date | None]]:
    finder = asked.catalogue.casefinders[one.finder]
    for shown, latest in zip(finder.evidence, one.evidence, strict=True):
        family, identity = shown.of
        yield {
            "finder": finder.id,
            "family": family,
            "id": identity,
            "value": latest.value,
            "date": latest.day,
        }
