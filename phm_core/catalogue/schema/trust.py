"""What makes a snapshot trusted: limits of counts, stages, checks, fitness."""

from math import sqrt
from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField
from phm_core.catalogue.schema.entry import Entry, Id, Percent, Text

MONTH = 30.4  # days
DEVIATIONS = 2  # one count in twenty differs more by chance


class DataLimit(Entry):
    """How far one count may differ from another before somebody has to look.

    percent: of the count that it is set beside. people: a difference of so many is
    never too large. percent_a_month: for each month between the days of the two.
    moves_a_month: percent of the people who come or go in a month, by chance more in
    one than in another. counted: registers that must be counted for it. then: what to
    do beyond it.
    """

    percent: Percent
    people: int = Field(default=0, ge=0)
    percent_a_month: Percent = 0
    moves_a_month: Percent = 0
    counted: tuple[Id, ...] = ()
    then: Text

    def most(self, beside: float, days: int = 0, estimated: float = 0) -> float:
        """The largest difference from a count, taken some days before or after.

        estimated: people within it who are only estimated. What chance alone moves is
        allowed besides: two standard deviations of those people and of those who come
        or go meanwhile. Of two counts of one day nothing is.
        """
        months = abs(days) / MONTH
        percent = self.percent + self.percent_a_month * months
        moved = beside * self.moves_a_month * months / 100
        chance = DEVIATIONS * sqrt(moved + estimated)
        return max(float(self.people), beside * percent / 100) + chance

    def broken(
        self, count: int, beside: float, days: int = 0, estimated: float = 0
    ) -> bool:
        """Whether a count differs too much from the one that it is set beside."""
        return abs(count - beside) > self.most(beside, days, estimated)


class Stage(Entry):
    """One stage on the way from an agreement to a list that is worked with.

    order: from 1. reached: written down by hand, or seen in what is there.
    """

    order: int = Field(ge=1)
    reached: Literal["written_down", "records", "sign_off", "lists"]
    then: Text


class Check(Entry):
    """Two parts of a record that do not go together, or one without the other.

    whom: among whom, as a noun. people: those at fault, as a noun. most: percent from
    which somebody has to look. hides: the condition whose code seems to be missing. A
    check of `deaths` has no criteria: it finds records dated some days after a death.
    """

    short: Text
    kind: Literal["criteria", "deaths"] = "criteria"
    among: CriterionField | None = None
    counted: CriterionField | None = None
    whom: Text
    people: Text
    most: Percent
    days: int = Field(default=0, ge=0)
    hides: Id | None = None
    then: Text

    @model_validator(mode="after")
    def _criteria(self) -> Self:
        if (self.kind == "criteria") != (self.counted is not None):
            raise ValueError("'counted' is for checks by criteria, which all need it")
        return self


class Fitness(Entry):
    """How good data must be for one kind of question.

    about: the share of people of whom a breakdown is known, or the first of several,
    and so whom some figures count that need it; how many months of records
    lie before a first diagnosis; the share of people whose practice sends records; or
    how many days before the as-at date the records of some tables end. fit: below it
    the answer is not fit for the question. good: below it, use with care. Of lateness
    both are the most days, not the least. refuses: what is not fit is not shown at all,
    but told in a sentence.
    """

    about: Literal["known", "look_back", "coverage", "lateness"]
    breakdowns: tuple[Id, ...] = ()
    figures: tuple[Id, ...] = ()
    tables: tuple[Id, ...] = ()
    fit: float = Field(ge=0)
    good: float = Field(ge=0)
    refuses: bool = False
    then: Text

    @property
    def more_is_worse(self) -> bool:
        """Whether a high value speaks against the data."""
        return self.about == "lateness"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        worse, better = sorted((self.fit, self.good), reverse=self.more_is_worse)
        if (worse, better) != (self.fit, self.good):
            side = "higher" if self.more_is_worse else "lower"
            raise ValueError(f"'good' cannot be {side} than 'fit'")
        if (self.about == "lateness") != bool(self.tables):
            raise ValueError("'tables' are for lateness, which needs some")
        return self
