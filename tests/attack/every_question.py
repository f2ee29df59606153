"""One of every question there is, so that an attack can try them all."""

from collections.abc import Iterator
from datetime import date

from phm_core.area import Level
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.finders import (
    Capacity,
    Expected,
    Findings,
    FoundPeople,
    Listing,
    Membership,
    Moved,
    Reach,
)
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import (
    About,
    ActivityBy,
    Attrition,
    Conditions,
    Crosstab,
    Histories,
    HowMany,
    Incidence,
    Journeys,
    Need,
    Overlap,
    Profile,
    Question,
    Rate,
    RateBy,
    Series,
    Spread,
    Standing,
    Timeline,
)
from phm_core.definitions.rows_of_people import Features, Identify, People, Record

ADULTS = parse_definition("name: Adults\ncriteria: {age: {min: 18}}")
DIABETES = parse_definition("name: Diabetes\ncriteria: {condition: {is: diabetes}}")
ASKED: tuple[Question, ...] = (
    HowMany(ADULTS),
    Attrition(DIABETES),
    Profile(DIABETES),
    Rate(DIABETES, Level.PCN, among=ADULTS),
    RateBy(DIABETES, ("deprivation_decile",)),
    RateBy(DIABETES, ("sex", "ethnicity_group")),
    Standing(("diabetes_prevalence", "hypertension_controlled"), Level.PCN),
    Incidence("diabetes", Level.PCN),
    Need(Level.PCN),
    Spread(),
    Crosstab(ADULTS, "sex", "ethnicity_group"),
    Timeline(ADULTS, "ae"),
    Journeys(ADULTS, "ae"),
    ActivityBy(None, "ae", "deprivation_decile"),
    Series("diabetes_prevalence", Level.PCN),
    Histories(("diabetes_prevalence",)),
    Overlap((ADULTS, DIABETES)),
    Conditions(),
    People(ADULTS, ("pseudonym", "age")),
    Identify(("0123456789abcdef",)),
    Record("0123456789abcdef"),
    Findings(("undiagnosed_diabetes", "undiagnosed_hypertension")),
    FoundPeople("undiagnosed_hypertension"),
    FoundPeople(of=ADULTS),
    Membership("undiagnosed_hypertension"),
    Capacity("undiagnosed_hypertension", a_month=40),
    Moved(of=ADULTS, before=("0123456789abcdef",), since=date(2026, 9, 30), was=ADULTS),
    Reach("undiagnosed_diabetes"),
    Expected("diabetes"),
    Delivered(),
    Features(ADULTS, ("age",)),
)


def kinds(of: type[Question] = Question) -> Iterator[type[Question]]:
    """Every kind of question that asks about people."""
    for kind in of.__subclasses__():
        yield from kinds(kind)
        if kind.reveals != "public" and kind not in (About, Listing):
            yield kind
