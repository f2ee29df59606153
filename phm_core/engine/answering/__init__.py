"""Exact answers to questions, one module a family."""

from phm_core.engine.answering import (
    cohorts,
    comparators,
    finders,
    group_rates,
    histories,
    incidence,
    journeys,
    needs,
    profiles,
    published,
    rates,
    rows,
    sets,
    spreads,
    standings,
    timelines,
)
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.published import published_only

__all__ = [
    "cohorts",
    "comparators",
    "exact",
    "finders",
    "group_rates",
    "histories",
    "incidence",
    "journeys",
    "needs",
    "profiles",
    "published",
    "published_only",
    "rates",
    "rows",
    "sets",
    "spreads",
    "standings",
    "timelines",
]
