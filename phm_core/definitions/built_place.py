"""A built Place as it is written: areas of other levels that make a new one."""

import hashlib
from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from phm_core.area import LENSES, LEVEL_TITLES, Lens, Level
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion, LivesIn, RegisteredAt
from phm_core.errors import RefusedInput, listed

LONGEST_NAME = 80
MOST_CODES = 5_000
# What a Place can be built from, the kinds most used first.
PARTS = (
    Level.PRACTICE,
    Level.PCN,
    Level.NEIGHBOURHOOD,
    Level.PLACE,
    Level.LSOA,
    Level.WARD,
    Level.DISTRICT,
    Level.UPPER_TIER,
)
BY_LENS: dict[Lens, type[RegisteredAt | LivesIn]] = {
    Lens.REGISTERED: RegisteredAt,
    Lens.RESIDENT: LivesIn,
}
COUNTED = {
    Lens.REGISTERED: "by the practice where people are registered",
    Lens.RESIDENT: "by where people live",
}


class Part(BaseModel):
    """Areas of one level, by code; in order, each once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    codes: tuple[str, ...] = Field(min_length=1, max_length=MOST_CODES)

    @field_validator("level")
    @classmethod
    def _of_these(cls, level: Level) -> Level:
        if level not in PARTS:
            raise ValueError(f"a Place is not built from the level '{level}'")
        return level

    @field_validator("codes")
    @classmethod
    def _in_order(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(codes)))

    @property
    def words(self) -> str:
        """How many of what: '3 PCNs'."""
        count = len(self.codes)
        return f"{count:,} {LEVEL_TITLES[self.level][count != 1]}"


class BuiltPlace(BaseModel):
    """An area made of others: everybody of any of its parts.

    retired: kept for the links and cohorts that use it, offered no more. Raises
    pydantic's ValidationError when its parts cannot be counted in one way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    parts: tuple[Part, ...] = Field(min_length=1)
    description: str = Field(default="", max_length=2_000)
    owner: str = Field(default="", max_length=200)
    review_by: date | None = None
    retired: bool = False

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if not self.lenses:
            raise ValueError(mixed(self.parts))
        return self

    @property
    def lenses(self) -> tuple[Lens, ...]:
        """Whose people it has: the lenses through which every part can be seen."""
        return lenses_of(self.parts)

    @property
    def words(self) -> str:
        """What it is made of: '2 PCNs and 1 practice'."""
        return listed(part.words for part in self.parts)

    @property
    def digest(self) -> str:
        """Digest of its parts: equal for Places with the same people."""
        told = sorted(f"{part.level}:{','.join(part.codes)}" for part in self.parts)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def criterion(self, lens: Lens) -> Criterion:
        """Who is in it, in criteria that name no built Place.

        Raises RefusedInput for a lens that its parts do not give.
        """
        self.seen(lens)
        node = BY_LENS[lens]
        parts = tuple(
            node.model_validate({str(part.level): list(part.codes)})
            for part in self.parts
        )
        return parts[0] if len(parts) == 1 else AnyOf(of=parts)

    def seen(self, lens: Lens) -> Lens:
        """The lens, where the parts give it.

        Raises RefusedInput, in a sentence that says why not and what to choose.
        """
        if lens not in self.lenses:
            raise RefusedInput(
                f"'{self.name}' is made of {self.words}, so it is counted "
                f"{COUNTED[self.lenses[0]]}, not {COUNTED[lens]}. Change whose people "
                "are counted (under More), or build it from other areas."
            )
        return lens


def lenses_of(parts: tuple[Part, ...]) -> tuple[Lens, ...]:
    """The lenses through which every part can be seen."""
    return tuple(
        lens for lens in Lens if all(lens in LENSES[part.level] for part in parts)
    )


def mixed(parts: tuple[Part, ...]) -> str:
    """Why parts do not make one Place."""
    one, other = (
        listed(sorted({p.level.plural for p in parts if LENSES[p.level] == (lens,)}))
        for lens in Lens
    )
    return (
        f"{one} and {other} cannot make one Place: {one} hold people by registration, "
        f"{other} by where they live, and many people are registered in one and live "
        "in another. Build it from one kind, or make two Places."
    )
