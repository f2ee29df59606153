"""History: every indicator by area and month, counted once when data is published."""

from phm_core.engine.history import (
    over_conditions,
    over_counts,
    over_pathways,
    over_values,
)
from phm_core.engine.history.checking import checks_of
from phm_core.engine.history.counting import LEVELS, PURPOSE
from phm_core.engine.history.months import HISTORY_MONTHS, Months
from phm_core.engine.history.past import Past
from phm_core.engine.history.publishing import history_of, months_of, ready

__all__ = [
    "HISTORY_MONTHS",
    "LEVELS",
    "PURPOSE",
    "Months",
    "Past",
    "checks_of",
    "history_of",
    "months_of",
    "over_conditions",
    "over_counts",
    "over_pathways",
    "over_values",
    "ready",
]
