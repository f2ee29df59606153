"""Things done about once a year: each person has a usual time of year for them."""

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import YEAR, Window, date_of, day
from phm_core.synthetic.chance import generator
from phm_core.synthetic.world import World

Who = NDArray[np.integer]
Days = NDArray[np.integer]
SPREAD = 21
"""Days around a person's usual time within which a test falls."""
TOGETHER = 0.6
"""Share of what is done that goes by whether a person comes at all that year."""
SEASON_BEGINS = (9, 25)
SEASON_DAYS, SEASON_MOVES = 65, 10


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
    chance: Callable[[World], NDArray[np.floating]],
    part: str,
    *,
    spread: int = SPREAD,
) -> tuple[Who, Days]:
    """People and days of something with this yearly chance, in order of year.

    The chance in a year is that of people as they were at the end of it. A year's days
    spread a little into its neighbours, so that no day of the year is special; those
    outside the window are left out, and a later window goes on with them.

    Whoever has one thing done in a year is likelier to have the others done: most draws
    are the person's own of that year, so that the chance of each alone stays as it is.
    """
    origin, usual = day(world.born_at), anchors(world)
    inner = slots(world, window)
    parts = []
    for slot in (inner[0] - 1, *inner, inner[-1] + 1):
        # Named by the year, so that the same year is the same in every window.
        rng = generator(world.seed, f"{part} year {slot}")
        moves = generator(world.seed, f"{part} moved {slot}")
        start = origin + round(slot * YEAR)
        share = chance(world.then(origin + round((slot + 1) * YEAR)))
        # After the first as-at date everyone is asked, so that each keeps their own
        # draw while others fall ill; before, only those for whom it is due: faster.
        asked = np.flatnonzero(share > 0) if slot < 0 else np.arange(usual.size)
        luck = _luck(rng, comes(world, slot)[asked])
        drawn = luck < share[asked]
        shift = moves.integers(-spread, spread + 1, asked.size)[drawn]
        able = asked[drawn]
        when = start + 1 + usual[able] + shift
        inside = (when > window.start) & (when <= window.end)
        able, when = able[inside], when[inside].astype(np.int32)
        kept = world.alive_in(able, when)
        parts.append((able[kept], when[kept]))
    return in_turn(parts)


def comes(world: World, slot: int) -> NDArray[np.floating]:
    """How readily each person comes in a year, evenly from 0: surely, to 1."""
    rng = generator(world.seed, f"comes in year {slot}")
    return rng.random(len(world.people), dtype=np.float32)


def _luck(rng: np.random.Generator, own: NDArray[np.floating]) -> NDArray[np.floating]:
    """An even draw each, of which this share is the person's own."""
    alone = rng.random(own.size, dtype=np.float32)
    together = rng.random(own.size, dtype=np.float32) < TOGETHER
    return np.where(together, own, alone)


def once_a_season(
    world: World,
    window: Window,
    chance: Callable[[World], NDArray[np.floating]],
    part: str,
) -> tuple[Who, Days]:
    """People and days of something offered each autumn, from the end of September.

    Each person comes at about the same time every year.
    """
    usual = anchors(world) % SEASON_DAYS
    parts = []
    for year in range(date_of(window.start).year, date_of(window.end).year + 1):
        begins = day(date(year, *SEASON_BEGINS))
        rng = generator(world.seed, f"{part} autumn {year}")
        moves = generator(world.seed, f"{part} moved {year}")
        share = chance(world.then(begins + SEASON_DAYS))
        who = np.flatnonzero(rng.random(share.size) < share)
        shift = moves.integers(0, SEASON_MOVES, share.size)[who]
        when = (begins + usual[who] + shift).astype(np.int32)
        kept = (when > window.start) & (when <= window.end) & world.alive_in(who, when)
        parts.append((who[kept], when[kept]))
    return in_turn(parts)


def in_turn(parts: list[tuple[Who, Days]]) -> tuple[Who, Days]:
    """People and days of several parts, one part after another."""
    who, when = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who, when


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
