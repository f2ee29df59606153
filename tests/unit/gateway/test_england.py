"""Expected cases are scaled to what England publishes."""

import numpy as np
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.gateway.england import POPULATION, rates_by_band, scale

CONDITIONS = load_catalogue().conditions


def test_the_population_is_that_of_england():
    assert POPULATION.shape == (2, 19)
    assert POPULATION.sum() == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize("name", ["hypertension", "diabetes", "asthma", "osteoporosis"])
def test_england_itself_would_have_as_many_cases_as_it_publishes(name):
    condition = CONDITIONS[name]
    youngest = condition.qof.minimum_age
    cases = people = 0.0
    for sex in range(2):
        for band, share in enumerate(POPULATION[sex]):
            for age in range(5 * band, 5 * band + 5):
                if age >= youngest:
                    people += share / 5
            cases += share * rates_by_band(condition.age_rates, youngest)[sex, band]
    percent = 100 * cases * scale(condition) / people
    assert percent == pytest.approx(condition.england.percent)


def test_a_band_that_straddles_two_rates_takes_the_mean_of_its_years():
    rates = rates_by_band(CONDITIONS["diabetes"].age_rates)
    stated = {
        (band.from_age, band.to_age): band.female
        for band in CONDITIONS["diabetes"].age_rates.bands
    }
    young, adult = stated[0, 17], stated[18, 39]
    assert rates[0, 3] == pytest.approx((3 * young + 2 * adult) / 500)
    assert np.all(rates_by_band(CONDITIONS["diabetes"].age_rates, 17)[:, :3] == 0)
