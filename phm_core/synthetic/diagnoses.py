"""Condition entries: a row for every id that applies, and one when it resolved."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import NEVER, Window
from phm_core.synthetic.chance import generator
from phm_core.synthetic.declared import declared
from phm_core.synthetic.illness import Entries, Illness
from phm_core.synthetic.people import People
from phm_core.synthetic.storage import always, words
from phm_core.synthetic.world import Events, World

TYPE_1_BY_AGE = ((18, 0.90), (30, 0.55), (50, 0.13), (130, 0.045))
KINDS, LOCAL = ("diagnosis", "resolution"), "local"
HEART_ATTACKS = 0.36
"""Share of people with coronary heart disease who had a heart attack."""


def narrower(people: People, ill: Illness, age: NDArray[np.integer], seed: int) -> None:
    """Add the conditions that are part of another: types of diabetes, heart attacks."""
    rng = generator(seed, "narrower")
    draw = rng.random(len(people))
    limits, shares = zip(*TYPE_1_BY_AGE, strict=True)
    first = draw < np.array(shares)[np.searchsorted(limits, age, side="right")]
    _part(ill, "diabetes", "diabetes_type_1", first)
    _part(ill, "diabetes", "diabetes_type_2", ~first)
    attack = rng.random(len(people)) < HEART_ATTACKS
    _part(ill, "coronary_heart_disease", "myocardial_infarction", attack)


def _part(ill: Illness, whole: str, name: str, chosen: NDArray[np.bool_]) -> None:
    ill.has[name] = ill.has[whole] & chosen
    entries = ill.entries[whole]
    mine = chosen[entries.who]
    ill.entries[name] = Entries(
        entries.who[mine], entries.since[mine], entries.until[mine]
    )


def conditions(world: World, window: Window, *, ever: bool) -> Iterator[Events]:
    """Entries dated in the window, or with `ever` all of them up to its end."""
    start = -NEVER if ever else window.start
    for name, entries in world.ill.entries.items():
        who = np.concatenate([entries.who, entries.who])
        when = np.concatenate([entries.since, entries.until])
        kind = np.repeat(np.array([0, 1], np.int8), entries.who.size)
        kept = (when > start) & (when <= window.end) & (world.people.gone[who] > when)
        columns: dict[str, object] = {
            "kind": words(kind[kept], list(KINDS)),
            **_codes(name, kind[kept]),
            "source": always("gp", int(kept.sum())),
        }
        yield Events("condition", name, who[kept], when[kept], columns)


def _codes(name: str, kind: NDArray[np.integer]) -> dict[str, object]:
    """The reference set that a code would stand in: no licensed code is made up."""
    codes = declared().conditions[name].codes
    start, end = codes.diagnosis[0], next(iter(codes.resolution), None)
    # Two entries of a dictionary that are alike are written now so, now so.
    code = words(kind, [start, end]) if end else always(start, kind.size)
    return {"code": code, "code_system": LOCAL}
