"""What is recorded about people: measures, medicines, contacts, processes, life."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.schema.condition import RefSet
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Source, Text


class Conversion(Frozen):
    """From another unit: (value + `add`) x `multiply` gives the canonical unit.

    also_written: other spellings of the unit; space, capitals and brackets are alike.
    """

    unit: Text
    also_written: tuple[Text, ...] = ()
    add: float = 0.0
    multiply: float

    def apply(self, value: float) -> float:
        """The value in the canonical unit."""
        return (value + self.add) * self.multiply


class Slider(Frozen):
    """Where a slider starts, ends and steps."""

    minimum: float
    maximum: float
    step: float = Field(gt=0)
    usual: float


class Measurement(Entry):
    """A test result or reading: its unit, what is plausible, how it is shown.

    A value outside `plausible_minimum` to `plausible_maximum` becomes null on reading
    and is counted. `same_day` picks one of several values on the latest day.
    `also_written`: other spellings of the unit; `also_called`: other names of it.
    """

    short: Text
    also_called: tuple[Text, ...] = ()
    unit: Text
    also_written: tuple[Text, ...] = ()
    plausible_minimum: float
    plausible_maximum: float
    same_day: Literal["highest", "lowest"] = "highest"
    decimals: int = Field(ge=0, le=3)
    slider: Slider
    conversions: tuple[Conversion, ...] = ()
    codes: tuple[RefSet, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _slider_within(self) -> Self:
        low, high = self.plausible_minimum, self.plausible_maximum
        if (
            not low
            <= self.slider.minimum
            <= self.slider.usual
            <= self.slider.maximum
            <= high
        ):
            raise ValueError("the slider must lie within the plausible range")
        return self


class Medicine(Entry):
    """A group of medicines, by BNF sections or chemical names (BNF, dm+d)."""

    short: Text
    bnf: tuple[Annotated[str, Field(pattern=r"^\d{2}(\d{2})*[A-Z0-9]*$")], ...] = ()
    examples: tuple[Text, ...] = Field(min_length=1)
    includes: tuple[Id, ...] = ()
    codes: tuple[RefSet, ...] = ()
    source: Source


class CareSetting(Entry):
    """A place or kind of contact; `contact` is the word for one of them."""

    short: Text
    contact: Text
    contacts: Text
    columns: tuple[Id, ...]
    emergency: bool
    overnight: bool
    unit_cost_gbp: float | None = Field(default=None, gt=0)
    source: Source


class Outcome(Frozen):
    """What a review, screen or referral came to."""

    id: Id
    title: Text
    done: bool


class Process(Entry):
    """A review, check, screen, vaccination or referral, and how it can end.

    `months` is how long one stays up to date; none when it is done once.
    `also_called`: other names, as suppliers use.
    """

    short: Text
    also_called: tuple[Text, ...] = ()
    group: Literal["check", "review", "vaccination", "screening", "referral", "support"]
    months: int | None = Field(default=None, gt=0)
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    codes: tuple[RefSet, ...] = ()
    source: Source

    @property
    def done(self) -> tuple[str, ...]:
        """Outcomes that count as carried out."""
        return tuple(outcome.id for outcome in self.outcomes if outcome.done)


class SocialFactor(Entry):
    """A circumstance of life, read from one column of the person table.

    Exactly one of `is_true` (the column is a flag), `values` (any of these),
    `at_most` (a decile up to this) or `is_recorded` (anything is known) says when it
    applies; null is unknown, and so are the values in `unknown`.
    """

    short: Text
    column: Id
    is_true: Literal[True] | None = None
    values: tuple[str, ...] | None = None
    at_most: int | None = None
    is_recorded: Literal[True] | None = None
    unknown: tuple[str, ...] = ()
    codes: tuple[RefSet, ...] = ()
    source: Source

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        given = [self.is_true, self.values, self.at_most, self.is_recorded]
        if sum(test is not None for test in given) != 1:
            raise ValueError(
                "give exactly one of is_true, values, at_most and is_recorded"
            )
        return self

    @property
    def matching(self) -> tuple[bool, ...] | tuple[str, ...] | tuple[int, ...]:
        """Values of the column for which it applies; none where any will do."""
        if self.is_recorded:
            return ()
        if self.at_most is not None:
            return tuple(range(1, self.at_most + 1))
        return (True,) if self.values is None else self.values
