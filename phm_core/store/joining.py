"""How far practices and providers have come: each step kept with its day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Engine, RowMapping, insert, select

from phm_core.store.audit import Audit, Entry
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import JOINING
from phm_core.store.written_down import written_down

Kind = Literal["practice", "provider"]


@dataclass(frozen=True)
class Step:
    """An organisation reaches a stage on a day; or it turns out that it has not.

    made_up: of an organisation that does not exist, on synthetic data.
    """

    kind: Kind
    code: str
    name: str
    stage: str
    on: date
    reached: bool
    made_up: bool


@dataclass(frozen=True)
class Kept:
    """A step as it was written down, by whom and when."""

    id: int
    step: Step
    by: str
    at: datetime


class Joining:
    """The steps of one installation. Safe for several threads and processes."""

    def __init__(self, engine: Engine, clock: Clock, audit: Audit) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    @property
    def today(self) -> date:
        """The day after which nothing has happened yet."""
        return self._clock().date()

    def write(self, step: Step, by: str, role: str) -> None:
        """Keep a step, and write the act into the audit."""
        row = {
            "kind": step.kind,
            "code": step.code,
            "name": step.name,
            "stage": step.stage,
            "reached_on": step.on.isoformat(),
            "reached": int(step.reached),
            "made_up": int(step.made_up),
            "written_by": by,
            "written_at": as_text(self._clock()),
        }
        entry = Entry(
            actor=by,
            role=role,
            purpose="",
            scope="",
            action="Onboard" if step.reached else "TakeBackOnboarding",
            object=f"{step.code} {step.stage}",
            definition="",
            snapshot="",
        )
        with written_down(self._audit, entry), self._engine.begin() as connection:
            connection.execute(insert(JOINING).values(row))

    def history(self, *, made_up: bool) -> Sequence[Kept]:
        """Every step, oldest first."""
        which = JOINING.c.made_up == int(made_up)
        wanted = select(JOINING).where(which).order_by(JOINING.c.id)
        with self._engine.connect() as connection:
            return [_kept(row) for row in connection.execute(wanted).mappings()]


def _kept(row: RowMapping) -> Kept:
    step = Step(
        kind=row["kind"],
        code=row["code"],
        name=row["name"],
        stage=row["stage"],
        on=date.fromisoformat(row["reached_on"]),
        reached=bool(row["reached"]),
        made_up=bool(row["made_up"]),
    )
    return Kept(row["id"], step, row["written_by"], as_moment(row["written_at"]))
