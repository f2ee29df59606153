"""Criteria about who a person is and where: the base of every node, and attributes.

A criterion is a frozen, typed value. On disk it is a mapping with exactly one kind
key; `name` and `disabled` stand beside that key. The spelling is fixed: see
docs/reference. What a node means is written by functions elsewhere (describe, lint,
compile, reference), each registered by type.
"""

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from phm_core.definitions.values import (
    Decile,
    Id,
    Ids,
    Number,
    Years,
    exactly_one,
    in_order,
)

Domain = Literal[
    "overall",
    "income",
    "employment",
    "education",
    "health",
    "crime",
    "housing_and_services",
    "environment",
]


class Criterion(BaseModel):
    """Base of every node. Subclasses register themselves by their kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)
    kinds: ClassVar[dict[str, type["Criterion"]]] = {}
    kind: ClassVar[str] = ""

    name: str | None = Field(default=None, max_length=200, exclude=True)
    disabled: bool = Field(default=False, exclude=True, strict=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if kind := cls.__dict__.get("kind"):
            Criterion.kinds[kind] = cls


class Age(Criterion):
    """Completed years at the as-at date."""

    kind: ClassVar[str] = "age"
    min: Years | None = None
    max: Years | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        in_order(self.min, self.max, ("min", "max"))
        return self


class Sex(Criterion):
    """Recorded sex."""

    kind: ClassVar[str] = "sex"
    is_: Ids = Field(alias="is")


class Ethnicity(Criterion):
    """Ethnicity, by group or in detail (Census 2021)."""

    kind: ClassVar[str] = "ethnicity"
    is_: Ids = Field(alias="is")


class Deprivation(Criterion):
    """National decile of the small area where a person lives; 1 = most deprived."""

    kind: ClassVar[str] = "deprivation"
    decile_min: Decile | None = None
    decile_max: Decile | None = None
    domain: Domain = "overall"

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.decile_min is None and self.decile_max is None:
            raise ValueError("give decile_min, decile_max or both")
        in_order(self.decile_min, self.decile_max, ("decile_min", "decile_max"))
        return self


class InAreas(Criterion):
    """Base of criteria that name areas of exactly one kind."""

    @property
    def level(self) -> str:
        """The one kind of area that was given."""
        return exactly_one(self.model_dump(), "kind of area")

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the areas."""
        return getattr(self, self.level)

    @model_validator(mode="after")
    def _one(self) -> Self:
        _ = self.level
        return self


class LivesIn(InAreas):
    """Where a person lives."""

    kind: ClassVar[str] = "lives_in"
    lsoa: Ids | None = None
    ward: Ids | None = None
    district: Ids | None = None
    upper_tier: Ids | None = None
    pcn: Ids | None = None
    neighbourhood: Ids | None = None
    place: Ids | None = None
    built_place: Ids | None = None


class RegisteredAt(InAreas):
    """The practice where a person is registered, or an area made of practices."""

    kind: ClassVar[str] = "registered_at"
    practice: Ids | None = None
    pcn: Ids | None = None
    neighbourhood: Ids | None = None
    place: Ids | None = None
    built_place: Ids | None = None


class Social(Criterion):
    """A circumstance of life, such as lives_alone, carer or smoker."""

    kind: ClassVar[str] = "social"
    is_: Id = Field(alias="is")


class Segment(Criterion):
    """The one segment of a model that a person belongs to."""

    kind: ClassVar[str] = "segment"
    is_: Ids = Field(alias="is")
    model: Id = "bridges_to_health"


class Score(Criterion):
    """The latest recorded value of a score."""

    kind: ClassVar[str] = "score"
    of: Id
    at_least: Number | None = None
    at_most: Number | None = None
    band: Ids | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        bounded = self.at_least is not None or self.at_most is not None
        if bounded == (self.band is not None):
            raise ValueError("give at_least, at_most or both, or else band")
        in_order(self.at_least, self.at_most, ("at_least", "at_most"))
        return self


class InCohort(Criterion):
    """Membership of a saved cohort."""

    kind: ClassVar[str] = "in_cohort"
    id: Id
    version: int | None = Field(default=None, strict=True, ge=1)
