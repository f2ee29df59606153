"""What practices counted themselves: each count kept, the newest stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, RowMapping, func, insert, select

from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import PRACTICE_COUNT


@dataclass(frozen=True)
class OwnCount:
    """People whom a practice counted on a register, or on its list, on a day."""

    practice: str
    register: str
    people: int
    on: date
    by: str
    at: datetime


class PracticeCounts:
    """The own counts of the practices of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @property
    def today(self) -> date:
        """The day after which nothing can have been counted."""
        return self._clock().date()

    def give(self, practice: str, people: Mapping[str, int], on: date, by: str) -> None:
        """Keep counts by register, all of one day."""
        given = {"given_by": by, "given_at": as_text(self._clock())}
        rows = [
            {"practice": practice, "register": register, "people": count}
            | {"counted_on": on.isoformat()}
            | given
            for register, count in people.items()
        ]
        with self._engine.begin() as connection:
            connection.execute(insert(PRACTICE_COUNT), rows)

    def newest(self) -> dict[str, dict[str, OwnCount]]:
        """The count that stands, by practice and register."""
        last = select(func.max(PRACTICE_COUNT.c.id)).group_by(
            PRACTICE_COUNT.c.practice, PRACTICE_COUNT.c.register
        )
        wanted = select(PRACTICE_COUNT).where(PRACTICE_COUNT.c.id.in_(last))
        found: dict[str, dict[str, OwnCount]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(wanted).mappings():
                found.setdefault(row["practice"], {})[row["register"]] = _count(row)
        return found


def _count(row: RowMapping) -> OwnCount:
    return OwnCount(
        practice=row["practice"],
        register=row["register"],
        people=row["people"],
        on=date.fromisoformat(row["counted_on"]),
        by=row["given_by"],
        at=as_moment(row["given_at"]),
    )
