"""Statistics of English public health: plain functions over arrays.

Every function takes arrays, returns values with limits, method and reason, and gives
no value (NaN) with a reason where there is none, rather than fail or guess.
"""

from phm_core.methods.ages import (
    BANDS_18,
    BANDS_19,
    BANDS_20,
    ESP2013,
    ESP2013_18,
    ESP2013_20,
    LIFE_TABLE_BANDS,
    band_labels,
    band_of,
    fold_bands,
)
from phm_core.methods.association import correlation
from phm_core.methods.breaks import Cut, bivariate, cut
from phm_core.methods.clustered import (
    Clusters,
    clustered_rate,
    clustered_share,
    design_effect,
)
from phm_core.methods.comparison import (
    Better,
    Comparison,
    best_fifth,
    compare,
    opportunity,
)
from phm_core.methods.discovery import (
    Discoveries,
    false_discovery_rate,
    p_value,
    p_value_of,
    p_value_of_gap,
)
from phm_core.methods.estimates import Estimates
from phm_core.methods.funnels import (
    Funnel,
    effective_population,
    funnel_limits,
    significance_class,
)
from phm_core.methods.gaps import (
    absolute_gap,
    people_to_close,
    rate_difference,
    relative_gap,
    risk_difference,
)
from phm_core.methods.gradient import Gradient
from phm_core.methods.indirect import expected, isr, isr_rate, reference_rates
from phm_core.methods.inequality import Inequality, sii_rii, standard_errors
from phm_core.methods.intervals import byar, exact_poisson
from phm_core.methods.life_tables import life_expectancy
from phm_core.methods.means import Quantiles, mean, quantiles
from phm_core.methods.neighbours import Difference, Neighbours, similar_areas
from phm_core.methods.overdispersion import Overdispersion, funnel_overdispersion
from phm_core.methods.rates import crude_rate, proportion
from phm_core.methods.ratios import (
    rate_ratio,
    restoration,
    risk_ratio,
    smd_binary,
    smd_continuous,
)
from phm_core.methods.rebasing import Rebase, suggest_rebase
from phm_core.methods.series import monthly, positions_of
from phm_core.methods.spc import Baseline, Xmr, spc_xmr
from phm_core.methods.standardised import dsr, dsr_repeated, heaviest_event
from phm_core.methods.strata import merge_empty_bands, strata_of
from phm_core.methods.trends import Trend, recent_trend, recent_trend_of

__all__ = [
    "BANDS_18",
    "BANDS_19",
    "BANDS_20",
    "ESP2013",
    "ESP2013_18",
    "ESP2013_20",
    "LIFE_TABLE_BANDS",
    "Baseline",
    "Better",
    "Clusters",
    "Comparison",
    "Cut",
    "Difference",
    "Discoveries",
    "Estimates",
    "Funnel",
    "Gradient",
    "Inequality",
    "Neighbours",
    "Overdispersion",
    "Quantiles",
    "Rebase",
    "Trend",
    "Xmr",
    "absolute_gap",
    "band_labels",
    "band_of",
    "best_fifth",
    "bivariate",
    "byar",
    "clustered_rate",
    "clustered_share",
    "compare",
    "correlation",
    "crude_rate",
    "cut",
    "design_effect",
    "dsr",
    "dsr_repeated",
    "effective_population",
    "exact_poisson",
    "expected",
    "false_discovery_rate",
    "fold_bands",
    "funnel_limits",
    "funnel_overdispersion",
    "heaviest_event",
    "isr",
    "isr_rate",
    "life_expectancy",
    "mean",
    "merge_empty_bands",
    "monthly",
    "opportunity",
    "p_value",
    "p_value_of",
    "p_value_of_gap",
    "people_to_close",
    "positions_of",
    "proportion",
    "quantiles",
    "rate_difference",
    "rate_ratio",
    "recent_trend",
    "recent_trend_of",
    "reference_rates",
    "relative_gap",
    "restoration",
    "risk_difference",
    "risk_ratio",
    "significance_class",
    "sii_rii",
    "similar_areas",
    "smd_binary",
    "smd_continuous",
    "spc_xmr",
    "standard_errors",
    "strata_of",
    "suggest_rebase",
]
