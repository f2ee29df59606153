"""History: every indicator by area and month, counted once when data is published."""

from phm_core.engine.history import over_conditions, over_counts, over_values
from phm_core.engine.history.counting import count_history
from phm_core.engine.history.months import HISTORY_MONTHS, Months
from phm_core.engine.history.past import Past

__all__ = [
    "HISTORY_MONTHS",
    "Months",
    "Past",
    "count_history",
    "over_conditions",
    "over_counts",
    "over_values",
]
