"""Nonsense is refused in a plain sentence; an awkward cell never is."""

import numpy as np
import pytest

from phm_core import methods as m
from phm_core.errors import RefusedInput

STRATA = [1.0, 2.0, 3.0]
TEN = list(range(1, 11))

REFUSED = {
    "negative count": (lambda: m.crude_rate(-1, 10), "negative"),
    "negative population": (lambda: m.crude_rate(1, -10), "negative"),
    "numerator above denominator": (
        lambda: m.proportion(11, 10),
        "above its denominator",
    ),
    "shapes": (lambda: m.proportion([1, 2], [3, 4, 5]), "do not fit together"),
    "text": (lambda: m.proportion(["a"], [1]), "must be numbers"),
    "infinite": (lambda: m.crude_rate(1, np.inf), "infinite"),
    "confidence below": (
        lambda: m.proportion(1, 2, confidence=0.5),
        "confidence level",
    ),
    "confidence of 1": (lambda: m.proportion(1, 2, confidence=1), "confidence level"),
    "confidence of 100": (lambda: m.byar(1, confidence=100), "confidence level"),
    "multiplier": (lambda: m.crude_rate(1, 2, per=0), "multiplier"),
    "dsr no weight": (lambda: m.dsr(STRATA, STRATA, [1, 0, 1]), "no standard weight"),
    "dsr missing weight": (
        lambda: m.dsr(STRATA, STRATA, [1, np.nan, 1]),
        "no standard",
    ),
    "dsr weights": (lambda: m.dsr(STRATA, STRATA), "one column for each stratum"),
    "dsr no population": (
        lambda: m.dsr(STRATA, [1, np.nan, 1], STRATA),
        "no population",
    ),
    "dsr one number": (lambda: m.dsr(1, 1, 1), "one column for each stratum"),
    "dsr areas": (
        lambda: m.dsr(np.ones((2, 3)), np.ones((4, 3)), STRATA),
        "fit together",
    ),
    "repeat columns": (
        lambda: m.dsr_repeated([[1, 2]], [1], [10], [1]),
        "one column for each frequency",
    ),
    "repeat nought times": (
        lambda: m.dsr_repeated([[1]], [0], [10], [1]),
        "every frequency must be above nought",
    ),
    "expected no rate": (
        lambda: m.expected([1, 2], [0.1, np.nan]),
        "no reference rate",
    ),
    "expected columns": (lambda: m.expected([1, 2], [0.1]), "one column"),
    "reference without events": (
        lambda: m.isr_rate(3, [10], ([0], [10])),
        "no events or no people",
    ),
    "groups": (lambda: m.mean([1, 2], [0]), "each value needs one"),
    "negative group": (lambda: m.mean([1, 2], [0, -1]), "each value needs one"),
    "one quantile": (lambda: m.quantiles([1, 2], 1), "Use 2 or more"),
    "four deprivation quantiles": (
        lambda: m.sii_rii([1] * 4, [1] * 4, [1] * 4),
        "5 to 100 deprivation",
    ),
    "gradient kind": (lambda: m.Gradient(kind="rat"), "Did you mean 'rate'"),
    "gradient scale": (lambda: m.Gradient(fitted_on="log"), "no scale called 'log'"),
    "gradient multiplier": (lambda: m.Gradient(multiplier=0), "multiplier"),
    "too few draws": (lambda: m.Gradient(repetitions=10), "too few"),
    "life table bands": (lambda: m.life_expectancy([1] * 19, [9] * 19), "20 age bands"),
    "life table age": (
        lambda: m.life_expectancy([1] * 20, [9] * 20, at_age=66),
        "No age band starts at 66",
    ),
    "polarity": (
        lambda: m.compare(m.proportion([1], [2]), 0.5, better="hihger"),
        "Did you mean 'higher'",
    ),
    "wider is narrower": (
        lambda: m.compare(m.proportion(1, 2), 0.5, wider=m.proportion(1, 2)),
        "higher confidence",
    ),
    "wider of others": (
        lambda: m.compare(
            m.proportion(1, 2), 0.5, wider=m.proportion(1, 3, confidence=0.998)
        ),
        "same values",
    ),
    "benchmark shape": (
        lambda: m.compare(m.proportion([1, 1], [2, 2]), [1, 2, 3]),
        "do not fit together",
    ),
    "no direction": (lambda: m.opportunity(1, 2, 0.5, better="none"), "nothing to aim"),
    "four places": (
        lambda: m.best_fifth([1] * 4, [9] * 4, better="lower"),
        "at least 5",
    ),
    "p above 1": (lambda: m.false_discovery_rate([1.1]), "between 0 and 1"),
    "rate of discoveries": (
        lambda: m.false_discovery_rate([0.1], 0),
        "between 0 and 1",
    ),
    "benchmark above 1": (lambda: m.p_value(1, 2, 1.5), "between 0 and 1"),
    "p value kind": (lambda: m.p_value(1, 2, 0.5, kind="rates"), "Did you mean 'rate'"),
    "funnel kind": (lambda: m.funnel_limits([1], [2], kind="x"), "no funnel called"),
    "funnel nobody": (lambda: m.funnel_limits([0], [0]), "no average"),
    "funnel average": (lambda: m.funnel_limits([1], [2], average=2), "not possible"),
    "funnel rate average": (
        lambda: m.funnel_limits([1], [2], kind="rate", average=-1),
        "not possible",
    ),
    "overdispersion form": (
        lambda: m.funnel_overdispersion([1], [2], form="smhi"),
        "Did you mean 'shmi'",
    ),
    "overdispersion nobody": (lambda: m.funnel_overdispersion([0], [0]), "no funnel"),
    "overdispersion no events": (
        lambda: m.funnel_overdispersion([0, 0], [9, 9], form="proportion"),
        "no funnel",
    ),
    "empty series": (lambda: m.spc_xmr([]), "no values to chart"),
    "series of gaps": (lambda: m.spc_xmr([np.nan]), "no values to chart"),
    "test of a p value": (lambda: m.p_value(1, 2, 0.5, test="wald"), "no test called"),
    "score test of rates": (
        lambda: m.p_value(1, 2, 0.5, kind="rate", test="score"),
        "exact test only",
    ),
    "p value of another method": (
        lambda: m.p_value_of(m.proportion(1, 2), 0.5),
        "interval from their count",
    ),
    "gap of two levels": (
        lambda: m.absolute_gap(m.isr(1, 2), m.isr(1, 2, confidence=0.998)),
        "same confidence",
    ),
    "gap of two shapes": (
        lambda: m.relative_gap(m.isr([1, 2], [2, 3]), m.isr([1, 2, 3], 4)),
        "do not fit together",
    ),
    "no such group": (
        lambda: m.people_to_close([1, 2], [3, 4], better="higher", equal_to=2),
        "no group 2 among 2",
    ),
    "no groups": (lambda: m.people_to_close(1, 2, better="lower"), "no group -1"),
    "no direction to close": (
        lambda: m.people_to_close([1, 2], [3, 4], better="none"),
        "nothing to aim",
    ),
    "four periods": (lambda: m.recent_trend(TEN, TEN, last=4), "5 or more"),
    "too many periods": (lambda: m.recent_trend(TEN, TEN, last=11), "the 10 given"),
    "trend of one number": (lambda: m.recent_trend(1, 2), "the 0 given"),
    "level of a trend": (lambda: m.recent_trend(TEN, TEN, level=0), "level of 0"),
    "kind of a trend": (
        lambda: m.recent_trend(TEN, TEN, kind="ratio"),
        "no kind called",
    ),
    "polarity of a trend": (
        lambda: m.recent_trend([1] * 5, [9] * 5).judged("up"),
        "no polarity called",
    ),
    "features without names": (
        lambda: m.similar_areas(np.eye(4), ["a"], 0),
        "one column per feature",
    ),
    "a row of features": (lambda: m.similar_areas([1, 2], ["a", "b"], 0), "one row"),
    "feature twice": (lambda: m.similar_areas(np.eye(4), list("abca"), 0), "own name"),
    "weights of features": (
        lambda: m.similar_areas(np.eye(4), list("abcd"), 0, weights=[1]),
        "one weight",
    ),
    "two areas": (lambda: m.similar_areas(np.eye(2), ["a", "b"], 0), "3 or more areas"),
    "area away": (lambda: m.similar_areas(np.eye(4), list("abcd"), 4), "no area 4"),
    "all areas alike": (
        lambda: m.similar_areas(np.ones((4, 1)), ["a"], 0),
        "No feature differs",
    ),
    "area unknown": (
        lambda: m.similar_areas([[np.nan], [1], [2], [3]], ["a"], 0),
        "Too little is known",
    ),
    "phase of no series": (lambda: m.positions_of([], ["2027-01"]), "without months"),
    "phase in another year": (
        lambda: m.positions_of(["2026-01", "2026-02"], ["2027-01"]),
        "cannot begin in 2027-01",
    ),
    "phase in the first month": (
        lambda: m.positions_of(["2026-01", "2026-02"], ["2026-01"]),
        "cannot begin in 2026-01",
    ),
    "phase outside": (
        lambda: m.spc_xmr(TEN, baseline=m.Baseline(rebase_at=(10,))),
        "A phase must begin",
    ),
    "short baseline": (
        lambda: m.spc_xmr(TEN, baseline=m.Baseline(first=6)),
        "7 to 10 points, not 6",
    ),
    "ranges": (
        lambda: m.spc_xmr(TEN, baseline=m.Baseline(ranges="none")),
        "use of moving ranges",
    ),
    "dates": (lambda: m.monthly(["31/03/2026"], [1]), "cannot be read"),
    "dates and values": (lambda: m.monthly(["2026-03-31"], [1, 2]), "each value needs"),
    "missing date": (lambda: m.monthly(["NaT"], [1]), "each value needs"),
    "weights with ranks": (
        lambda: m.correlation(TEN, TEN, weights=TEN, kind="spearman"),
        "takes no weights",
    ),
    "correlation of one number": (lambda: m.correlation(1, 2), "row of areas"),
    "correlation": (lambda: m.correlation(TEN, TEN, kind="kendall"), "no correlation"),
    "one class": (lambda: m.cut([1, 2], 1), "at least 2 classes"),
    "falling breaks": (
        lambda: m.cut([1, 2], breaks=[2, 1]),
        "must be numbers that rise",
    ),
    "no breaks": (lambda: m.cut([1, 2], breaks=[]), "must be numbers that rise"),
    "two maps": (lambda: m.bivariate(m.cut([1, 2]), m.cut([1])), "different areas"),
    "age missing": (lambda: m.band_of([np.nan]), "An age is missing"),
    "age below nought": (lambda: m.band_of([-1]), "negative"),
    "bands that fall": (lambda: m.band_labels([5, 0]), "rising ages"),
    "no bands": (lambda: m.band_labels([]), "rising ages"),
    "fold columns": (lambda: m.fold_bands([1, 2], (0, 5, 10), into=(0,)), "age bands"),
    "fold the open band": (
        lambda: m.fold_bands([1, 2], (0, 85), into=(0, 90)),
        "cannot be split at 90",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_nonsense_is_refused_with_a_sentence(case):
    ask, said = REFUSED[case]
    with pytest.raises(RefusedInput, match=said) as refusal:
        ask()
    assert str(refusal.value)[-1] in ".'"


def test_a_value_without_a_number_needs_its_reason():
    nan = np.array([np.nan])
    with pytest.raises(RefusedInput, match="must carry its reason"):
        m.Estimates(nan, nan, nan, nan, nan, "none", np.array([""]))


AWKWARD = {
    "proportion": m.proportion,
    "crude rate": m.crude_rate,
    "byar": m.byar,
    "exact": m.exact_poisson,
    "ratio of observed to expected": m.isr,
    "rate ratio": lambda x, n: m.rate_ratio((x, n), (x, n)),
    "risk ratio": lambda x, n: m.risk_ratio((x, n), (x, n)),
    "difference": lambda x, n: m.smd_binary((x, n), (x, n)),
    "opportunity": lambda x, n: m.opportunity(x, n, 0.5, better="higher"),
    "dsr": lambda x, n: m.dsr(x[:, None], np.nan_to_num(n)[:, None], [1]),
}


@pytest.mark.parametrize("method", AWKWARD)
def test_an_awkward_cell_gives_no_value_and_a_reason_and_leaves_the_others(method):
    x = np.array([0, 0, np.nan, 1, np.nan, 50, 7], dtype=float)
    n = np.array([0, 10, 10, np.nan, np.nan, 50, 7], dtype=float)
    if method == "dsr":
        x, n = np.nan_to_num(x), np.maximum(np.nan_to_num(n), np.nan_to_num(x))
    made = AWKWARD[method](x, n)
    given = made.reason == ""
    assert np.isnan(made.value[~given]).all()
    assert np.isnan(made.lower[~given]).all()
    assert np.isfinite(made.value[given]).all()
    assert given[5]
    if method not in ("dsr", "byar"):
        assert not given[2]
        assert not given[3]


def test_a_scalar_gives_a_scalar():
    made = m.proportion(1, 2)
    assert made.shape == ()
    assert float(made.value) == 0.5


def test_estimates_become_columns_and_can_be_reordered():
    made = m.crude_rate([1, 20, 3], [10, 100, 0])
    columns = made.columns()
    assert list(columns) == [
        "value", "lower", "upper", "numerator", "denominator", "method", "reason",
    ]  # fmt: skip
    assert len(made) == 3
    turned = made.take([2, 1, 0])
    assert turned.reason.tolist() == ["zero denominator", "", ""]
    assert turned.methods.tolist() == ["Exact", "Byars", "Exact"]
    assert turned.value[1] == made.value[1]
    assert m.proportion([1, 2], [2, 4]).take([1]).methods.tolist() == ["Wilson"]


def test_an_index_of_a_chart_is_columns_too():
    columns = m.spc_xmr(TEN).columns()
    assert {len(column) for column in columns.values()} == {10}
    assert list(columns)[:2] == ["value", "centre"]
