"""Disease that nobody has written down: seen in readings and results only."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Illness, chance_score
from phm_core.synthetic.people import People
from phm_core.synthetic.planted import CLUSTER_EXTRA, Plan
from phm_core.synthetic.registers import highest

USUAL = {"hypertension": 0.30, "diabetes": 0.15, "chronic_kidney_disease": 0.10}
"""Share of all with the disease who have no diagnosis."""
ADULT = 18
HTN_AGES = ((18, 0.8), (35, 3.5), (45, 8.0), (55, 12.0), (65, 14.0), (75, 15.0))
"""Percent of adults with raised pressure and no diagnosis, after HSE 2022."""


def hide(people: People, ill: Illness, plan: Plan, as_at: date, seed: int) -> None:
    """Choose, practice by practice, who has each disease without a diagnosis."""
    age = people.age(as_at)
    now = people.current(day(as_at))
    practices = int(people.practice.max()) + 1
    for name, share in USUAL.items():
        rng = generator(seed, f"hidden {name}")
        score = _score(people, ill, age, name)
        score += rng.standard_normal(len(people), dtype=np.float32)
        able = ~ill.has[name] & (age >= ADULT)
        if name == "diabetes":
            able &= ~ill.has["non_diabetic_hyperglycaemia"]
        ill.hidden[name] = np.zeros(len(people), dtype=bool)
        # Those who died or left are chosen apart, so that earlier years look alike.
        for group in (now, ~now):
            mine = people.practice[ill.has[name] & group]
            known = np.bincount(mine, minlength=practices)
            wanted = known * share / (1 - share)
            if name == "diabetes":
                _add_cluster(wanted, known, plan)
            ill.hidden[name] |= _highest_by_practice(
                people, able & group, score, wanted, rng
            )


def _add_cluster(
    wanted: NDArray[np.floating], known: NDArray[np.integer], plan: Plan
) -> None:
    for number in plan.cluster:
        # The register there is short by this share of what would be found elsewhere.
        wanted[number] += known[number] * CLUSTER_EXTRA / (1 - CLUSTER_EXTRA)


def _score(
    people: People, ill: Illness, age: NDArray[np.integer], name: str
) -> NDArray[np.floating]:
    if name != "hypertension":
        return chance_score(people, age, name)
    from scipy.special import ndtri

    starts, percent = zip(*HTN_AGES, strict=True)
    band = np.clip(np.searchsorted(starts, age, side="right") - 1, 0, len(starts) - 1)
    score = ndtri(np.array(percent) / 100)[band].astype(np.float32)
    return score + np.float32(0.2) * ill.has["obesity"]


def _highest_by_practice(
    people: People,
    able: NDArray[np.bool_],
    score: NDArray[np.floating],
    wanted: NDArray[np.floating],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    chosen = np.zeros(len(people), dtype=bool)
    starts = np.searchsorted(people.practice, np.arange(wanted.size + 1))
    for number, exact in enumerate(wanted):
        low, high = starts[number], starts[number + 1]
        mine = low + np.flatnonzero(able[low:high])
        chosen[highest(mine, score, int(exact + rng.random()))] = True
    return chosen
