"""Exact answers by area."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from phm_core.area import Lens, Level
from phm_core.catalogue.schema import Indicator
from phm_core.engine.answers.base import Answer, Flags, Floats, Integers

# Everyone else, beside one group; and those of whom it is not known.
REST, UNKNOWN = "rest", "unknown"


@dataclass(frozen=True, repr=False)
class AreaList:
    """The areas of a level, seen through a lens.

    `rankable`: may be ranked (not unallocated, not a special-allocation practice).
    `left_out`: names of built Places that are not counted here.
    """

    level: Level
    lens: Lens
    codes: tuple[str, ...]
    names: tuple[str, ...]
    rankable: Flags
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Ground:
    """Everyone of the population in each area, and how deprived they are: all (areas,).

    Deprivation is that of the small area where each lives: `imd_score` is a sum over
    the `imd_known` people whose small area is known, `imd_decile` a sum of national
    deciles over the `decile_known`; `core20` counts those in national deciles 1 and 2.
    """

    people: Integers
    imd_score: Floats
    imd_known: Integers
    imd_decile: Integers
    decile_known: Integers
    core20: Integers
    age: Integers
    age_known: Integers


@dataclass(frozen=True, repr=False)
class Share:
    """People counted among people: totals (areas,), strata (areas, sex, age).

    `among` is the denominator (everyone in the population, or the cohort `among`),
    `counted` those of them in the cohort.
    """

    among: Integers
    counted: Integers
    among_strata: Integers
    counted_strata: Integers


@dataclass(frozen=True, repr=False)
class Rate(Answer):
    """Share of people in a cohort by area, ready for standardising by age and sex."""

    areas: AreaList
    ground: Ground
    whole_ground: Ground
    share: Share
    whole: Share
    unknown: Integers
    whole_unknown: int


@dataclass(frozen=True, repr=False)
class Groups:
    """The groups that people are put into: everybody is in exactly one.

    `known`: false for the group of those about whom it is not known. `by`: id of the
    breakdown, "" for a cohort beside everyone else. `own`: "sex" or "age" where the
    groups are sexes or ages themselves, else "".
    """

    by: str
    title: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    known: Flags
    own: Literal["sex", "age", ""] = ""

    @property
    def has_rest(self) -> bool:
        """Whether they are one group, everyone else, and those not known."""
        return self.groups[1:] == (REST, UNKNOWN)


@dataclass(frozen=True, repr=False)
class RateBy(Answer):
    """Share of people in a cohort by group, ready for standardising by age and sex.

    `share` has one row for each group, or for each pair of groups, those of the second
    breakdown running fastest.
    """

    by: tuple[Groups, ...]
    share: Share
    whole: Share
    unknown: Integers
    whole_unknown: int


@dataclass(frozen=True, repr=False)
class Standing(Answer):
    """The share of each indicator by area, in the order that was asked for.

    missing: indicators whose records are not held, each with the reason.
    """

    rates: tuple[tuple[Indicator, Rate], ...]
    missing: tuple[tuple[Indicator, str], ...] = ()


@dataclass(frozen=True, repr=False)
class PersonTime:
    """New cases and days at risk: totals (areas,), strata (areas, sex, age).

    Person-years are days / 365.25. Age is that at as-at.
    """

    cases: Integers
    days: Integers
    case_strata: Integers
    day_strata: Integers


@dataclass(frozen=True, repr=False)
class Incidence(Answer):
    """First diagnoses in the window, and the time during which people were at risk.

    `since`: records are dated after this day, up to and including as-at.
    """

    condition: str
    since: date
    areas: AreaList
    ground: Ground
    whole_ground: Ground
    risk: PersonTime
    whole: PersonTime


@dataclass(frozen=True, repr=False)
class Need(Answer):
    """Areas described by their people."""

    areas: AreaList
    ground: Ground
    whole_ground: Ground


@dataclass(frozen=True)
class Figure:
    """A published figure of one area, in percent; None where it is not published.

    `level`: england, or the level of the area. `practices`: how many were summed.
    """

    indicator: str
    year: str
    level: str
    code: str
    name: str
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None = None
    upper: float | None = None
    practices: int | None = None
    source: str = ""


@dataclass(frozen=True, repr=False)
class Comparators(Answer):
    """Published figures; nothing here is confidential."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, repr=False)
class PublishedRate(Answer):
    """Published register of a condition by area; nothing here is confidential.

    `register` over `list_size` (people of the register's own ages) of the
    `practices_counted` of `practices_total` practices with figures. `expected`: cases
    if England's rates by age applied to the practices' lists (NaN where no list by age
    is known); only its proportions between areas matter. `ground` describes registered
    people of the area from published lists; age is unknown there. `england_*` are None
    where no England total was supplied.
    """

    condition: str
    year: str
    years: tuple[str, ...]
    list_type: str
    areas: AreaList
    ground: Ground
    whole_ground: Ground
    register: Integers
    list_size: Integers
    expected: Floats
    whole_register: int
    whole_list_size: int
    whole_expected: float
    practices_counted: Integers
    practices_total: Integers
    england_register: int | None
    england_list_size: int | None
