"""P4: a leaf about events that nobody has asked for yet."""

import json
import shutil
from datetime import date

import numpy as np

from benchmarks.ground import Ground
from benchmarks.peers import postgres
from benchmarks.result import Result, at_least, not_run, seconds
from benchmarks.timing import PASSES_OF_SLOW, side_by_side
from phm_core.definitions import Criterion
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.index import COLUMNS_BYTES, LEAVES_BYTES, PeopleIndex
from phm_core.engine.kleene import Bounds
from phm_core.engine.memory import Memory
from phm_core.snapshot import MANIFEST, Snapshot, open_snapshot

GOAL = "cold event leaf >= 3 x faster than the same on person-ordered Parquet"
POSTGRES_GOAL_TEXT = "cold event leaf >= 5 x faster than PostgreSQL with indexes"
ROW_GROUP = 122_880
ORDERED_GOAL, POSTGRES_GOAL = 3.0, 5.0

LEAVES = {
    "latest HbA1c": {"measurement": {"of": "hba1c", "at_least": 58}},
    "high blood pressure twice": {
        "measurement": {
            "of": "systolic_bp",
            "at_least": 140,
            "times_at_least": 2,
            "within_months": 12,
        }
    },
    "admitted twice": {
        "activity": {
            "of": "emergency_admission",
            "within_months": 12,
            "count_at_least": 2,
        }
    },
}
EVENT_TABLES = {"measurement": "date", "activity": "start"}
# Everything that the leaves do not read, and the index only needs to open.
OTHER_TABLES = ("person", "organisation", "small_area", "neighbourhood_member")


def run(ground: Ground) -> list[Result]:
    """Ask each leaf by the same engine on both layouts, and one of PostgreSQL."""
    day = ground.day
    ours = PeopleIndex(DuckTables(ground.snapshot))
    ordered = PeopleIndex(DuckTables(person_ordered(ground)))
    leaves = {name: ground.expanded(wire) for name, wire in LEAVES.items()}
    taken = {}
    for name, leaf in leaves.items():
        mine, theirs = (cold(index, leaf, day) for index in (ours, ordered))
        assert np.array_equal(mine.must, theirs.must)
        assert np.array_equal(mine.may, theirs.may)
        found = side_by_side(
            {
                "ours": lambda leaf=leaf: cold(ours, leaf, day),
                "ordered": lambda leaf=leaf: cold(ordered, leaf, day),
            },
            PASSES_OF_SLOW,
        )
        taken[name] = found["ours"].wall, found["ordered"].wall
    mine, theirs = (sum(pair) for pair in zip(*taken.values(), strict=True))
    latest = leaves["latest HbA1c"]
    each = ", ".join(f"{name} {b / a:.1f} x" for name, (a, b) in taken.items())
    faster = theirs / mine
    rival = postgres.latest_hba1c(ground, lambda: cold(ours, latest, day))
    results = [
        Result(
            "P4",
            GOAL,
            seconds(mine),
            f"person-ordered Parquet {seconds(theirs)}",
            f"{faster:.1f} x",
            at_least(faster, ORDERED_GOAL),
            faster,
            f"{ground.events:,} events in all; {each}",
        )
    ]
    if isinstance(rival, str):
        return [*results, not_run("P4", POSTGRES_GOAL_TEXT, rival)]
    times = rival["postgres"].wall / rival["ours"].wall
    return [
        *results,
        Result(
            "P4",
            POSTGRES_GOAL_TEXT,
            seconds(rival["ours"].wall),
            f"PostgreSQL {seconds(rival['postgres'].wall)}",
            f"{times:.1f} x",
            at_least(times, POSTGRES_GOAL),
            times,
            "latest HbA1c; all measurements loaded, indexed by measure, person and "
            "date with the value in the index",
        ),
    ]


def cold(index: PeopleIndex, leaf: Criterion, day: date) -> Bounds:
    """Answer a leaf as the first person who asks for it waits: nothing is kept."""
    index.leaves, index.arrays = Memory(LEAVES_BYTES), Memory(COLUMNS_BYTES)
    return index.bounds(leaf, day)


def person_ordered(ground: Ground) -> Snapshot:
    """The same events in one file a table, ordered by person and day; made once."""
    folder = ground.folder / "person_ordered"
    if not (folder / MANIFEST).exists():
        folder.mkdir(parents=True, exist_ok=True)
        for table, date in EVENT_TABLES.items():
            files = [str(path) for path in ground.snapshot.files(table)]
            query = f"SELECT * FROM read_parquet({files}) ORDER BY person_id, {date}"  # noqa: S608  # our own names
            ground.duck.sql(query).write_parquet(
                str(folder / f"{table}.parquet"),
                compression="zstd",
                row_group_size=ROW_GROUP,
            )
        for table in OTHER_TABLES:
            shutil.copyfile(
                *(root / f"{table}.parquet" for root in (ground.snapshot.path, folder))
            )
        kept = ground.snapshot.manifest.model_dump(mode="json") | {
            "files": [
                {"name": f"{table}.parquet", "rows": 0, "sha256": "0" * 64}
                for table in (*EVENT_TABLES, *OTHER_TABLES)
            ]
        }
        (folder / MANIFEST).write_text(json.dumps(kept), encoding="utf-8")
    return open_snapshot(folder)
