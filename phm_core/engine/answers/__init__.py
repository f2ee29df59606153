"""Exact answers: what the engine found, before disclosure control.

One frozen dataclass a question, of the question's name. Arrays are NumPy, counts are
int64. Nothing here may be shown: the gateway turns it into a released table. Axes:

- areas: in the order of `AreaList.codes`
- sex: SEXES (female, male, unknown)
- age: the 19 bands of five years (0-4 up to 90+). People whose age is not known are in
  the totals of an area, never in its strata.

"Whole" is everyone in the question's scope, as arrays of one area. It is not the sum of
the areas: neighbourhoods may overlap, and some people belong to no area.
"""

from phm_core.engine.answers.areas import (
    REST,
    UNKNOWN,
    AreaList,
    Comparators,
    Figure,
    Ground,
    Groups,
    Incidence,
    Need,
    PersonTime,
    PublishedRate,
    Rate,
    RateBy,
    Share,
    Standing,
)
from phm_core.engine.answers.base import AGE_BANDS, SEXES, Answer
from phm_core.engine.answers.counts import (
    Attrition,
    Conditions,
    Crosstab,
    Difference,
    HowMany,
    Overlap,
    Rule,
)
from phm_core.engine.answers.delivered import Delivered, DeliveredTable
from phm_core.engine.answers.finders import (
    Expected,
    Finding,
    Findings,
    FoundPeople,
    Register,
)
from phm_core.engine.answers.histories import Histories, Monthly, Series
from phm_core.engine.answers.journeys import Aspect, Avoided, Base, Journeys, Tallied
from phm_core.engine.answers.profiles import (
    ActivityBy,
    Breakdown,
    Profile,
    Spread,
    Timeline,
    Use,
)
from phm_core.engine.answers.records import Record
from phm_core.engine.answers.rows import Features, Identified, People
from phm_core.engine.answers.worklists import (
    Capacity,
    Entry,
    Membership,
    Moved,
    Reach,
    Reached,
)

__all__ = [
    "AGE_BANDS",
    "REST",
    "SEXES",
    "UNKNOWN",
    "ActivityBy",
    "Answer",
    "AreaList",
    "Aspect",
    "Attrition",
    "Avoided",
    "Base",
    "Breakdown",
    "Capacity",
    "Comparators",
    "Conditions",
    "Crosstab",
    "Delivered",
    "DeliveredTable",
    "Difference",
    "Entry",
    "Expected",
    "Features",
    "Figure",
    "Finding",
    "Findings",
    "FoundPeople",
    "Ground",
    "Groups",
    "Histories",
    "HowMany",
    "Identified",
    "Incidence",
    "Journeys",
    "Membership",
    "Monthly",
    "Moved",
    "Need",
    "Overlap",
    "People",
    "PersonTime",
    "Profile",
    "PublishedRate",
    "Rate",
    "RateBy",
    "Reach",
    "Reached",
    "Record",
    "Register",
    "Rule",
    "Series",
    "Share",
    "Spread",
    "Standing",
    "Tallied",
    "Timeline",
    "Use",
]
