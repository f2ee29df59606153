"""How many cases to expect if England's rates by age applied, scaled to its total."""

import numpy as np

from phm_core.catalogue.schema import AgeRates, Condition
from phm_core.methods import BANDS_19

# Share of England's population, in percent, by 19 age bands: women, then men.
# Office for National Statistics, mid-2023 population estimates.
POPULATION = np.array(
    [
        2.59, 2.84, 2.98, 2.86, 2.93, 3.30, 3.58, 3.54, 3.37, 3.02, 3.36, 3.41, 3.07,
        2.57, 2.35, 2.21, 1.43, 0.95, 0.60,
        2.72, 2.97, 3.13, 3.04, 3.06, 3.25, 3.38, 3.31, 3.19, 2.93, 3.25, 3.29, 2.95,
        2.43, 2.14, 1.93, 1.13, 0.66, 0.30,
    ]
).reshape(2, len(BANDS_19))  # fmt: skip
OLDEST = 100


def rates_by_band(rates: AgeRates, youngest: int = 0) -> np.ndarray:
    """England's rates (cases per person) by sex and 19 age bands.

    A five-year band that straddles two stated ones takes the mean over its ages; below
    the youngest age there are no cases.
    """
    ages = np.zeros((2, OLDEST))
    for band in rates.bands:
        last = OLDEST - 1 if band.to_age is None else band.to_age
        for sex, stated in enumerate((band.female, band.male)):
            rate = band.persons if stated is None else stated
            ages[sex, band.from_age : last + 1] = rate / 100
    ages[:, :youngest] = 0
    return np.stack(
        [ages[:, first : first + 5].mean(axis=1) for first in BANDS_19], axis=1
    )


def scale(condition: Condition) -> float:
    """What makes the rates by age add up to the published prevalence of England.

    Stated rates may be of the right shape only. 1 where there is nothing to scale to.
    """
    youngest = condition.qof.minimum_age if condition.qof else 0
    cases = POPULATION * rates_by_band(condition.age_rates, youngest)
    of_age = POPULATION * np.clip((np.array(BANDS_19) + 5 - youngest) / 5, 0, 1)
    expected = cases.sum() / of_age.sum() * 100
    return condition.england.percent / expected if expected > 0 else 1.0
