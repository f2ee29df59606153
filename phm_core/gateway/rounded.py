"""Shares of rounded counts: limits allow for the rounding as well as for chance."""

from dataclasses import replace

import numpy as np

from phm_core.gateway.columns import Floats
from phm_core.governance.rule import Counts, Rule
from phm_core.methods import Estimates, proportion

PERCENT = 100.0
# In percentage points: a share that rounding alone can move further is not given.
ROUGHEST = 20.0
ROUGH = "rounding alone moves the share"


def share_of_rounded(
    count: Floats, people: Floats, rule: Rule, *, confidence: float
) -> Estimates:
    """Percent of people counted, from counts as they are shown; NaN where hidden.

    The lower limit is that of the least count among the most people that the shown
    figures can stand for, the upper one that of the opposite.
    """
    usual = proportion(count, people, per=PERCENT, confidence=confidence)
    if rule.exact:
        return usual
    low, high = _spans(count, rule)
    fewest, most = _spans(people, rule)
    fewest = np.fmax(fewest, high)
    least, greatest = (
        proportion(*ends, per=PERCENT, confidence=confidence)
        for ends in ((low, most), (high, fewest))
    )
    rough = greatest.value - least.value > ROUGHEST
    return replace(
        usual,
        lower=least.lower,
        upper=greatest.upper,
        reason=np.where((usual.reason == "") & rough, ROUGH, usual.reason),
    )


def _spans(shown: Floats, rule: Rule) -> tuple[Floats, Floats]:
    """Least and greatest count that each shown figure stands for; NaN where hidden."""
    hidden = np.isnan(shown)
    counts: Counts = np.where(hidden, 0, shown).astype(np.int64)
    low, high = rule.spans(counts)
    return np.where(hidden, np.nan, low), np.where(hidden, np.nan, high)
