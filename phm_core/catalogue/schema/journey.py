"""Journeys: how contacts of one kind begin and end, and which could be avoided."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.breakdown import Value
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Source, Text

Stage = Literal["arrive", "why", "leave", "when"]


class CodeRange(Frozen):
    """Codes from one to another, both included: `first` A00 to `last` B99."""

    title: Text
    first: Text
    last: Text


class Aspect(Frozen):
    """One thing that is recorded of each contact: one column of one table.

    Exactly one of these says how it is read: `values` (its values, by id or between a
    minimum and a maximum), `ranges` of codes, `most` (text as it stands, so many
    commonest values), or `weekday` (the day of the week of a date).
    """

    id: Id
    title: Text
    stage: Stage
    table: Id
    column: Id
    values: tuple[Value, ...] = ()
    ranges: tuple[CodeRange, ...] = ()
    most: int | None = Field(default=None, gt=0)
    weekday: Literal[True] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [bool(self.values), bool(self.ranges), self.most, self.weekday]
        if sum(bool(way) for way in given) != 1:
            raise ValueError("give exactly one of values, ranges, most and weekday")
        return self


class Test(Frozen):
    """What one column must say: one of `values`; `all_parts` of a list; or true.

    `negate`: none of the values instead. A list is text separated by semicolons.
    """

    __test__ = False

    column: Id
    values: tuple[Text, ...] = ()
    all_parts: tuple[Text, ...] = ()
    is_true: Literal[True] | None = None
    negate: bool = False

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        given = [bool(self.values), bool(self.all_parts), bool(self.is_true)]
        if sum(given) != 1:
            raise ValueError("give exactly one of values, all_parts and is_true")
        return self


class Avoidable(Frozen):
    """Which contacts could have been avoided: those that meet every test.

    Counted among contacts of which every tested column is recorded.
    """

    title: Text
    meaning: Text
    table: Id
    tests: tuple[Test, ...] = Field(min_length=1)
    caution: Text
    source: Source


class Journey(Entry):
    """What is told of contacts with one setting; its id is that of the setting.

    `gaps`: what no table of a snapshot holds of them, each a sentence.
    """

    aspects: tuple[Aspect, ...] = ()
    avoidable: Avoidable | None = None
    gaps: tuple[Text, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [aspect.id for aspect in self.aspects]
        if len(ids) != len(set(ids)):
            raise ValueError("an aspect is given twice")
        return self
