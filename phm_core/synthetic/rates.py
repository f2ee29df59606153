"""How likely a person is to have each condition, by age, sex, deprivation, ethnicity.

Built from the national figures so that England's own population would reproduce them:
the age bands of CVDPREVENT, the totals of the 21 registers in 2024-25, and the crude
gradient of each register by deprivation tenth.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.national import AGE_BANDS, AGE_KNOTS, AGES, Disease

SEXES = ("female", "male")
DECILES = np.arange(1, 11)
ETHNIC_GROUPS = ("white", "asian", "black", "mixed", "other")
CENSUS_COLUMNS = (4, 0, 1, 2, 3)
"""Where each of our groups stands in the census columns."""
MOST = 0.92
PUBLISHED_BY_AGE = ("HYP", "AF", "CKD")
FITS = 25

Grid = NDArray[np.floating]


@cache
def prevalence(condition_id: str, steeper: float = 1.0) -> Grid:
    """Chance of a recorded condition; shape (2 sexes, 101 ages, 10 tenths).

    `steeper` is a power on the ratios between tenths.
    """
    disease = national.diseases()[condition_id]
    curves = np.stack([_curve(disease.percent[sex]) for sex in SEXES])
    ratio = deprivation_ratio(condition_id) ** steeper
    # The curve is of everyone at an age, whatever the tenths they live in.
    by_tenth = curves[:, :, None] * (ratio / (tenths_at_age() @ ratio)[:, None])[None]
    return np.minimum(by_tenth * _level(disease, by_tenth), MOST)


@cache
def deprivation_ratio(condition_id: str) -> Grid:
    """Ratio to the average, at equal age and sex, of each deprivation tenth."""
    disease = national.diseases()[condition_id]
    crude = national.figures()["qof_crude_prevalence_pct_by_imd2019_decile_2019_20"]
    published = crude["values"].get(disease.register or "")
    if published is None:
        steps = (DECILES - 1) / 9
        ratio = np.asarray(disease.gradient, dtype=float) ** (0.5 - steps)
    else:
        curve = np.mean([_curve(disease.percent[sex]) for sex in SEXES], axis=0)
        expected = [_counted(disease, curve, int(tenth)) for tenth in DECILES]
        ratio = np.array(published) / np.array(expected)
    return ratio / ratio.mean()


@cache
def tenths_at_age() -> Grid:
    """Share of the people of each age who live in each tenth; shape (101, 10)."""
    size = national.figures()["age_pct_by_imd2019_decile_mid2020"]["population"]
    people = np.stack(
        [national.age_share(int(tenth)) * size[str(tenth)] for tenth in DECILES], axis=1
    )
    return people / people.sum(axis=1, keepdims=True)


@cache
def ethnic_ratio(condition_id: str) -> Grid:
    """Ratio of each ethnic group within its tenth; shape (10 tenths, 5 groups)."""
    ratios = np.array(national.diseases()[condition_id].ethnicity)
    return ratios[None, :] / (ethnic_share() @ ratios)[:, None]


@cache
def ethnic_share() -> Grid:
    """Share of each ethnic group in each tenth; shape (10 tenths, 5 groups)."""
    rows = national.figures()["ethnicity_pct_by_imd2025_decile"]["deciles"]
    table = np.array([rows[str(tenth)] for tenth in DECILES])[:, CENSUS_COLUMNS]
    return table / table.sum(axis=1, keepdims=True)


def _curve(percent: tuple[float, ...]) -> Grid:
    """Smooth curve by single year whose band averages are the given percentages."""
    ages = national.england_ages()
    weights = ages["female"] + ages["male"]
    wanted = np.maximum(np.array(percent) / 100, 1e-6)
    knots = wanted.copy()
    for _ in range(FITS):
        curve = np.exp(np.interp(AGES, AGE_KNOTS, np.log(knots)))
        got = [
            np.average(curve[low:high], weights=weights[low:high])
            for low, high in AGE_BANDS
        ]
        knots = np.clip(knots * wanted / np.array(got), 1e-8, 0.98)
    return np.minimum(np.exp(np.interp(AGES, AGE_KNOTS, np.log(knots))), MOST)


def _counted(disease: Disease, curve: Grid, tenth: int) -> float:
    share = national.age_share(tenth)[disease.youngest :]
    return float(np.average(curve[disease.youngest :], weights=share))


def _level(disease: Disease, by_tenth: Grid) -> float:
    """Factor that brings England's total to the published register."""
    if disease.register is None or disease.register in PUBLISHED_BY_AGE:
        return 1.0
    published = national.figures()["qof_2024_25_england"][disease.register]
    curve = by_tenth.mean(axis=0)
    people = sum(
        national.figures()["age_pct_by_imd2019_decile_mid2020"]["population"].values()
    )
    expected = 0.0
    for tenth in DECILES:
        size = national.figures()["age_pct_by_imd2019_decile_mid2020"]["population"]
        share = size[str(tenth)] / people
        expected += share * _counted(disease, curve[:, tenth - 1], int(tenth))
    return published["register"] / published["list_size"] / expected
