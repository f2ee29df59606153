"""Moves the same people forward: they age, fall ill, move, die; others arrive."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import national, past, rates
from phm_core.synthetic.calendar import NEVER, Window, first_of, months_of
from phm_core.synthetic.chance import generator
from phm_core.synthetic.illness import Entries, Illness
from phm_core.synthetic.past import LEAVES_A_YEAR, Spells, spells_together
from phm_core.synthetic.people import People, together
from phm_core.synthetic.world import World

MOVES_A_YEAR = 0.012
ARRIVES_A_YEAR = 0.042
BIRTHS_SHARE = 0.24
"""Newborn babies among those who arrive."""


def advance(world: World, window: Window, until: date) -> World:
    """The same world at the end of a window that begins at its as-at date.

    The world given is left as it is.
    """
    rng = generator(world.seed, f"advance {window.name}")
    everyone = np.arange(len(world.people))
    world = replace(world, people=world.people.at(everyone))
    _end_records(world, window, rng)
    spells = spells_together([world.spells, _move(world, window, rng)])
    arrived = _arrivals(world, window, rng)
    people = together([world.people, arrived])
    ill = _longer(world.ill, len(arrived))
    moved = replace(
        world,
        people=people,
        ill=ill,
        spells=spells,
        as_at=until,
        clinical=_for_everyone(world.clinical, len(arrived), rng),
        habits=_for_everyone(world.habits, len(arrived), rng),
        age=people.age(until),
    )
    _fall_ill(moved, window, rng)
    return moved


def _end_records(world: World, window: Window, rng: np.random.Generator) -> None:
    """Deaths and departures in the window."""
    people, count = world.people, len(world.people)
    now = people.current(window.start)
    chance = past.death_chances(people, world.age)
    when = rng.integers(window.start + 1, window.end + 1, count)
    dies = now & (rng.random(count) < chance * window.years)
    leaves = now & ~dies & (rng.random(count) < LEAVES_A_YEAR * window.years)
    people.died[dies] = when[dies]
    people.left[leaves] = when[leaves]


def _move(world: World, window: Window, rng: np.random.Generator) -> Spells:
    """Moves between practices of the area: the old spell ends, a new one begins."""
    people = world.people
    stays = people.current(window.end)
    who = np.flatnonzero(
        stays & (rng.random(len(people)) < MOVES_A_YEAR * window.years)
    )
    sizes = np.where(
        world.pack.practices["closed"], 0.0, world.pack.lists.sum(axis=(1, 2))
    )
    to = rng.choice(sizes.size, who.size, p=sizes / sizes.sum()).astype(np.int32)
    who, to = who[to != people.practice[who]], to[to != people.practice[who]]
    when = rng.integers(window.start + 1, window.end + 1, who.size).astype(np.int32)
    before = Spells(who, people.practice[who], people.registered[who], when - 1)
    people.practice[who] = to
    people.registered[who] = when
    return before


def _arrivals(world: World, window: Window, rng: np.random.Generator) -> People:
    """New registrations: babies, and people like those who are here."""
    people = world.people
    now = np.flatnonzero(people.current(window.start))
    count = rng.poisson(now.size * ARRIVES_A_YEAR * window.years)
    weight = np.where((world.age[now] > 17) & (world.age[now] < 45), 3.0, 0.7)
    like = rng.choice(now, count, p=weight / weight.sum())
    new = people.at(like)
    when = rng.integers(window.start + 1, window.end + 1, count).astype(np.int32)
    baby = rng.random(count) < BIRTHS_SHARE
    born = months_of(when)
    new.born = np.where(baby, born, new.born).astype(np.int32)
    new.sex = np.where(baby, rng.integers(0, 2, count), new.sex).astype(np.int8)
    new.registered = when
    new.known_from = np.where(baby, first_of(new.born), when).astype(np.int32)
    new.here_from = new.registered.copy()
    new.left = np.full(count, NEVER, dtype=np.int32)
    new.died = np.full(count, NEVER, dtype=np.int32)
    new.pseudonym = rng.integers(0, 2**63, count, dtype=np.uint64)
    return new


def _for_everyone(
    columns: dict[str, NDArray[Any]], count: int, rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Columns with values for the new people, each taken from somebody here."""
    size = next(iter(columns.values())).size
    like = rng.integers(0, size, count)
    out = {name: np.concatenate([v, v[like]]) for name, v in columns.items()}
    for name in ("statin", "unseen", "care_home", "housebound"):
        if name in out:
            out[name][size:] = 0
    return out


def _longer(ill: Illness, count: int) -> Illness:
    """The same illnesses, with room for people who have none yet."""

    def extended(columns: dict[str, NDArray[np.bool_]]) -> dict[str, NDArray[np.bool_]]:
        room = np.zeros(count, dtype=bool)
        return {name: np.concatenate([value, room]) for name, value in columns.items()}

    return Illness(
        extended(ill.has),
        dict(ill.entries),
        extended(ill.register),
        extended(ill.hidden),
    )


def _fall_ill(world: World, window: Window, rng: np.random.Generator) -> None:
    """New diagnoses in the window, as many as keep the condition as common as it is."""
    people, ill = world.people, world.ill
    able = people.current(window.end)
    years = np.minimum(world.age, 100)
    for name, disease in national.diseases().items():
        chance = rates.prevalence(name)[people.sex, years, people.risk_tenth - 1]
        chance = chance * window.years / disease.years
        if name == "non_diabetic_hyperglycaemia":
            chance = np.where(ill.has["diabetes"], 0, chance)
        new = able & ~ill.has[name] & (rng.random(len(people)) < chance)
        diagnose(world, name, np.flatnonzero(new), window, rng)
        if name == "diabetes":
            diagnose(world, "diabetes_type_2", np.flatnonzero(new), window, rng)


def diagnose(
    world: World,
    name: str,
    who: NDArray[np.integer],
    window: Window,
    rng: np.random.Generator,
) -> None:
    """Write a new diagnosis of some people on a day of the window."""
    ill, entries = world.ill, world.ill.entries[name]
    start = np.maximum(window.start, world.people.known_from[who])
    when = start + 1 + (rng.random(who.size) * (window.end - start)).astype(np.int64)
    when = np.minimum(when, window.end).astype(np.int32)
    ill.entries[name] = Entries(
        np.concatenate([entries.who, who]),
        np.concatenate([entries.since, when]),
        np.concatenate([entries.until, np.full(who.size, NEVER, dtype=np.int32)]),
    )
    ill.has[name][who] = True
    if name in ill.register:
        ill.register[name][who] = True
    if name in ill.hidden:
        ill.hidden[name][who] = False
