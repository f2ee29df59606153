"""What the records here tell of: only that is offered, and asked for."""

from collections.abc import Iterable

from pages.ui.context import Here
from phm_core.analysis.subject import Subject, of_indicator
from phm_core.analysis.tracked import offered
from phm_core.catalogue.reads import reads
from phm_core.catalogue.schema import Indicator
from phm_core.definitions import Criterion, Definition
from phm_core.definitions.questions import ACTIVITY

NOT_OPEN = (
    "What is counted here is told by records that are not open to you.",
    "Change your role or your purpose, or ask whoever gives access for the records.",
)


def open_here(here: Here, rule: Criterion) -> bool:
    """Whether this role may use the records that a rule reads, be they here or not."""
    return all(map(here.reads, reads(here.house.catalogue, rule)))


def example(here: Here) -> Definition:
    """The first example of the library that the records tell of; else the first."""
    every = [one.definition for one in here.house.catalogue.cohorts.values()]
    told = (one for one in every if tells(here, one.criteria))
    return next(told, every[0])


def held(here: Here, what: Subject) -> bool:
    """Whether the tables that it is counted from are here, and open to this role."""
    rules = [what.definition, *([what.among] if what.among else [])]
    return all(tells(here, rule.criteria) for rule in rules)


def tells(here: Here, rule: Criterion) -> bool:
    """Whether the records that a rule reads are here, and open to this role."""
    return reads(here.house.catalogue, rule) <= here.tables


def parted(
    here: Here, entries: Iterable[Indicator]
) -> tuple[list[Indicator], list[Indicator]]:
    """Indicators that can be counted from the records here, and those that cannot."""
    counted: list[Indicator] = []
    without: list[Indicator] = []
    for entry in entries:
        (counted if held(here, of_indicator(entry)) else without).append(entry)
    return counted, without


def by_month(here: Here) -> dict[str, str]:
    """Measures by month that the records tell of; all where they tell of none."""
    every = offered(here.house.catalogue)
    counted, _ = parted(here, here.house.catalogue.indicators.values())
    known = {one.id for one in counted}
    if "activity" in here.tables:
        known |= {key for key in every if key.startswith(ACTIVITY)}
    return {key: every[key] for key in every if key in known} or dict(every)
