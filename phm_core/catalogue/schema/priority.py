"""Clinical priorities: a page each, of registers, finders, care and targets."""

from typing import Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Text

GROUPED_BY = ("deprivation_quintile", "ethnicity_group")


class Part(Frozen):
    """Figures that belong together: indicators by id, in order.

    `meaning` says what the part asks, in a sentence.
    """

    title: Text
    meaning: Text
    tiles: tuple[Id, ...] = Field(min_length=1)


class ClinicalPriority(Entry):
    """What one page of a PCN or a Place shows: a new file is a new page.

    `meaning` is what the menu says of it, `commentary` how to read it. `registers` are
    conditions, set beside those to expect; `finders` case finders; `parts` indicators
    of care and of targets, each shown by the breakdowns `by` as well.
    """

    icon: Text
    commentary: Text
    theme: Id
    registers: tuple[Id, ...] = Field(min_length=1)
    finders: tuple[Id, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = Field(min_length=1)
    by: tuple[Id, ...] = Field(default=GROUPED_BY, min_length=1)

    @property
    def tiles(self) -> tuple[Id, ...]:
        """Indicators of all parts, in order."""
        return tuple(one for part in self.parts for one in part.tiles)

    @model_validator(mode="after")
    def _once(self) -> Self:
        for ids in (self.registers, self.finders, self.tiles, self.by):
            if twice := {one for one in ids if ids.count(one) > 1}:
                raise ValueError(f"given twice: {', '.join(sorted(twice))}")
        return self
