"""People on each practice's registers, as many as it publishes."""

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.people import People

UNTREATED_EXTRA = {"asthma": 0.45, "epilepsy": 0.25}
"""People with the condition but off its register (no medicine), as a share of it."""


def as_published(
    people: People,
    wanted: dict[int, int],
    eligible: NDArray[np.bool_],
    score: NDArray[np.floating],
) -> NDArray[np.bool_]:
    """On each practice's register, as many as it publishes: those with most reason.

    A practice that publishes none keeps those that chance gives it.
    """
    chosen = eligible & (score > 0) & ~np.isin(people.practice, list(wanted))
    starts = np.searchsorted(people.practice, np.arange(max(wanted) + 2))
    for number, count in wanted.items():
        low, high = starts[number], starts[number + 1]
        mine = low + np.flatnonzero(eligible[low:high])
        chosen[highest(mine, score, count)] = True
    return chosen


def untreated(
    name: str,
    chosen: NDArray[np.bool_],
    score: NDArray[np.floating],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """People with the condition who are off its register, having no medicine."""
    extra = UNTREATED_EXTRA.get(name)
    if extra is None:
        return np.zeros(chosen.size, dtype=bool)
    likely = score > np.quantile(score, 1 - 2 * chosen.mean())
    return likely & ~chosen & (rng.random(chosen.size) < extra)


def others_on_register(
    name: str, others: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Of those who died or left with the condition: who was on the register before."""
    share = 1 / (1 + UNTREATED_EXTRA.get(name, 0.0))
    return others & (rng.random(others.size) < share)


def highest(
    who: NDArray[np.integer], score: NDArray[np.floating], count: int
) -> NDArray[np.integer]:
    """The `count` of these people with the highest score."""
    if count <= 0:
        return who[:0]
    if count >= who.size:
        return who
    return who[np.argpartition(-score[who], count - 1)[:count]]


def register_targets(
    pack: Pack,
    disease: national.Disease,
    people: People,
    eligible: NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[int, int]:
    """Register of each practice by its number, scaled to the people made here."""
    rows = pack.registers[pack.registers["condition_id"] == disease.condition_id]
    practices = pack.practices["practice_code"]
    number = dict(zip(practices, range(len(practices)), strict=True))
    have = np.bincount(people.practice[eligible], minlength=len(practices))
    wanted = {}
    for code, register, size in zip(
        rows["practice_code"], rows["register"], rows["list_size"], strict=True
    ):
        if code in number and size > 0:
            exact = register / size * have[number[code]]
            wanted[number[code]] = int(exact + rng.random())
    return wanted
