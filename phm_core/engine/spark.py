"""PySpark: the engine for those who outgrow one machine; installed on request."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import pyarrow as pa

from phm_core.engine.tables import files_of, only
from phm_core.engine.watch import Watch
from phm_core.errors import RefusedInput
from phm_core.snapshot import Snapshot

HERE = "127.0.0.1"


def missing() -> str:
    """What Spark still needs on this machine, as a sentence; empty when nothing."""
    try:
        import pyspark  # noqa: F401  # only to see  # pyright: ignore[reportMissingImports]
    except ImportError:
        return (
            "PySpark is not installed. "
            "Install it with 'pip install -r requirements-spark.txt', or use duckdb."
        )
    if shutil.which("java") is None:
        return "Spark needs Java 17 or newer, and no 'java' is on the path."
    return ""


def session(memory_limit: str = "") -> Any:
    """A local Spark session that listens on this machine only.

    Raises RefusedInput when PySpark or Java is absent.
    """
    if absent := missing():
        raise RefusedInput(f"PHM_ENGINE is spark, but: {absent}")
    # Installed on request.
    from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]

    builder = (
        SparkSession.builder.master("local[2]")
        .appName("phm")
        .config("spark.driver.host", HERE)
        .config("spark.driver.bindAddress", HERE)
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
    )
    if memory_limit:
        builder = builder.config("spark.driver.memory", _java_size(memory_limit))
    return builder.getOrCreate()


def _java_size(limit: str) -> str:
    """1GB as Java writes it: 1g."""
    return limit.strip().lower().removesuffix("b")


@dataclass(frozen=True)
class SparkRun:
    """One use of Spark; its jobs carry a tag by which they are cancelled."""

    snapshot: Snapshot
    spark: Any
    watch: Watch

    def scan(self, table: str, kind: str | None = None) -> nw.LazyFrame:
        """Rows of a table; with a kind, only rows of that kind."""
        files = files_of(self.snapshot, table, kind)
        paths = [str(path) for path in files]
        rows = self.spark.read.option("mergeSchema", "true").parquet(*paths)
        return only(nw.from_native(rows), table, kind, files)

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Run a query. Raises Cancelled when it was stopped."""
        tag = f"phm-{id(self)}"
        context = self.spark.sparkContext
        context.addJobTag(tag)
        try:
            with self.watch.guarding(lambda: context.cancelJobsWithTag(tag)):
                return frame.to_native().toArrow()
        finally:
            context.removeJobTag(tag)


class SparkTables:
    """A snapshot opened with Spark."""

    def __init__(self, snapshot: Snapshot, memory_limit: str = "") -> None:
        self.snapshot = snapshot
        self._spark = session(memory_limit)

    def has(self, table: str) -> bool:
        """Whether the snapshot has this table."""
        return self.snapshot.has(table)

    @contextmanager
    def run(self, watch: Watch) -> Iterator[SparkRun]:
        """Begin a use of the data engine."""
        yield SparkRun(self.snapshot, self._spark, watch)
