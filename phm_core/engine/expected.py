"""Cases to expect in a published list, if England's rates by age and sex applied."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from phm_core.area import Level
from phm_core.catalogue.schema import Band, Condition
from phm_core.engine.bases import BAND_YEARS
from phm_core.engine.public import AGE_BANDS, PublicTables

PERCENT = 100
DECILES = 10
OLDEST = 100


def expected_shares(
    public: PublicTables, condition: Condition, level: Level
) -> pd.Series:
    """Share of each area's published list that would be on the register, by code.

    Only people of the register's own ages are in the list. Empty where the snapshot
    has no lists by age.
    """
    lists = public.age_sex(level)
    if lists.empty:
        return pd.Series(dtype="float64")
    youngest = condition.qof.minimum_age if condition.qof else 0
    eligible = np.arange(OLDEST) >= youngest
    inside = _by_band(eligible.astype(np.float64))
    people = lists["patients"].astype("float64")
    cases = pd.Series(0.0, index=lists.index)
    for sex in lists["sex"].unique():
        rates = _by_band(_rates(condition.age_rates.bands, str(sex)) * eligible)
        among = lists["sex"] == sex
        cases[among] = people[among] * lists.loc[among, "age_band"].map(rates)
    of_age = people * lists["age_band"].map(inside)
    by_area = pd.DataFrame({"code": lists["code"], "cases": cases, "people": of_age})
    added = by_area.groupby("code").sum()
    return (added["cases"] / added["people"]).where(added["people"] > 0)


def expected_cases(
    condition: Condition,
    ages: NDArray[np.int16],
    sexes: NDArray[np.str_],
    deciles: NDArray[np.int64],
) -> tuple[float, float]:
    """Cases to expect of single people: by age and sex, and by deprivation as well.

    ages: completed years, negative where not known. deciles: 0 where not known. All of
    one length. Before the rates are scaled to England's register.
    """
    youngest = condition.qof.minimum_age if condition.qof else 0
    of_age = ages >= youngest
    years = np.clip(ages, 0, OLDEST - 1)
    shares = np.zeros(len(ages))
    for sex in ("female", "male", ""):
        own = sexes == sex if sex else ~np.isin(sexes, ("female", "male"))
        shares[own] = _rates(condition.age_rates.bands, sex)[years[own]]
    shares *= of_age
    gradient = condition.deprivation
    ratios = np.array([1.0, *(gradient.ratios if gradient else np.ones(DECILES))])
    return float(shares.sum()), float((shares * ratios[deciles]).sum())


def _rates(bands: tuple[Band, ...], sex: str) -> NDArray[np.float64]:
    """Share with the condition at each single year of age."""
    shares = np.zeros(OLDEST)
    for band in bands:
        own = {"female": band.female, "male": band.male}.get(sex)
        percent = band.persons if own is None else own
        last = OLDEST - 1 if band.to_age is None else band.to_age
        shares[band.from_age : last + 1] = percent / PERCENT
    return shares


def _by_band(years: NDArray[np.float64]) -> dict[str, float]:
    """Mean over the single years of each band of the lists."""
    means = [
        float(years[start : start + BAND_YEARS].mean())
        for start in range(0, BAND_YEARS * len(AGE_BANDS), BAND_YEARS)
    ]
    return dict(zip(AGE_BANDS, means, strict=True))
