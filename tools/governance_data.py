"""What the governance papers hold as data: controls, risks to people, hazards."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from phm_core.strict_yaml import read_yaml

DATA = Path(__file__).parents[1] / "docs" / "ig"
NOT_BUILT = "**not built yet**"
Score = Annotated[tuple[int, int], Field(min_length=2, max_length=2)]
Grade = Literal["minor", "significant", "considerable", "major", "catastrophic"]
Chance = Literal["very low", "low", "medium", "high", "very high"]


class Row(BaseModel):
    """Base of what docs/ig holds as data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str


class Control(Row):
    """What keeps a promise, and the tests that show it; none is not built."""

    title: str
    says: str
    caf: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def state(self) -> str:
        """Its tests, or that there are none."""
        return ", ".join(f"`{test}`" for test in self.tests) or NOT_BUILT


class Risk(Row):
    """What may harm the people whose records are used: likelihood and harm, 1 to 5."""

    risk: str
    before: Score
    controls: tuple[str, ...]
    after: Score
    left: str


class Hazard(Row):
    """What may harm a patient: severity and likelihood before and after controls."""

    hazard: str
    cause: str
    effect: str
    controls: tuple[str, ...]
    tests: tuple[str, ...]
    before: tuple[Grade, Chance]
    after: tuple[Grade, Chance]
    status: str


@cache
def controls() -> Mapping[str, Control]:
    """Every control by its id."""
    return {row["id"]: Control.model_validate(row) for row in _read("controls")}


@cache
def risks() -> tuple[Risk, ...]:
    """The risks of the impact assessment."""
    return tuple(Risk.model_validate(row) for row in _read("risks"))


@cache
def hazards() -> tuple[Hazard, ...]:
    """The hazard log."""
    return tuple(Hazard.model_validate(row) for row in _read("hazards"))


def _read(name: str) -> list[Any]:
    path = DATA / f"{name}.yaml"
    return read_yaml(path.read_text(encoding="utf-8"), source=path.name).value
