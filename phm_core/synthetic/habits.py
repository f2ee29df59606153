"""How people live: homes, work, language, smoking, and what the record says of them."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Illness
from phm_core.synthetic.people import People

Columns = dict[str, NDArray[Any]]

NEVER_SMOKED, USED_TO_SMOKE, SMOKES, NOT_ASKED = 0, 1, 2, 3
SMOKING = ("never", "former", "current", None)
TENURE = ("owned", "social_rent", "private_rent", "other", None)
EMPLOYMENT = (
    "employed",
    "unemployed",
    "long_term_sick",
    "student",
    "retired",
    "carer",
    "other",
    None,
)
LANGUAGES = (
    "english",
    "polish",
    "romanian",
    "punjabi",
    "urdu",
    "bengali",
    "gujarati",
    "arabic",
    "portuguese",
    "yoruba",
    "ukrainian",
    None,
)
LANGUAGE_BY_GROUP = (
    (0.93, 0.025, 0.025, 0, 0, 0, 0, 0, 0.008, 0, 0.012, 0),
    (0.66, 0, 0, 0.10, 0.10, 0.08, 0.06, 0, 0, 0, 0, 0),
    (0.82, 0, 0, 0, 0, 0, 0, 0.02, 0.04, 0.12, 0, 0),
    (0.94, 0, 0, 0, 0, 0, 0, 0.02, 0.04, 0, 0, 0),
    (0.55, 0.02, 0.05, 0, 0, 0, 0, 0.33, 0.05, 0, 0, 0),
)
DETAIL = (
    (
        "white_british",
        "white_irish",
        "white_gypsy_or_irish_traveller",
        "white_roma",
        "white_other",
    ),
    (
        "asian_indian",
        "asian_pakistani",
        "asian_bangladeshi",
        "asian_chinese",
        "asian_other",
    ),
    ("black_african", "black_caribbean", "black_other"),
    (
        "mixed_white_and_asian",
        "mixed_white_and_black_caribbean",
        "mixed_white_and_black_african",
        "mixed_other",
    ),
    ("other_arab", "other_any"),
)
DETAIL_SHARE = (
    (0.908, 0.011, 0.0015, 0.0022, 0.0773),
    (0.343, 0.287, 0.116, 0.079, 0.175),
    (0.621, 0.260, 0.119),
    (0.285, 0.306, 0.146, 0.263),
    (0.154, 0.846),
)
"""Census 2021, England."""
NO_ETHNICITY = 0.215
LANGUAGE_MISSING = 0.18


def live(people: People, ill: Illness, as_at: date, seed: int) -> Columns:
    """Circumstances of everyone, by name; text as codes into the lists above."""
    rng = generator(seed, "habits")
    age = people.age(as_at)
    poor = (5.5 - people.risk_tenth) / 4.5
    columns = _smoking(people, ill, age, rng)
    columns |= _home(people, ill, age, poor, rng)
    columns |= _work(ill, age, poor, rng)
    columns |= _speech(people, age, rng)
    columns["ethnic_detail"] = _detail(people, rng)
    missing = NO_ETHNICITY + 0.07 * (people.sex == 1) * ((age > 17) & (age < 40))
    missing = np.where(people.registered > day(as_at) - 400, missing + 0.12, missing)
    columns["ethnic_known"] = rng.random(len(people)) >= missing
    return columns


def _smoking(
    people: People, ill: Illness, age: NDArray[np.integer], rng: np.random.Generator
) -> Columns:
    """Smokers by deprivation (23.8% to 6.8%, ONS 2021), age and lung disease."""
    by_tenth = np.interp(people.risk_tenth, (1, 10), (0.235, 0.068))
    by_age = np.select(
        [age < 15, age < 25, age < 50, age < 70], [0, 0.85, 1.25, 1.0], 0.5
    )
    chance = by_tenth * by_age * np.where(ill.has["copd"], 2.2, 1.0)
    chance = chance * np.where(ill.has["serious_mental_illness"], 2.2, 1.0)
    draw = rng.random(len(people))
    former = np.where(age < 18, 0.0, 0.12 + 0.004 * np.minimum(age, 80))
    former = np.where(ill.has["copd"], 0.62, former)
    status = np.where(draw < chance, SMOKES, NEVER_SMOKED)
    status = np.where(
        (draw >= chance) & (draw < chance + former), USED_TO_SMOKE, status
    )
    unasked = rng.random(len(people)) < np.where(age < 15, 0.9, 0.07)
    return {"smoking": np.where(unasked, NOT_ASKED, status).astype(np.int8)}


def _home(
    people: People,
    ill: Illness,
    age: NDArray[np.integer],
    poor: NDArray[np.floating],
    rng: np.random.Generator,
) -> Columns:
    count = len(people)
    old = np.select([age < 65, age < 80, age < 90], [0.001, 0.006, 0.05], 0.16)
    care_home = rng.random(count) < old * np.where(ill.has["dementia"], 5.0, 0.75)
    bound = np.select([age < 65, age < 80, age < 90], [0.001, 0.008, 0.06], 0.18)
    bound = bound * np.where(ill.has["frailty"], 3.5, 0.6)
    alone = np.select([age < 18, age < 65, age < 80], [0, 0.11, 0.27], 0.46)
    alone = (rng.random(count) < alone) & ~care_home
    social = np.clip(0.17 + 0.15 * poor, 0.02, 0.6)
    private = np.where(age < 40, 0.28, 0.11)
    draw = rng.random(count)
    tenure = np.select([draw < social, draw < social + private], [1, 2], 0)
    tenure = np.where(care_home, 3, tenure)
    tenure = np.where(rng.random(count) < 0.12, 4, tenure)
    cold = rng.random(count) < np.clip(
        0.13 + 0.07 * poor + 0.05 * (tenure == 2), 0.02, 0.6
    )
    lonely = np.where(alone, 0.09, 0.012)
    return {
        "care_home": care_home,
        "housebound": (rng.random(count) < bound) & ~care_home,
        "lives_alone": alone,
        "alone_known": rng.random(count) < 0.9,
        "tenure": tenure.astype(np.int8),
        "fuel_poverty": cold & ~care_home,
        "isolated": rng.random(count) < lonely,
        "no_fixed_abode": ill.has["homelessness"] & (rng.random(count) < 0.7),
    }


def _work(
    ill: Illness,
    age: NDArray[np.integer],
    poor: NDArray[np.floating],
    rng: np.random.Generator,
) -> Columns:
    count = age.size
    draw = rng.random(count)
    sick = np.clip(0.05 + 0.03 * poor, 0.01, 1)
    sick = sick + 0.18 * ill.any_of("serious_mental_illness", "chronic_pain", "frailty")
    idle = np.clip(0.04 + 0.025 * poor, 0.01, 1)
    edges = [sick, sick + idle, sick + idle + np.where(age < 23, 0.5, 0.02)]
    grown = np.select([draw < edge for edge in edges], [2, 1, 3], 0)
    status = np.select([age < 16, age < 67], [7, grown], np.where(draw < 0.07, 0, 4))
    status = np.where(rng.random(count) < 0.25, 7, status)
    carer = np.select([age < 18, age < 50, age < 75], [0.006, 0.025, 0.055], 0.035)
    veteran = np.where(age > 70, 0.09, np.where(age > 25, 0.022, 0.0))
    return {
        "employment": status.astype(np.int8),
        "carer": rng.random(count) < carer,
        "veteran": rng.random(count) < veteran,
    }


def _speech(
    people: People, age: NDArray[np.integer], rng: np.random.Generator
) -> Columns:
    edges = np.array(LANGUAGE_BY_GROUP).cumsum(axis=1)[people.ethnic]
    spoken = np.sum(rng.random(len(people))[:, None] >= edges[:, :-1], axis=1)
    foreign = spoken > 0
    chance = foreign * np.where(age > 60, 0.55, 0.22)
    missing = rng.random(len(people)) < LANGUAGE_MISSING
    came = people.known_from == people.registered
    refuge = came & (age < 50) & (rng.random(len(people)) < 0.12)
    return {
        "language": np.where(missing, len(LANGUAGES) - 1, spoken).astype(np.int8),
        "interpreter": rng.random(len(people)) < chance,
        "refugee": refuge,
    }


def _detail(people: People, rng: np.random.Generator) -> NDArray[np.integer]:
    """Detailed ethnic group, as a position in all groups one after another."""
    start = np.cumsum([0, *(len(group) for group in DETAIL)])
    out = np.zeros(len(people), dtype=np.int8)
    draw = rng.random(len(people))
    for group, shares in enumerate(DETAIL_SHARE):
        mine = people.ethnic == group
        edges = np.cumsum(shares)[:-1]
        out[mine] = start[group] + np.searchsorted(edges, draw[mine])
    return out
