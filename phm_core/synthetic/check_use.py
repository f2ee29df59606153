"""Bars for the use of services, deaths and disease that nobody wrote down."""

from collections.abc import Iterator

import numpy as np

from phm_core.period import months_before
from phm_core.synthetic import national
from phm_core.synthetic.check_area import Found
from phm_core.synthetic.check_observed import Observed

YEAR_MONTHS = 12
SEEN_WITHIN = 60
HIGH_HBA1C = 48
DEATH_BANDS = np.array([0, 1, 15, 45, 65, 75, 85])


def use_bars(observed: Observed) -> Iterator[Found]:
    """Emergency admissions, attendances in A&E, deaths, hidden disease."""
    registered = observed.now.sum()
    admitted = observed.recent("activity", "emergency_admission", YEAR_MONTHS)
    due = national.figures()["hes_2024_25_england"]["per1000_registered"]
    got = 1000 * admitted.sum() / registered
    yield "Emergency admissions a year per 1,000", due * 0.9, due * 1.1, float(got)
    attended = observed.recent("activity", "ae", YEAR_MONTHS)
    came = attended[attended > 0]
    yield "A&E attenders who came once, %", 70.0, 77.0, 100 * float((came == 1).mean())
    per_head = 1000 * attended.sum() / registered
    yield "A&E attendances a year per 1,000", 414.0, 506.0, float(per_head)
    yield "Deaths a year against national rates, ratio", 0.9, 1.1, _deaths(observed)
    yield from _hidden(observed)


def _deaths(observed: Observed) -> float:
    """Deaths in 12 months over those expected at national rates by age and sex."""
    died = observed.person["died_on"]
    since = np.datetime64(months_before(observed.snapshot.as_at, YEAR_MONTHS))
    got = ((died > since) & (died <= np.datetime64(observed.snapshot.as_at))).sum()
    figures = national.figures()["deaths_per_1000_EW2019"]
    band = np.searchsorted(DEATH_BANDS, observed.age[observed.now], side="right") - 1
    sex = observed.person.loc[observed.now, "sex"].to_numpy()
    rate = np.where(
        sex == "female",
        np.array(figures["female"])[band],
        np.array(figures["male"])[band],
    )
    return float(got / (rate.sum() / 1000))


def _hidden(observed: Observed) -> Iterator[Found]:
    """Share without a diagnosis among those whose readings say they have it."""
    known = observed.registers["hypertension"]
    high = observed.latest_value("systolic_bp", SEEN_WITHIN) >= 140
    high |= observed.latest_value("diastolic_bp", SEEN_WITHIN) >= 90
    hidden = (high & observed.now & ~observed.has("hypertension")).sum()
    share = 100 * float(hidden / (hidden + known.sum()))
    yield "Hypertension without a diagnosis, % of all", 25.0, 35.0, share
    sugar = observed.latest_value("hba1c", SEEN_WITHIN) >= HIGH_HBA1C
    hidden = (sugar & observed.now & ~observed.has("diabetes")).sum()
    share = 100 * float(hidden / (hidden + observed.registers["diabetes"].sum()))
    yield "Diabetes without a diagnosis, % of all", 12.0, 19.0, share
