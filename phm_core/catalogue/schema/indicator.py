"""Indicators: shares of people, declared once."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Percent, Source, Text
from phm_core.definitions import Criterion, Definition
from phm_core.definitions.logic import All, Unmet

Group = Literal[
    "prevalence",
    "detection",
    "care_process",
    "treatment",
    "control",
    "risk_factor",
    "screening",
    "vaccination",
    "activity",
    "waiting",
    "experience",
    "social",
    "data_quality",
]
# The year whose rules are in force, where a scheme changes them every year.
LIVE = {"QOF": "2026-27"}
Aim = Literal["health", "experience", "quality", "value"]


class Published(Frozen):
    """Figures that others publish for the same measure, to set beside ours.

    `register` is a condition whose published register it is; `comparator` is the code
    of an indicator among the comparators. `difference` says why figures can differ.
    """

    register_: Id | None = Field(default=None, alias="register")
    comparator: Text | None = None
    difference: Text

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.register_ is None) == (self.comparator is None):
            raise ValueError("give register or comparator, not both")
        return self


class Official(Frozen):
    """The official indicator that this follows, in the year whose rules it uses."""

    scheme: Literal["QOF", "CVDPREVENT", "NDA", "NHS Health Check", "Core20PLUS5"]
    code: Text
    year: Text

    @property
    def words(self) -> str:
        """Which rules are used, and which year's are live where that is another."""
        said = f"{self.scheme} {self.code}, rules of {self.year}"
        live = LIVE.get(self.scheme)
        if live is None or live == self.year:
            return said
        return (
            f"{said}. The live {self.scheme} year is {live}: its rules, thresholds and "
            "codes differ for some indicators"
        )


class Target(Frozen):
    """A level to reach, and who set it."""

    percent: Percent
    source: Source


class CoreTwentyPlusFive(Frozen):
    """The clinical area of Core20PLUS5 that an indicator stands for."""

    people: Literal["adults", "children"]
    area: Id


class Indicator(Entry):
    """A share of people: of those `among`, those `counted` as well.

    `among` is everyone where it is left out. `lead` is the figure that comes first:
    adjusted for age and sex, or the crude share. `better` is the side to be on.
    `caution` says what it cannot show; `rare` why few people can be counted. Whoever
    is among but not counted is the gap. `known_of` is the small area where everybody
    of it has one value, which is then no sample of people.
    """

    short: Text = Field(max_length=48)
    group: Group
    aim: Aim
    among: CriterionField | None = None
    whom: Text
    counted: CriterionField
    people: Text
    better: Literal["higher", "lower", "none"]
    lead: Literal["adjusted", "crude"]
    why_it_matters: Text
    themes: tuple[Id, ...] = Field(min_length=1)
    breakdowns: tuple[Id, ...] = (
        "deprivation_decile",
        "ethnicity_group",
        "sex",
        "age_band",
    )
    official: Official | None = None
    published: Published | None = None
    target: Target | None = None
    core20plus5: CoreTwentyPlusFive | None = None
    caution: Text | None = None
    rare: Text | None = None
    known_of: Literal["person", "small_area"] = "person"
    source: Source
    owner: Text
    reviewed: date
    review_by: date

    @property
    def among_definition(self) -> Definition | None:
        """The denominator as a definition; None is everyone."""
        if self.among is None:
            return None
        return Definition(name=self.whom, criteria=self.among)

    @property
    def counted_definition(self) -> Definition:
        """The numerator as a definition; it counts only among the denominator."""
        return Definition(name=self.title, criteria=self.counted)

    @property
    def gap_definition(self) -> Definition:
        """Whom to look at: those not counted if higher is better, else those counted.

        People of whom it is not known whether they count are not counted.
        """
        missed = self.better == "higher"
        wanted: Criterion = Unmet(of=(self.counted,)) if missed else self.counted
        return Definition(
            name=f"Not reached: {self.title}" if missed else self.title,
            criteria=wanted if self.among is None else All(of=(self.among, wanted)),
        )

    @property
    def of_people(self) -> bool:
        """Whether chance among people says how far areas may differ."""
        return self.known_of == "person"

    def overdue(self, today: date) -> bool:
        """Whether its review was due before today: said in the app, never refused."""
        return self.review_by < today

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.review_by <= self.reviewed:
            raise ValueError("review_by must be after reviewed")
        return self
