"""Courses of medicines: who takes one, from when until when, and each issue."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic.calendar import NEVER, YEAR, Window
from phm_core.synthetic.chance import generator
from phm_core.synthetic.world import World
from phm_core.synthetic.yearly import in_turn

INTERVAL = 84
"""Days between repeat issues."""
FOLLOWED_UP = 60
"""Mean days from the diagnosis to the first issue."""
STOPPED = 0.08
STOPPED_AFTER = (0.5, 5.0)
"""Years after which those who stop have done so."""

Who = NDArray[np.integer]
Days = NDArray[np.integer]


@dataclass(frozen=True)
class Course:
    """Who takes a medicine: from which day, and until when."""

    who: Who
    start: Days
    stop: Days


def some_of(world: World, part: str, share: float) -> NDArray[np.bool_]:
    """A lasting share of people, the same in every window."""
    return luck_of(world, f"some {part}") < share


def luck_of(world: World, part: str) -> NDArray[np.floating]:
    """A lasting number between 0 and 1 of each person."""
    return generator(world.seed, part).random(len(world.people))


def course_of(start: Days, stop: Days) -> Course:
    """The course of everyone who starts one."""
    who = np.flatnonzero(start < NEVER)
    return Course(who, start[who], stop[who])


def while_ill(world: World, condition: str, chosen: NDArray[np.bool_]) -> Course:
    """From the diagnosis on, for as long as the condition lasts."""
    entries = world.ill.entries[condition]
    mine = chosen[entries.who]
    return Course(entries.who[mine], entries.since[mine], entries.until[mine])


def repeats(
    world: World, window: Window, name: str, course: Course, *, kept_on: bool = False
) -> tuple[Who, Days]:
    """Repeat issues of a course: a lasting rhythm, so windows join up.

    The first issue follows some time after the course is due. A few people stopped;
    with `kept_on` nobody did, and nobody waits.
    """
    who, people = course.who, world.people
    # One generator for each: a world that has grown must not shift their draws.
    phase = (luck_of(world, f"phase {name}")[who] * INTERVAL).astype(np.int32)
    start = np.maximum(course.start, people.known_from[who])
    stop = np.minimum(course.stop, people.gone[who])
    if not kept_on:
        luck = luck_of(world, f"stopped {name}")[who] / STOPPED
        after = (np.interp(luck, (0, 1), STOPPED_AFTER) * YEAR).astype(np.int32)
        stop = np.where(luck < 1, np.minimum(stop, start + after), stop)
        delay = -np.log1p(-luck_of(world, f"delay {name}")[who]) * FOLLOWED_UP
        start = start + delay.astype(np.int32)
    earliest = np.maximum(start, window.start + 1)
    latest = np.minimum(stop - 1, window.end)
    first = earliest + (phase - earliest) % INTERVAL
    count = np.maximum((latest - first) // INTERVAL + 1, 0).astype(np.int64)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    when = np.repeat(first, count) + step * INTERVAL
    begun = (start > window.start) & (start <= latest) & (start != first)
    every = np.concatenate([np.repeat(who, count), who[begun]])
    return every, np.concatenate([when, start[begun]]).astype(np.int32)


def now_and_then(
    world: World,
    window: Window,
    name: str,
    rate: Callable[[World], NDArray[np.floating]],
) -> tuple[Who, Days]:
    """Issues at random, this many a year for each person as they were in each year."""
    parts = []
    for year in window.years_apart():
        rng = world.rng(f"acute {name}", year)
        counts = rng.poisson(rate(world.then(year.end)) * year.years)
        who = np.repeat(np.arange(counts.size), counts)
        when = rng.integers(year.start + 1, year.end + 1, who.size).astype(np.int32)
        kept = world.alive_in(who, when)
        parts.append((who[kept], when[kept]))
    return in_turn(parts)
