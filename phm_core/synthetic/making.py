"""Makes the people of an area pack and publishes them as one snapshot."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.publish import About, publish, staging_in
from phm_core.snapshot import MANIFEST
from phm_core.synthetic import (
    admissions,
    contacts,
    clinical,
    diagnoses,
    habits,
    hidden,
    measures,
    past,
    pathways,
    processes,
    sharing,
    treatment,
)
from phm_core.synthetic.calendar import Window, history
from phm_core.synthetic.illness import fall_ill
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.people import registered_people
from phm_core.synthetic.person_table import person_table, registration_table
from phm_core.synthetic.planted import Plan
from phm_core.synthetic.storage import Tables
from phm_core.synthetic.world import Events, World

AS_AT = date(2026, 10, 31)
"""Date up to which the demo's records go; stated, never the clock's."""
YEARS = 5

Progress = Callable[[float, str], None]


def quiet(fraction: float, sentence: str) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True)
class Order:
    """What to make: how many people, from which seed, as at when."""

    people: int
    seed: int
    as_at: date = AS_AT
    months_later: int = 0


def make_world(pack: Pack, plan: Plan, order: Order) -> World:
    """The people, their illnesses and habits as at the order's first date."""
    seed, as_at = order.seed, order.as_at
    window = history(as_at, YEARS)
    people = registered_people(pack, order.people, as_at, seed)
    people = past.with_past(people, pack, window, as_at, seed)
    spells = past.earlier_spells(people, pack, window, seed)
    ill = fall_ill(people, pack, as_at, seed)
    hidden.hide(people, ill, plan, as_at, seed)
    age = people.age(as_at)
    diagnoses.narrower(people, ill, age, seed)
    return World(
        pack=pack,
        people=people,
        ill=ill,
        spells=spells,
        plan=plan,
        seed=seed,
        born_at=as_at,
        as_at=as_at,
        clinical=clinical.usual_values(people, ill, plan, as_at, seed),
        habits=habits.live(people, ill, as_at, seed),
        age=age,
    )


def events(world: World, window: Window, *, ever: bool) -> Iterator[Events]:
    """Every event of a window, kind by kind."""
    yield from diagnoses.conditions(world, window, ever=ever)
    for measured in measures.measurements(world, window):
        yield measured
        yield from processes.mirrored(world, measured)
    yield from processes.processes(world, window)
    yield from treatment.medications(world, window)
    yield from contacts.contacts(world, window)
    yield from admissions.hospital(world, window)
    yield from pathways.pathways(world, window)
    yield from pathways.scores(world, window)
    yield from sharing.choices(world, window)


def publish_people(
    pack: Pack, plan: Plan, order: Order, into: Path, progress: Progress = quiet
) -> Path:
    """Make people for a pack and publish the whole snapshot below a folder."""
    progress(0.02, "Making the people")
    world = make_world(pack, plan, order)
    with staging_in(into) as staging:
        for path in pack.path.rglob("*"):
            if path.is_file() and path.name != MANIFEST:
                target = staging / path.relative_to(pack.path)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        progress(0.15, "Writing their records")
        write_tables(world, staging)
        progress(0.85, "Checking and publishing")
        about = About(
            as_at=world.as_at,
            kind="people",
            name=pack.name,
            synthetic=True,
            sources=(),
            seed=order.seed,
            planted=plan.truths,
            extra={"area": pack.path.name, "people": order.people},
        )
        return publish(staging, into=into, about=about)


def write_tables(world: World, staging: Path) -> None:
    """Write every person-level table of a world into a staging folder."""
    order = np.argsort(world.people.practice, kind="stable")
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    window = history(world.as_at, YEARS)
    with Tables(staging, load_catalogue().datasets, rank) as tables:
        tables.put("person", person_table(world, order))
        tables.put("registration", registration_table(world, rank))
        for found in events(world, window, ever=True):
            tables.add(found)
