"""P8: making the people and their records, beside writing the same rows."""

import tempfile
from pathlib import Path
from time import perf_counter

import pyarrow.parquet as pq

from benchmarks.ground import Ground
from benchmarks.result import Result, at_most, seconds
from phm_core.snapshot import open_snapshot
from phm_core.synthetic.storage import LEVEL, ROW_GROUP

GOAL = "a synthetic ICS in <= 8 x the time of writing the same rows to Parquet"
TIMES = 8.0


def run(ground: Ground) -> list[Result]:
    """Make once, then write the same tables from memory once: both take minutes."""
    ground.pack  # noqa: B018  # the area is read before the clock starts
    with tempfile.TemporaryDirectory() as scratch:
        began = perf_counter()
        made = open_snapshot(ground.make(Path(scratch) / "made"))
        making = perf_counter() - began
        rows = sum(entry.rows or 0 for entry in made.manifest.files)
        again = [
            _written(path, Path(scratch) / "again.parquet")
            for path in made.path.rglob("*.parquet")
        ]
    writing = sum(taken for _, taken in again)
    assert rows == sum(written for written, _ in again)
    times = making / writing
    return [
        Result(
            "P8",
            GOAL,
            seconds(making),
            f"writing from memory {seconds(writing)}",
            f"{times:.1f} x",
            at_most(times, TIMES),
            1 / times,
            f"{rows:,} rows; ours checks, hashes and publishes them too; one pass",
        )
    ]


def _written(path: Path, target: Path) -> tuple[int, float]:
    """Rows and seconds of writing a table in memory as the generator writes it."""
    table = pq.read_table(path, partitioning=None)
    began = perf_counter()
    pq.write_table(
        table,
        target,
        compression="zstd",
        compression_level=LEVEL,
        row_group_size=ROW_GROUP,
    )
    return table.num_rows, perf_counter() - began
