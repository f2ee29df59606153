"""Breakdowns: the attributes people are counted by, and the levels of place."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.area import Lens, Level
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text


class Value(Frozen):
    """One value of an attribute, in its place in the order.

    For a number, `minimum` to `maximum` (inclusive; open if none) fall into it.
    """

    id: str
    title: Text
    minimum: float | None = None
    maximum: float | None = None
    group: str | None = None


class Attribute(Entry):
    """Something people are counted by: one column of one table, with its values.

    `values` gives order and names; an attribute of areas or organisations has none
    here, since each snapshot brings its own. `unknown` is the value for null.
    """

    short: Text
    group: Literal["people", "deprivation", "circumstances", "place"]
    table: Literal["person", "small_area", "organisation", "neighbourhood_member"]
    column: Id
    level: Level | None = None
    ordered: bool
    values: tuple[Value, ...] = ()
    unknown: str | None = None
    sensitive: bool = False

    @property
    def titles(self) -> dict[str, str]:
        """Names of the values, in order."""
        return {value.id: value.title for value in self.values}

    @model_validator(mode="after")
    def _values(self) -> Self:
        if bool(self.values) == (self.level is not None):
            raise ValueError("give values, or the level of place that brings them")
        ids = [value.id for value in self.values]
        if self.unknown is not None and self.unknown not in ids:
            raise ValueError(
                f"unknown is '{self.unknown}', which is not among the values"
            )
        if len(ids) != len(set(ids)):
            raise ValueError("a value is given twice")
        return self


class LevelEntry(Entry):
    """A level of place: who is counted there, and what it nests in."""

    short: Text
    plural: Text
    lenses: tuple[Lens, ...] = Field(min_length=1)
    within: tuple[Level, ...] = ()
    boundary: bool
    ranked: bool
    caution: str | None = None
