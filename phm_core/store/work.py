"""Where everybody stands on a worklist: every step is kept, nothing is overwritten.

A step stands under a pseudonym and has a number. Whoever writes the next says which one
they saw: of two people who write at once, the second is told and nothing is lost.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select
from sqlalchemy.exc import IntegrityError

from phm_core.definitions.worklist import Step
from phm_core.errors import RefusedInput
from phm_core.store.clock import Clock, as_text
from phm_core.store.database import reading
from phm_core.store.work_steps import Act, act_of, row_of, step_of
from phm_core.store.work_tables import WORK_ACT, WORK_STEP


class Overtaken(RefusedInput):
    """Somebody else changed one of the people meanwhile; nothing was written."""


class Work:
    """The steps, acts and visits of every worklist. Safe for several processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @property
    def today(self) -> date:
        """The day by the clock of this installation."""
        return self._clock().date()

    def now(self, worklist: str) -> dict[str, Step]:
        """Where everybody stands who had a step, by pseudonym."""
        with reading(self._engine).begin() as connection:
            return _standing(connection, worklist)

    def record(
        self,
        worklist: str,
        what: str,
        by: str,
        snapshot: str,
        steps: Mapping[str, Step],
        *,
        undoes: int | None = None,
    ) -> int:
        """Write a step of one person or several, together or not at all.

        Each step carries the revision that was seen. Returns the number of the act.
        Raises Overtaken where somebody has another by now.
        """
        try:
            with self._engine.begin() as connection:
                return self.write(
                    connection, worklist, (what, by, snapshot, undoes), steps
                )
        except IntegrityError:
            # PostgreSQL lets two writers get this far; the first of them stands.
            raise _overtaken(1) from None

    def undo(self, worklist: str, act: int, by: str, snapshot: str) -> int:
        """Put back what an act changed, where nothing came after it.

        Raises RefusedInput for an act that is not there or is undone; Overtaken where
        somebody has another step since.
        """
        with reading(self._engine).begin() as connection:
            rows = list(connection.execute(_ofact_of(worklist, act)).mappings())
            undone = connection.execute(
                select(WORK_ACT.c.id).where(WORK_ACT.c.undoes == act)
            ).scalar()
            earlier = {row["person"]: _before(connection, row) for row in rows}
        if not rows or undone is not None:
            raise RefusedInput("This was undone already, or is not there any more.")
        return self.record(worklist, "undo", by, snapshot, earlier, undoes=act)

    def acts(self, worklist: str, most: int = 20) -> list[Act]:
        """What was done lately, newest first."""
        people = func.count(WORK_STEP.c.person).label("people")
        query = (
            select(WORK_ACT, people)
            .join(WORK_STEP, WORK_STEP.c.act == WORK_ACT.c.id)
            .where(WORK_ACT.c.worklist == worklist)
            .group_by(WORK_ACT.c.id)
            .order_by(WORK_ACT.c.id.desc())
            .limit(most)
        )
        with reading(self._engine).begin() as connection:
            return [act_of(row) for row in connection.execute(query).mappings()]

    def history(self, worklist: str, person: str) -> list[tuple[Step, Act]]:
        """Every step of one person, newest first, with who took it and when."""
        query = (
            select(WORK_STEP, WORK_ACT.c.what, WORK_ACT.c.by, WORK_ACT.c.at)
            .add_columns(WORK_ACT.c.id, WORK_ACT.c.undoes)
            .join(WORK_ACT, WORK_STEP.c.act == WORK_ACT.c.id)
            .where(WORK_STEP.c.worklist == worklist, WORK_STEP.c.person == person)
            .order_by(WORK_STEP.c.revision.desc())
        )
        with reading(self._engine).begin() as connection:
            rows = connection.execute(query).mappings()
            return [(step_of(row), act_of({**row, "people": 1})) for row in rows]

    def write(
        self,
        connection: Connection,
        worklist: str,
        told: tuple[str, str, str, int | None],
        steps: Mapping[str, Step],
    ) -> int:
        """The same in a transaction. told: what, by, snapshot, and what is undone."""
        what, by, snapshot, undoes = told
        newest = _newest(connection, worklist, steps)
        late = sum(newest.get(who, 0) != one.revision for who, one in steps.items())
        if late:
            raise _overtaken(late)
        row = {
            "worklist": worklist,
            "what": what,
            "by": by,
            "at": as_text(self._clock()),
            "snapshot": snapshot,
            "undoes": undoes,
        }
        made = connection.execute(insert(WORK_ACT).values(row)).inserted_primary_key
        act = int(made[0]) if made else 0
        connection.execute(
            insert(WORK_STEP),
            [row_of(worklist, who, act, step) for who, step in steps.items()],
        )
        return act


def _standing(
    connection: Connection, worklist: str, among: Iterable[str] | None = None
) -> dict[str, Step]:
    table = WORK_STEP
    last = select(table.c.person, func.max(table.c.revision).label("revision"))
    last = last.where(table.c.worklist == worklist).group_by(table.c.person).subquery()
    both = (table.c.person == last.c.person) & (table.c.revision == last.c.revision)
    query = select(table).join(last, both).where(table.c.worklist == worklist)
    wanted = None if among is None else set(among)
    return {
        row["person"]: step_of(row)
        for row in connection.execute(query).mappings()
        if wanted is None or row["person"] in wanted
    }


def _newest(
    connection: Connection, worklist: str, people: Iterable[str]
) -> dict[str, int]:
    found = _standing(connection, worklist, people)
    return {who: step.revision for who, step in found.items()}


def _ofact_of(worklist: str, act: int) -> Any:
    return select(WORK_STEP).where(
        WORK_STEP.c.worklist == worklist, WORK_STEP.c.act == act
    )


def _before(connection: Connection, row: RowMapping) -> Step:
    """What stood before a step, to be written after it."""
    table = WORK_STEP
    query = select(table).where(
        table.c.worklist == row["worklist"],
        table.c.person == row["person"],
        table.c.revision == row["revision"] - 1,
    )
    found = connection.execute(query).mappings().first()
    step = Step() if found is None else step_of(found)
    told = {**step.__dict__, "revision": row["revision"]}
    return Step(**told)


def _overtaken(people: int) -> Overtaken:
    who = "One of these people was" if people == 1 else f"{people} of these were"
    return Overtaken(
        f"{who} changed by a colleague meanwhile, so nothing was changed. Look at the "
        "list as it is now, and choose again."
    )
