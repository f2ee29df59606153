"""Which PCNs show their practices by name: each choice kept, with who made it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, insert, select

from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import PRACTICE_NAMES


@dataclass(frozen=True)
class Choice:
    """What a PCN chose, when, and who chose it."""

    pcn: str
    named: bool
    by: str
    at: datetime


class PracticeNames:
    """The choices of the PCNs of one installation. Safe for several threads."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def choose(self, pcn: str, *, named: bool, by: str) -> None:
        """Keep a choice; the newest of a PCN stands."""
        at = as_text(self._clock())
        row = {"pcn": pcn, "named": int(named), "chosen_by": by, "chosen_at": at}
        with self._engine.begin() as connection:
            connection.execute(insert(PRACTICE_NAMES).values(row))

    def of(self, pcn: str) -> Choice | None:
        """The newest choice of a PCN; None where it has not chosen."""
        newest = (
            select(PRACTICE_NAMES)
            .where(PRACTICE_NAMES.c.pcn == pcn)
            .order_by(PRACTICE_NAMES.c.id.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = connection.execute(newest).mappings().first()
        if found is None:
            return None
        at = as_moment(found["chosen_at"])
        return Choice(pcn, bool(found["named"]), found["chosen_by"], at)

    def named(self) -> frozenset[str]:
        """PCNs whose practices are shown by name."""
        newest = select(func.max(PRACTICE_NAMES.c.id)).group_by(PRACTICE_NAMES.c.pcn)
        wanted = select(PRACTICE_NAMES.c.pcn).where(
            PRACTICE_NAMES.c.id.in_(newest), PRACTICE_NAMES.c.named == 1
        )
        with self._engine.connect() as connection:
            return frozenset(connection.execute(wanted).scalars())
