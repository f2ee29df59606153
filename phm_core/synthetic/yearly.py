"""Things done about once a year: each person has a usual time of year for them."""

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import YEAR, Window, day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.world import World

Who = NDArray[np.integer]
Days = NDArray[np.integer]
SPREAD = 21
"""Days around a person's usual time within which a test falls."""


def anchors(world: World) -> NDArray[np.integer]:
    """Day of the year (counted back from the world's first as-at date) of reviews."""
    bits = world.people.pseudonym >> np.uint64(17)
    return (bits % np.uint64(365)).astype(np.int32)


def slots(world: World, window: Window) -> list[int]:
    """Years of the window, from the world's first as-at date: -1 is the last before."""
    origin = day(world.born_at)
    first = int(np.floor((window.start - origin) / YEAR))
    last = int(np.ceil((window.end - origin) / YEAR))
    return list(range(first, last))


def once_a_year(
    world: World,
    window: Window,
    chance: NDArray[np.floating],
    part: str,
    *,
    spread: int = SPREAD,
) -> tuple[Who, Days]:
    """People and days of something with this yearly chance, in order of year.

    The part of a year that lies before or after the window is left out, so that a
    later window goes on where an earlier one ended.
    """
    origin, usual = day(world.born_at), anchors(world)
    # In a short window everyone is asked, so that each keeps their own draw while
    # others fall ill; in a long one only those for whom it is due, which is faster.
    long = window.years >= 1
    asked = np.flatnonzero(chance > 0) if long else np.arange(usual.size)
    who_parts, day_parts = [], []
    for slot in slots(world, window):
        # Named by the year, so that the same year is the same in every window.
        rng = generator(world.seed, f"{part} year {slot}")
        moves = generator(world.seed, f"{part} moved {slot}")
        able = asked[rng.random(asked.size, dtype=np.float32) < chance[asked]]
        start = origin + round(slot * YEAR)
        shift = moves.integers(-spread, spread + 1, able.size)
        when = start + 1 + np.clip(usual[able] + shift, 0, 364)
        inside = (when > window.start) & (when <= window.end)
        able, when = able[inside], when[inside].astype(np.int32)
        kept = world.alive_in(able, when)
        who_parts.append(able[kept])
        day_parts.append(when[kept])
    return np.concatenate(who_parts), np.concatenate(day_parts)


def at_usual_time(world: World, window: Window, who: Who) -> tuple[Who, Days]:
    """These people once in the window, at their usual time or as soon as they came."""
    origin, usual = day(world.born_at), anchors(world)[who]
    found = []
    for slot in slots(world, window):
        when = origin + round(slot * YEAR) + 1 + usual
        known = np.maximum(when, world.people.known_from[who] + 1)
        inside = (known > window.start) & (known <= window.end)
        found.append((who[inside], known[inside].astype(np.int32)))
    every = np.concatenate([pair[0] for pair in found])
    when = np.concatenate([pair[1] for pair in found])
    kept = world.alive_in(every, when)
    return every[kept], when[kept]
