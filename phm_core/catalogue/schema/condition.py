"""Conditions: register rule, code lists, national rates."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField
from phm_core.catalogue.schema.entry import (
    Entry,
    Frozen,
    Id,
    Percent,
    Source,
    Text,
    Year,
)

Basis = Literal["published", "derived", "assumed"]
ListType = Literal["TOTAL", "06OV", "16OV", "17OV", "18OV", "50OV"]
RefSet = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Ratio = Annotated[float, Field(gt=0, le=10)]
Group = Literal[
    "cardiovascular",
    "metabolic",
    "respiratory",
    "mental_health",
    "neurological",
    "musculoskeletal",
    "cancer_and_end_of_life",
    "digestive",
    "sensory",
    "frailty_and_ageing",
    "neurodevelopmental",
    "substance_use",
    "social",
]


class Qof(Frozen):
    """The published disease register: its code and whose register it is.

    `minimum_age` and `maximum_age` bound the published list (its denominator).
    """

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    list_type: ListType
    minimum_age: int = 0
    rules: Text


class Codes(Frozen):
    """Names of the reference sets that a site supplies; never the codes themselves.

    `diagnosis` sets start or confirm the condition, `resolution` sets end it, and the
    register's rule also reads the `supporting` ones when the record is mapped.
    """

    diagnosis: tuple[RefSet, ...] = Field(min_length=1)
    resolution: tuple[RefSet, ...] = ()
    supporting: tuple[RefSet, ...] = ()
    publisher: Literal["primary_care_domain", "site"]
    note: str | None = None


class England(Frozen):
    """Prevalence in England: `people` of `list_size`, the share in percent."""

    year: Year
    percent: Percent
    people: int | None = None
    list_size: int | None = None
    basis: Basis
    source: Source


class Band(Frozen):
    """Percent of people with the condition from one age to another (open if none)."""

    from_age: int = Field(ge=0, le=120)
    to_age: int | None = Field(default=None, ge=0, le=120)
    persons: Percent
    female: Percent | None = None
    male: Percent | None = None


class AgeRates(Frozen):
    """National rates by age: the shape used to expect cases in an area.

    A basis of `assumed` gives the shape only: it is scaled to the England total.
    Ages outside every band are taken to have none.
    """

    year: Year | None = None
    basis: Basis
    source: Text
    bands: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for lower, upper in zip(self.bands, self.bands[1:], strict=False):
            if lower.to_age is None or upper.from_age <= lower.to_age:
                raise ValueError(f"the band from {upper.from_age} overlaps another")
        return self


class DeprivationGradient(Frozen):
    """Age-adjusted prevalence against England, by decile, most deprived first."""

    basis: Basis
    source: Text
    ratios: tuple[Ratio, ...] = Field(min_length=10, max_length=10)


class Condition(Entry):
    """One condition: what it means, who is on its register, how common it is.

    `long_term` puts it on the list used for profiles, overlap and multimorbidity.
    `register` is the declared rule; `implies` lists the wider conditions that a
    record of this one also counts for. `also_called`: other names, as suppliers use.
    """

    short: Text
    also_called: tuple[Text, ...] = ()
    group: Group
    long_term: bool
    sensitive: bool = False
    register_: CriterionField = Field(alias="register")
    register_source: Source
    implies: tuple[Id, ...] = ()
    codes: Codes
    qof: Qof | None = None
    england: England
    age_rates: AgeRates
    deprivation: DeprivationGradient
