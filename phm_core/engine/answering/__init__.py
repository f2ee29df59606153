"""Exact answers to questions, one module a family."""

from phm_core.engine.answering import (
    cohorts,
    comparators,
    finders,
    found_people,
    group_rates,
    histories,
    incidence,
    journeys,
    moves,
    needs,
    profiles,
    published,
    rates,
    rows,
    sets,
    spreads,
    standings,
    timelines,
    worklists,
)
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.published import published_only

__all__ = [
    "cohorts",
    "comparators",
    "exact",
    "finders",
    "found_people",
    "group_rates",
    "histories",
    "incidence",
    "journeys",
    "moves",
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
    "worklists",
]
