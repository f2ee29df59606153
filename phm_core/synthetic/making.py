"""Makes the people of an area pack and publishes them as one snapshot."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.schema.dataset import Dataset
from phm_core.onboarding.history import MONTHLY, add_history
from phm_core.onboarding.publish import SHAPE_FOLDER, About, publish
from phm_core.onboarding.staging import staging_in
from phm_core.period import months_before
from phm_core.synthetic import (
    admissions,
    clinical,
    contacts,
    diagnoses,
    habits,
    hidden,
    measures,
    past,
    pathways,
    processes,
    scores,
    sharing,
    sources,
    treatment,
)
from phm_core.synthetic.acted import acted_on, actions_of
from phm_core.synthetic.calendar import Window, history, later
from phm_core.synthetic.declared import declared
from phm_core.synthetic.illness import fall_ill
from phm_core.synthetic.later import advance
from phm_core.synthetic.pack import Pack
from phm_core.synthetic.people import registered_people
from phm_core.synthetic.person_table import person_table, registration_table
from phm_core.synthetic.planted import Plan
from phm_core.synthetic.series import Series
from phm_core.synthetic.storage import Tables, together
from phm_core.synthetic.world import Events, World

AS_AT = date(2026, 10, 31)
"""Date up to which the demo's records go; stated, never the clock's."""
YEARS = 5

KINDS = 175
"""About how many kinds of event there are: for the progress bar only."""
WRITING = {
    "condition": "diagnoses",
    "measurement": "test results",
    "process": "reviews and screening",
    "medication": "medicines",
    "activity": "contacts and admissions",
    "emergency_care": "attendances in A&E",
    "procedure": "operations",
    "cancer_pathway": "cancer pathways",
    "maternity": "pregnancies",
    "waiting": "waiting lists",
    "score": "scores",
    "opt_out": "opt-outs",
    "sharing_flag": "sharing flags",
}

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
        seen_to=as_at,
        clinical=clinical.usual_values(people, ill, plan, as_at, seed),
        habits=habits.live(people, ill, as_at, seed),
        age=age,
    )


def events(world: World, window: Window, *, ever: bool) -> Iterator[Events]:
    """Every event of a window, kind by kind."""
    yield from diagnoses.conditions(world, window, ever=ever)
    for measured in measures.measurements(world, window, ever=ever):
        yield measured
        yield from processes.mirrored(world, measured)
    yield from processes.processes(world, window, ever=ever)
    yield from treatment.medications(world, window)
    yield from contacts.contacts(world, window)
    yield from admissions.hospital(world, window)
    yield from pathways.pathways(world, window)
    yield from scores.scores(world, window)
    yield from scores.worked_out(world, window)
    yield from sharing.choices(world, window)


def story(world: World, months: int) -> tuple[World, Iterable[Events]]:
    """The world some months later, with all its events; the past stays as it was.

    Time passes a month at a time, so that the world at three months is also the past
    of the world at six.
    """
    past_window = history(world.born_at, YEARS)
    if not months:
        return world, events(world, past_window, ever=True)
    until = months_before(world.born_at, -months)
    world = replace(world, seen_to=until)
    found: dict[tuple[str, str], list[Events]] = {}
    for event in events(world, past_window, ever=True):
        found.setdefault((event.table, event.kind), []).append(event)
    for step in range(1, months + 1):
        window = later(world.as_at, months_before(world.born_at, -step))
        world = advance(world, window, months_before(world.born_at, -step))
        world, done = acted_on(world, window, found)
        for event in done:
            found.setdefault((event.table, event.kind), []).append(event)
        for event in events(world, window, ever=False):
            found.setdefault((event.table, event.kind), []).append(event)
    return world, (together(parts) for parts in found.values())


def publish_people(
    pack: Pack, plan: Plan, order: Order, into: Path, progress: Progress = quiet
) -> Path:
    """Make people for a pack and publish the whole snapshot below a folder."""
    progress(0.02, "Making the people")
    world, records = story(make_world(pack, plan, order), order.months_later)
    catalogue = declared()
    datasets = catalogue.datasets
    with staging_in(into) as staging:
        _copy_public(pack, staging, datasets)
        write_tables(world, records, Tables(staging, datasets, ranks(world)), progress)
        about = About(
            as_at=world.as_at,
            kind="people",
            name=pack.name,
            synthetic=True,
            sources=sources.of_people(world),
            seed=order.seed,
            planted=(*plan.truths, *actions_of(world)),
            extra={
                "area": pack.id,
                "people": order.people,
                "first_as_at": world.born_at.isoformat(),
            },
        )
        progress(0.8, "Counting three years of every indicator")
        about = add_history(staging, about, catalogue)
        progress(0.92, "Checking and publishing")
        return publish(staging, into=into, about=about, datasets=datasets)


def _copy_public(pack: Pack, staging: Path, datasets: Mapping[str, Dataset]) -> None:
    """Copy the area's public files."""
    for path in pack.path.rglob("*"):
        inside = path.relative_to(pack.path)
        table = inside.parts[0].removesuffix(".parquet")
        public = table in datasets and datasets[table].tier == "public"
        shape = table == SHAPE_FOLDER
        if path.is_file() and (public or shape):
            target = staging / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def ranks(world: World) -> NDArray[np.integer]:
    """The person_id of everyone: by Place, PCN and practice, then as they were made."""
    order = np.argsort(world.people.practice, kind="stable")
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    return rank


def write_tables(
    world: World, records: Iterable[Events], into: Tables, progress: Progress = quiet
) -> None:
    """Write every person-level table of a world."""
    monthly = Series(world)
    with into as tables:
        tables.put("person", person_table(world, np.argsort(tables.rank)))
        tables.put("registration", registration_table(world, tables.rank))
        for number, found in enumerate(records):
            tables.add(found)
            monthly.count(found)
            share = min(number / KINDS, 1.0)
            progress(0.15 + 0.65 * share, f"Writing {WRITING[found.table]}")
        tables.put(MONTHLY, monthly.table())
