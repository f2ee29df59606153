"""A small Demo ICS with people in its own data folder, made once for a test run."""

import shutil
from pathlib import Path

from phm_core.onboarding.keeping import use
from phm_core.snapshot import Snapshot
from phm_core.synthetic import demo_run, making
from phm_core.synthetic.demo_area import publish_demo_area
from phm_core.synthetic.null_demo import nothing_differs, publish_null_people
from phm_core.synthetic.pack import read_pack
from phm_core.synthetic.planted import NOTHING, plan_for
from phm_core.synthetic.storage import Tables
from tests.snapshots import described

PEOPLE = 12_000
NULL_PEOPLE = 8_000
SEED = 2026


def with_people(data: Path) -> Path:
    """Publish a small demo with people below a data folder and put it to use."""
    snapshots = data / "snapshots"
    snapshots.mkdir(parents=True)
    pack = read_pack(demo_run.demo_area_in(data, SEED))
    order = making.Order(people=PEOPLE, seed=SEED, months_later=0)
    path = making.publish_people(pack, plan_for(pack), order, snapshots, making.quiet)
    use(snapshots, path)
    return path


def month_later(data: Path, into: Path) -> Path:
    """Publish the people of a data folder as they are a month later."""
    pack = read_pack(data / "area")
    order = making.Order(PEOPLE, SEED, months_later=1)
    return making.publish_people(pack, plan_for(pack), order, into)


def area_only(data: Path) -> Path:
    """Publish the area pack alone below a data folder and put it to use."""
    snapshots = data / "snapshots"
    snapshots.mkdir(parents=True)
    path = publish_demo_area(snapshots, SEED)
    use(snapshots, path)
    return path


def null_people(area: Path, into: Path, seed: int, people: int = NULL_PEOPLE) -> Path:
    """Publish people among whom nothing differs but by chance; cheap, for any seed.

    `area` is an area pack, made once with `publish_demo_area`; what stands out among
    these people is a false alarm.
    """
    return publish_null_people(read_pack(area), making.Order(people, seed), into)


def null_snapshot(area: Path, folder: Path, seed: int, people: int) -> Snapshot:
    """The same people quickly: neither checked nor published, and without history."""
    pack = nothing_differs(read_pack(area))
    order = making.Order(people, seed)
    shutil.copytree(area, folder, ignore=shutil.ignore_patterns("boundary", "*.json"))
    for each in (folder, *folder.rglob("*/")):
        each.chmod(0o755)
    world, records = making.story(making.make_world(pack, NOTHING, order), 0)
    datasets = making.declared().datasets
    making.write_tables(world, records, Tables(folder, datasets, making.ranks(world)))
    return described(folder, as_at=order.as_at)
