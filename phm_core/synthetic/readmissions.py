"""People who come back into hospital soon after they left it."""

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import Window
from phm_core.synthetic.contacts import Contacts, used
from phm_core.synthetic.world import World
from phm_core.synthetic.yearly import in_turn

SETTING = "emergency_admission"
BACK = 0.11
"""Share of emergency admissions that follow another by days."""
SOON = 11.0
"""Mean days from one admission to the next, of those that follow."""


def emergencies(world: World, window: Window) -> Contacts:
    """Emergency admissions: as many as are due, some of them soon after another."""
    parts = []
    for year in window.years_apart():
        found = _some_again(world, year, used(world, year, SETTING))
        parts.append((found.who, found.when))
    return Contacts(*in_turn(parts))


def _some_again(world: World, year: Window, found: Contacts) -> Contacts:
    """Give some admissions to people who were admitted days before.

    Whom they follow is drawn from all admissions, so that as many as before fall to
    every kind of person.
    """
    rng = world.rng("back in hospital", year)
    moved = rng.random(found.who.size) < BACK
    first = rng.integers(0, found.who.size, found.who.size)[moved]
    after = 2 + rng.exponential(SOON, first.size).astype(np.int32)
    who, when = found.who.copy(), found.when.copy()
    to, on = found.who[first], found.when[first] + after
    able = world.here_in(to, on) & (on <= year.end)
    place = np.flatnonzero(moved)[able]
    who[place], when[place] = to[able], on[able]
    return Contacts(who, when)


def home_before_the_next(
    found: Contacts, end: NDArray[np.integer]
) -> NDArray[np.integer]:
    """Last day of each stay, the day before the same person's next at the latest."""
    order = np.lexsort((found.when, found.who))
    who, when = found.who[order], found.when[order]
    again = np.append(who[1:] == who[:-1], [False])
    before = np.append(when[1:], [0]) - 1
    out = end.copy()
    out[order] = np.where(again, np.minimum(end[order], before), end[order])
    return np.maximum(out, found.when)
