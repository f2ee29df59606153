"""A worklist, and where somebody stands on one: values that are kept as versions."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from phm_core.area import Area
from phm_core.definitions.document import Definition
from phm_core.definitions.finders import Order
from phm_core.definitions.parse import parse_definition

Short = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)
]
FIRST = "to_do"
KEPT = ""  # the step that somebody is at already
NOT_YOURS = "There is no worklist '{}' of your team. Choose one that is shown."


class Worklist(BaseModel):
    """Whom a team works through: those of a case finder, or of a cohort, in its area.

    cohort: its definition as JSON. team: who can be given somebody, by name or role.
    a_month: how many can be seen. decided: why people are balanced by deprivation
    inside a priority, where they are. closed: it is worked on no more.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Short
    area: str
    finder: str = ""
    cohort: str = ""
    a_month: int = Field(default=40, ge=1, le=10_000)
    order: Order = "need"
    decided: str = Field(default="", max_length=300)
    team: tuple[Short, ...] = Field(min_length=1, max_length=20)
    closed: bool = False

    @property
    def where(self) -> Area:
        """The practice or PCN whose people they are."""
        return Area.parse(self.area)

    @property
    def definition(self) -> Definition | None:
        """The cohort; None for a case finder."""
        return parse_definition(self.cohort) if self.cohort else None


@dataclass(frozen=True)
class Cited:
    """The entry of a record that moved somebody: its kind, code and day."""

    family: str
    identity: str
    on: str
    code: str = ""
    code_system: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Step:
    """Where somebody stands: the step, who has them, why and until when set aside.

    revision: how many steps they had; 0 is none yet.
    """

    step: str = FIRST
    owner: str = ""
    reason: str = ""
    until: date | None = None
    cited: Cited | None = None
    revision: int = 0
    act: int = 0

    def after(self, was: "Step", seen: int) -> "Step":
        """This step for somebody who stood there: what it leaves open stays.

        seen: the revision of theirs that was seen.
        """
        owner = self.owner or was.owner
        kept = was if self.step == KEPT else self
        return replace(kept, owner=owner, revision=seen, cited=None)

    def aside(self, on: date) -> bool:
        """Whether it is not their turn on a day, because of what was chosen."""
        return self.until is not None and on <= self.until
