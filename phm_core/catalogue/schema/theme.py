"""Themes and scorecards: which indicators stand together, in what order, and why."""

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Percent, Source, Text
from phm_core.catalogue.schema.indicator import Aim


class Section(Frozen):
    """Part of a theme: its tiles, indicators by id, in the order in which they stand.

    `meaning` says what the section asks, in a sentence.
    """

    title: Text
    meaning: Text
    tiles: tuple[Id, ...] = Field(min_length=1)


class Missing(Frozen):
    """What belongs here and cannot be counted, and the data that it would need."""

    title: Text
    needs: Text


class Evidence(Frozen):
    """What one study found, in a sentence, and which it is."""

    finding: Text
    source: Source


class Benefit(Frozen):
    """What people admitted as an emergency might gain, by what studies found.

    From `least` to `most` percent fewer of them; `assumptions` have to hold for that.
    """

    least: Percent
    most: Percent
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    assumptions: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError("least must not be above most")
        return self


class Candidates(Frozen):
    """Example cohorts of people who may be offered care, beside each other."""

    title: Text
    meaning: Text
    cohorts: tuple[Id, ...] = Field(min_length=2)
    benefit: Benefit | None = None


class Theme(Entry):
    """A subject that indicators are shown under.

    Indicators name their themes; the sections put them in order, and those that no
    section has stand in a last one. `commentary` says how to read the theme as a whole,
    `contacts` names settings of care whose use by month belongs to it, `journeys` those
    whose journeys do, the first shown first.
    """

    icon: Text
    commentary: Text
    sections: tuple[Section, ...] = Field(min_length=1)
    contacts: tuple[Id, ...] = ()
    journeys: tuple[Id, ...] = ()
    candidates: Candidates | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def tiles(self) -> tuple[Id, ...]:
        """Indicators of all sections, in order."""
        return tuple(one for section in self.sections for one in section.tiles)

    @model_validator(mode="after")
    def _once(self) -> Self:
        if twice := {one for one in self.tiles if self.tiles.count(one) > 1}:
            raise ValueError(f"tiles given twice: {', '.join(sorted(twice))}")
        return self


class Scorecard(Entry):
    """A few indicators by aim, for a board. `commentary` says how to read it."""

    commentary: Text
    by_aim: Mapping[Aim, tuple[Id, ...]] = Field(min_length=1)
    missing: tuple[Missing, ...] = ()

    @property
    def all(self) -> tuple[Id, ...]:
        """Indicators of all aims, in order."""
        return tuple(one for ids in self.by_aim.values() for one in ids)
