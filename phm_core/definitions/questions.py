"""Questions (what): frozen, hashable values that the gateway answers.

Each says what it reveals, counts or people, from which the gateway chooses policy.
The columns of each released answer are listed in docs/reference/questions.md and
declared beside the code that releases them.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from phm_core.area import WHOLE, Area, Lens, Level
from phm_core.definitions.document import Definition

ACTIVITY = "activity:"
Reveals = Literal["public", "counts", "people"]


@dataclass(frozen=True)
class Question:
    """Base of every question."""

    reveals: ClassVar[Reveals] = "counts"
    # Whether its counts are settled: compared with those released before. What is asked
    # anew at every change of a rule is not, until it is taken out in a file.
    settles: ClassVar[bool] = True


@dataclass(frozen=True)
class About(Question):
    """A question about people of one area, seen through a lens."""

    area: Area = field(default=WHOLE, kw_only=True)
    lens: Lens = field(default=Lens.REGISTERED, kw_only=True)


@dataclass(frozen=True)
class HowMany(About):
    """How many people are in a cohort, and for how many is it unknown?"""

    settles: ClassVar[bool] = False
    of: Definition


@dataclass(frozen=True)
class Attrition(About):
    """What does each rule do: alone, in turn, and if it were dropped?"""

    settles: ClassVar[bool] = False
    of: Definition


@dataclass(frozen=True)
class Profile(About):
    """Who are they, against everyone else? No cohort: the area against the rest."""

    settles: ClassVar[bool] = False
    of: Definition | None = None


@dataclass(frozen=True)
class Rate(About):
    """Share of people in a cohort, by area, crude and age-sex standardised.

    `among`: the denominator; everyone in the population when not given.
    """

    of: Definition
    per: Level
    among: Definition | None = None


@dataclass(frozen=True)
class RateBy(About):
    """Share of people in a cohort by group: of one breakdown, or of two crossed.

    `by`: ids of breakdowns, or a cohort that sets its people beside everyone else.
    `among`: the denominator; everyone in the population when not given.
    """

    of: Definition
    by: tuple[str | Definition, ...]
    among: Definition | None = None


@dataclass(frozen=True)
class Standing(About):
    """Where every area stands on several indicators, and which figures stand out.

    `as_at`: the snapshot's date when not given.
    """

    indicators: tuple[str, ...]
    per: Level
    as_at: date | None = None


@dataclass(frozen=True)
class Incidence(About):
    """New cases of a condition per 1,000 person-years at risk, by area."""

    condition: str
    per: Level
    months: int = 12


@dataclass(frozen=True)
class PublishedRate(Question):
    """Published register of a condition by area: crude, and observed over expected."""

    reveals: ClassVar[Reveals] = "public"
    condition: str
    per: Level
    year: str = ""
    area: Area = field(default=WHOLE, kw_only=True)


@dataclass(frozen=True)
class Comparators(Question):
    """Published figures of indicators: of England and, from practices, by area.

    `indicators`: as the comparator table spells them, such as 'qof:HYP008'. Without
    `per`, England alone. Each indicator in its newest year, unless one is given.
    """

    reveals: ClassVar[Reveals] = "public"
    indicators: tuple[str, ...]
    per: Level | None = None
    year: str = ""
    area: Area = field(default=WHOLE, kw_only=True)


@dataclass(frozen=True)
class Need(About):
    """Areas described: people, deprivation and age, for the axis of a map."""

    per: Level


@dataclass(frozen=True)
class Spread(About):
    """A population or cohort by the segments of a model: people, use and cost."""

    of: Definition | None = None
    model: str = "bridges_to_health"


@dataclass(frozen=True)
class Crosstab(About):
    """People counted by two breakdowns at once."""

    of: Definition | None
    rows: str
    columns: str


@dataclass(frozen=True)
class Timeline(About):
    """Activity of a cohort by month: events and people, in one setting."""

    of: Definition | None
    setting: str
    months: int = 36


@dataclass(frozen=True)
class ActivityBy(About):
    """Activity of a cohort by group and month, in one setting, up to its date.

    `of`: everyone when not given. `by`: id of a breakdown.
    """

    of: Definition | None
    setting: str
    by: str
    months: int = 12


@dataclass(frozen=True)
class Journeys(About):
    """How contacts with one setting begin and end, and what care stands around them.

    `of`: a cohort; everyone when not given. `around`: a setting of care whose journeys
    the catalogue declares. Contacts in the months up to the cohort's date.
    """

    of: Definition | None = None
    around: str = "ae"
    months: int = 12


@dataclass(frozen=True)
class Series(Question):
    """A measure by month and area, counted when the data was published.

    measure: id of an indicator, or ACTIVITY and what is counted by month, such as
    'activity:bp_check'. Areas are as they are today.
    """

    measure: str
    per: Level
    area: Area = WHOLE
    months: int = 36


@dataclass(frozen=True)
class Histories(Question):
    """Many indicators of one area by month, counted when the data was published."""

    indicators: tuple[str, ...]
    area: Area = WHOLE
    months: int = 36


@dataclass(frozen=True)
class Overlap(About):
    """How many people are in both of each pair of cohorts, and who differs?"""

    of: tuple[Definition, ...]


@dataclass(frozen=True)
class Conditions(About):
    """Long-term conditions held together: every pair counted."""

    of: Definition | None = None
