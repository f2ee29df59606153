"""How much people use each service: contacts a year by need and deprivation."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.calendar import YEAR, Window
from phm_core.synthetic.world import World

Rates = NDArray[np.floating]

PER_PERSON = {
    "gp": 5.8,
    "ae": 0.400,
    "emergency_admission": 0.1037,
    "elective_admission": 0.165,
    "outpatient": 1.55,
    "community": 0.95,
    "mental_health": 0.42,
    "social_care": 0.035,
    "nhs111": 0.27,
    "ambulance": 0.13,
}
"""Contacts a year for each registered person (England 2024 and 2024-25; A&E here
without the attendances that end in admission)."""
MORE_WHEN_ILL = {
    "copd": 1.7,
    "heart_failure": 2.0,
    "frailty": 1.7,
    "dementia": 1.4,
    "cancer": 1.3,
    "serious_mental_illness": 1.5,
    "alcohol_dependence": 2.0,
    "drug_dependence": 1.8,
    "homelessness": 2.2,
    "chronic_kidney_disease": 1.25,
    "diabetes": 1.25,
    "coronary_heart_disease": 1.25,
    "epilepsy": 1.4,
    "palliative_care": 2.6,
    "chronic_pain": 1.25,
    "falls": 1.3,
}
MOST_WHEN_ILL = 2.1
"""Limit of the sum of their logarithms: nobody is admitted every other month."""
DYING = 1.4
"""How much more hospitals and nurses are used in the year of death."""
MORE_WHEN_DYING = {"emergency_admission": 1.0, "ae": 0.5, "community": 1.0}
"""Power of it in each setting."""
INFANT_ADMISSIONS = 0.338
AE_AGES = ((0, 0.75), (2, 0.60), (5, 0.36), (16, 0.44), (30, 0.40), (50, 0.34))
AE_AGES = (*AE_AGES, (65, 0.40), (75, 0.62), (85, 0.95), (100, 1.2))
GP_AGES = ((0, 4.6), (3, 3.4), (10, 2.6), (18, 4.2), (40, 5.2), (60, 7.2), (75, 10.5))
GP_AGES = (*GP_AGES, (90, 12.5))
HOSPITAL_AGES = ((0, 0.35), (18, 0.55), (40, 0.9), (60, 1.6), (75, 2.4), (90, 2.0))
NURSE_AGES = ((0, 0.8), (5, 0.15), (40, 0.3), (65, 1.4), (80, 5.0), (95, 9.0))
MIND_AGES = ((0, 0.05), (10, 0.9), (16, 1.5), (30, 1.2), (60, 0.7), (90, 0.7))
CARE_AGES = ((0, 0.1), (18, 0.35), (60, 0.8), (75, 4.0), (85, 12.0), (95, 20.0))


def yearly_rates(world: World, setting: str, window: Window) -> Rates:
    """Expected contacts a year of each person, adding up to the national figure.

    For a window of a year or less. Those registered at its end are the denominator; the
    use of those who died or left within it counts as well.
    """
    people = world.people
    shape = SHAPES[setting](world)
    if setting in MORE_WHEN_DYING:
        dying = (people.died > window.start) & (people.died <= window.end)
        shape = np.where(dying, shape * DYING ** MORE_WHEN_DYING[setting], shape)
    days = np.minimum(people.gone, window.end + 1) - np.maximum(
        people.here_from, window.start + 1
    )
    exposure = np.maximum(days, 0) / YEAR
    here = (people.here_from <= window.end) & (people.gone > window.end)
    due = PER_PERSON[setting] * here.sum() * window.years
    return shape * (due / (shape * exposure).sum())


def by_age(world: World, points: tuple[tuple[int, float], ...]) -> Rates:
    """A curve through points of age and value."""
    ages, values = zip(*points, strict=True)
    return np.interp(world.age, ages, values)


def gradient(world: World, ratio: float) -> Rates:
    """Deprivation: `ratio` between the most and the least deprived tenth."""
    return ratio ** ((5.5 - world.people.risk_tenth) / 9)


def illness(world: World, power: float) -> Rates:
    """How much more the ill use a service; `power` 1 for emergency admission."""
    logs = np.zeros(len(world.people), dtype=np.float32)
    for name, ratio in MORE_WHEN_ILL.items():
        logs += np.float32(np.log(ratio)) * world.ill.has[name]
    return np.exp(np.minimum(logs, MOST_WHEN_ILL) * power)


def _emergency(world: World) -> Rates:
    table = national.figures()["emergency_admissions_following12m_per1000_NEWDevon"]
    rows = np.array(table["imd_q5most_to_q1least"]) / 1000
    band = np.searchsorted([20, 38, 53, 67], world.age, side="right")
    base = rows[band, (world.people.risk_tenth - 1) // 2]
    base = np.where(world.age < 1, INFANT_ADMISSIONS, base)
    base = base * np.where(world.age >= 67, np.exp(0.035 * (world.age - 77.0)), 1.0)
    # Part of what age and deprivation do is illness, which comes on top here.
    return base**0.85 * illness(world, 0.9) * world.people.usage


def _ae(world: World) -> Rates:
    spread = world.people.usage**0.45
    shape = by_age(world, AE_AGES) * gradient(world, 1.6) * spread
    return shape * illness(world, 0.45)


def _gp(world: World) -> Rates:
    women = np.where((world.people.sex == 0) & (world.age > 15), 1.25, 1.0)
    shape = by_age(world, GP_AGES) * women * illness(world, 0.45)
    return shape * world.people.usage**0.7 * gradient(world, 1.12)


def _planned(world: World) -> Rates:
    return by_age(world, HOSPITAL_AGES) * illness(world, 0.5) * world.people.usage**0.7


def _nurses(world: World) -> Rates:
    bound = np.where(world.habits["housebound"], 6.0, 1.0)
    return by_age(world, NURSE_AGES) * bound * world.people.usage


def _minds(world: World) -> Rates:
    ill = world.ill
    more = 1 + 40 * ill.has["serious_mental_illness"] + 5 * ill.has["depression"]
    more = more + 3 * ill.has["anxiety"] + 12 * ill.has["dementia"]
    return by_age(world, MIND_AGES) * more * gradient(world, 1.4) * world.people.usage


def _care(world: World) -> Rates:
    alone = np.where(world.habits["lives_alone"], 1.8, 1.0)
    frail = np.where(world.ill.has["frailty"], 5.0, 1.0)
    able = np.where(world.ill.has["learning_disability"], 12.0, 1.0)
    return by_age(world, CARE_AGES) * alone * frail * able * gradient(world, 1.5)


def _calls(world: World) -> Rates:
    return by_age(world, AE_AGES) * gradient(world, 1.3) * world.people.usage**0.6


def _ambulance(world: World) -> Rates:
    old = np.exp(0.022 * world.age)
    return old * illness(world, 0.7) * gradient(world, 1.5) * world.people.usage


SHAPES: dict[str, Callable[[World], Rates]] = {
    "gp": _gp,
    "ae": _ae,
    "emergency_admission": _emergency,
    "elective_admission": _planned,
    "outpatient": _planned,
    "community": _nurses,
    "mental_health": _minds,
    "social_care": _care,
    "nhs111": _calls,
    "ambulance": _ambulance,
}
