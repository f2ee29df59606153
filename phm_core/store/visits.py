"""Who was on a worklist when it was opened on some records, and by which rules."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from phm_core.definitions.worklist import Step
from phm_core.store.clock import as_moment, as_text
from phm_core.store.database import reading
from phm_core.store.work import Work
from phm_core.store.work_steps import RECORD
from phm_core.store.work_tables import WORK_VISIT


@dataclass(frozen=True)
class Visit:
    """Who was on a list, and who could not wait, by pseudonym.

    number: from 1. definition: its rules as JSON. content: digest of the rules, so that
    the same records by other rules are another visit.
    """

    number: int

    snapshot: str
    content: str
    as_at: date
    opened_at: datetime
    definition: str
    people: tuple[str, ...]
    urgent: tuple[str, ...]


class Visits:
    """The visits of every worklist."""

    def __init__(self, engine: Engine, work: Work) -> None:
        self._engine = engine
        self._work = work

    def last(self, worklist: str, most: int = 2) -> list[Visit]:
        """The last times that a list was opened on other records or rules."""
        query = (
            select(WORK_VISIT)
            .where(WORK_VISIT.c.worklist == worklist)
            .order_by(WORK_VISIT.c.number.desc())
            .limit(most)
        )
        with reading(self._engine).begin() as connection:
            return [_visit(row) for row in connection.execute(query).mappings()]

    def note(self, worklist: str, visit: Visit, steps: Mapping[str, Step]) -> None:
        """Note who is on a list, with the steps that the record made, as one.

        Where somebody else opened it at the same moment, theirs says the same. Raises
        Overtaken where somebody took a step meanwhile; nothing was noted then.
        """
        row = {
            "worklist": worklist,
            "number": visit.number,
            "snapshot": visit.snapshot,
            "content": visit.content,
            "as_at": visit.as_at.isoformat(),
            "opened_at": as_text(visit.opened_at),
            "definition": visit.definition,
            "people": _packed(visit.people),
            "urgent": _packed(visit.urgent),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(WORK_VISIT).values(row))
                if steps:
                    told = ("record", RECORD, visit.snapshot, None)
                    self._work.write(connection, worklist, told, steps)
        except IntegrityError:
            return


def _visit(row: RowMapping) -> Visit:
    return Visit(
        number=row["number"],
        snapshot=row["snapshot"],
        content=row["content"],
        as_at=date.fromisoformat(row["as_at"]),
        opened_at=as_moment(row["opened_at"]),
        definition=row["definition"],
        people=_unpacked(row["people"]),
        urgent=_unpacked(row["urgent"]),
    )


def _packed(people: tuple[str, ...]) -> bytes:
    return zlib.compress(json.dumps(people).encode())


def _unpacked(packed: bytes) -> tuple[str, ...]:
    return tuple(json.loads(zlib.decompress(packed)))
