"""Intervals of contacts that lie in people, against other ways of working them out."""

import math

import numpy as np
import pytest

from phm_core.errors import RefusedInput
from phm_core.methods import (
    Clusters,
    clustered_rate,
    clustered_share,
    crude_rate,
    design_effect,
    proportion,
)

# Each person: how many attendances, and of how many of them something is counted.
PEOPLE = [
    (1, 0),
    (1, 1),
    (2, 2),
    (3, 0),
    (6, 6),
    (1, 0),
    (4, 1),
    (2, 0),
    (1, 1),
    (5, 4),
]


def clusters(people: list[tuple[int, int]]) -> Clusters:
    return Clusters(
        people=len(people),
        squares=sum(x * x for _, x in people),
        products=sum(n * x for n, x in people),
        sizes=sum(n * n for n, _ in people),
    )


def totals(people: list[tuple[int, int]]) -> tuple[int, int]:
    return sum(x for _, x in people), sum(n for n, _ in people)


def effect_of(people: list[tuple[int, int]], *, share: bool) -> float:
    found = design_effect(*totals(people), clusters(people), share=share)
    return float(found)


def variance_by_hand(people: list[tuple[int, int]]) -> float:
    x, n = totals(people)
    spread = sum((each - x / n * size) ** 2 for size, each in people)
    m = len(people)
    return m / (m - 1) * spread / n**2


def test_a_share_spreads_as_a_regression_with_clusters_says():
    """Least squares on a constant, with errors that lie in people (statsmodels)."""
    from statsmodels.api import OLS

    answers, groups = [], []
    for person, (n, x) in enumerate(PEOPLE):
        answers += [1.0] * x + [0.0] * (n - x)
        groups += [person] * n
    fit = OLS(answers, np.ones(len(answers))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(groups)}
    )
    x, n = totals(PEOPLE)
    independent = x / n * (1 - x / n) / n
    theirs = float(fit.bse[0]) ** 2
    assert effect_of(PEOPLE, share=True) == pytest.approx(theirs / independent)


def test_a_rate_spreads_as_the_formula_says():
    people = [(1, 0), (1, 3), (2, 9), (3, 0), (6, 11), (1, 0)]
    x, n = totals(people)
    expected = variance_by_hand(people) / (x / n / n)
    assert effect_of(people, share=False) == pytest.approx(expected)


def test_people_drawn_again_give_the_same_spread():
    """Bootstrap of people, 4,000 times with a fixed seed: within a tenth."""
    rng = np.random.default_rng(5)
    sizes = rng.geometric(0.5, 400)
    chance = rng.choice((0.1, 0.8), 400)
    people = [
        (int(n), int(rng.binomial(n, p))) for n, p in zip(sizes, chance, strict=True)
    ]
    given = np.array(people)
    shares = []
    for _ in range(4_000):
        drawn = given[rng.integers(0, len(given), len(given))]
        shares.append(drawn[:, 1].sum() / drawn[:, 0].sum())
    x, n = totals(people)
    independent = x / n * (1 - x / n) / n
    effect = effect_of(people, share=True)
    assert effect > 1.2
    assert np.var(shares) / independent == pytest.approx(effect, rel=0.1)


def test_one_event_a_person_is_the_usual_interval():
    people = [(1, 1)] * 30 + [(1, 0)] * 70
    effect = effect_of(people, share=True)
    # m over m - 1 is all that is left.
    assert effect == pytest.approx(100 / 99)
    found = clustered_share(30, 100, 1.0, per=100)
    usual = proportion(30, 100, per=100)
    assert float(found.lower) == pytest.approx(float(usual.lower))
    assert float(found.upper) == pytest.approx(float(usual.upper))


def test_limits_are_those_of_fewer_independent_events():
    found = clustered_share(30, 100, 2.5, per=100)
    fewer = proportion(12, 40, per=100)
    assert float(found.value) == pytest.approx(30)
    assert float(found.upper) == pytest.approx(float(fewer.upper))
    assert float(found.numerator) == 30
    rate = clustered_rate(50, 100, 2.5, per=100)
    lower = crude_rate(20, 40, per=100)
    assert float(rate.value) == pytest.approx(50)
    assert float(rate.lower) == pytest.approx(float(lower.lower))


@pytest.mark.parametrize("counted", ["nothing", "everything"])
def test_without_a_spread_to_see_events_of_a_person_are_all_alike(counted: str):
    sizes = (1, 1, 2, 4)
    people = [(n, n if counted == "everything" else 0) for n in sizes]
    alike = sum(n * n for n in sizes) / sum(sizes)
    assert effect_of(people, share=True) == pytest.approx(alike)


def test_fewer_contacts_than_chance_would_give_do_not_narrow_an_interval():
    people = [(2, 1)] * 50
    assert effect_of(people, share=True) == 1.0


def test_one_person_is_one_event_for_an_interval():
    assert effect_of([(7, 3)], share=True) == pytest.approx(7)


def test_nobody_has_no_effect_and_no_share():
    none = Clusters(0, 0, 0, 0)
    effect = design_effect(0, 0, none, share=True)
    assert math.isnan(float(effect))
    found = clustered_share(0, 0, effect)
    assert math.isnan(float(found.value))
    assert str(found.reason) == "zero denominator"


def test_what_is_hidden_stays_hidden():
    found = clustered_share([np.nan, 20], [100, 100], [np.nan, 1.5], per=100)
    assert np.isnan(found.value[0])
    assert found.value[1] == pytest.approx(20)


def test_more_counted_than_there_are_is_refused():
    with pytest.raises(RefusedInput, match="above its denominator"):
        clustered_share(11, 10, 1.0)
