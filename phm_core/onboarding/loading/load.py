"""One load: from the files of a delivery to a published snapshot, and its report."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from phm_core.catalogue.contents import Catalogue
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.history import add_history
from phm_core.onboarding.loading import protecting
from phm_core.onboarding.loading.brought import Brought, Tables, brought
from phm_core.onboarding.loading.carrying_out import carried_out
from phm_core.onboarding.loading.comparing import difference
from phm_core.onboarding.loading.counting import Places
from phm_core.onboarding.loading.delivery import Progress, part, quiet, received
from phm_core.onboarding.loading.difference import (
    Limits,
    follows,
    usual,
)
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.matching import opened
from phm_core.onboarding.loading.meanings import said_by
from phm_core.onboarding.loading.pairs import apart
from phm_core.onboarding.loading.person_table import Everybody, everybody
from phm_core.onboarding.loading.records import Staged, staged
from phm_core.onboarding.loading.report import Report
from phm_core.onboarding.loading.tables import empty, write_people, write_records
from phm_core.onboarding.loading.telling import NOT_RECORDS, about, reported
from phm_core.onboarding.loading.to_keep import to_keep
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.loading.workplace import connected, workplace
from phm_core.onboarding.publish import SHAPE_FOLDER, About, publish
from phm_core.onboarding.staging import staging_in
from phm_core.snapshot import Snapshot, open_snapshot


@dataclass(frozen=True)
class Prepared:
    """A load whose tables stand in a staging folder, not published yet.

    ground, brought: what it was made of.
    """

    staging: Path
    about: About
    report: Report
    ground: Ground
    brought: Brought


def load(
    wish: Wish,
    progress: Progress = quiet,
    *,
    running: Snapshot | None = None,
    confirmed: bool = False,
) -> tuple[Path, Report]:
    """Load a delivery and publish it. Returns the snapshot and what was counted.

    running: the snapshot that it follows. Raises RefusedInput or NotPermitted, with
    nothing published; started again with the same wish, it goes on where it was.
    """
    with prepared(wish, progress) as made:
        if running is not None and follows(made.about, running):
            progress(0.95, "Comparing with what runs")
            found = difference(running, made.staging, made.about, wish.catalogue)
            usual(found, Limits.of(wish.catalogue), confirmed=confirmed)
        progress(0.97, "Checking and publishing")
        datasets = wish.catalogue.datasets
        with to_keep(wish, made.ground, made.brought) as keep:
            path = publish(
                made.staging, into=wish.into, about=made.about, datasets=datasets
            )
            keep(path)
        return path, made.report


@contextmanager
def prepared(wish: Wish, progress: Progress = quiet) -> Iterator[Prepared]:
    """Every table of a load in a staging folder, which is gone afterwards."""
    if not wish.synthetic:
        protecting.fresh(wish.lists, wish.as_at)
    area = open_snapshot(wish.area)
    with workplace(wish.into, wish.words) as work:
        into = work / "read"
        into.mkdir(exist_ok=True)
        delivery = received(wish.path, into, wish.limits, part(progress, 0, 0.4))
        with connected(work, wish.memory) as connection:
            found = brought(wish, delivery, connection, work)
            ground = _ground(wish, area, found.tables, connection, work)
            with staging_in(wish.into) as staging:
                yield _made(wish, ground, found, staging, progress)


def _made(
    wish: Wish,
    ground: Ground,
    brought: Brought,
    staging: Path,
    progress: Progress,
) -> Prepared:
    if not wish.synthetic:
        # Of a delta too: an opt-out list that is kept would be out of date.
        given = [t.into for t in wish.mapping.tables if t.from_ in brought.given]
        protecting.present(given, wish.catalogue)
        protecting.whole(wish.mapping, brought.given, brought.delivery)
    progress(0.41, "Telling people apart")
    people = everybody(ground, wish.links)
    found = list(_records(ground, people, brought.tables, progress))
    if not wish.synthetic:
        protecting.readable(found)
    _copy_public(ground.area, staging, wish.catalogue)
    progress(0.62, "Writing people")
    write_people(ground, people, staging)
    write_records(ground, found, staging, part(progress, 0.64, 0.84))
    for name in protecting.LISTS if not wish.synthetic else ():
        if not (staging / f"{name}.parquet").exists():
            empty(ground, name).to_parquet(str(staging / f"{name}.parquet"))
    report = reported(ground, people, found, brought)
    told = about(wish, ground, report, brought.follows)
    progress(0.85, "Counting three years of every indicator")
    told = add_history(staging, told, wish.catalogue)
    return Prepared(staging, told, report, ground, brought)


def _records(
    ground: Ground,
    people: Everybody,
    tables: Tables,
    progress: Progress,
) -> Iterator[Staged]:
    names = [n for n in ground.catalogue.intake if n not in NOT_RECORDS]
    maps = list(carried_out(ground, *names, keys=people.keys))
    telling = part(progress, 0.48, 0.6)
    for number, one in enumerate(maps):
        telling(number / len(maps), f"Reading {one.table.from_} into {one.table.into}")
        places = Places(one.table.from_, tables[one.table.from_])
        yield staged(ground, one, places)


def _ground(
    wish: Wish,
    area: Snapshot,
    tables: Tables,
    connection: duckdb.DuckDBPyConnection,
    work: Path,
) -> Ground:
    resolver = resolver_for(wish.catalogue, wish.codelists, said_by(wish.mapping))
    return Ground(
        connection=connection,
        catalogue=wish.catalogue,
        mapping=apart(wish.mapping, wish.catalogue),
        sources={
            name: opened(connection, several, wish.mapping.sources[name])
            for name, several in tables.items()
        },
        area=area,
        as_at=wish.as_at,
        resolver=resolver,
        work=work,
        practice=wish.practice,
        key=wish.key,
    )


def _copy_public(area: Snapshot, staging: Path, catalogue: Catalogue) -> None:
    """Copy an area's public tables and shapes into a staging folder."""
    for path in area.path.rglob("*"):
        inside = path.relative_to(area.path)
        table = inside.parts[0].removesuffix(".parquet")
        dataset = catalogue.datasets.get(table)
        public = dataset is not None and dataset.tier == "public"
        if path.is_file() and (public or table == SHAPE_FOLDER):
            target = staging / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
