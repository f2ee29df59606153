"""Polars: a third engine, so that the answers of the other two are checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import narwhals as nw
import pyarrow as pa

from phm_core.engine.tables import files_of, only
from phm_core.engine.watch import Watch
from phm_core.errors import RefusedInput
from phm_core.snapshot import Snapshot


@dataclass(frozen=True)
class PolarsRun:
    """One use of Polars. A running query is not interrupted; the next is not begun."""

    snapshot: Snapshot
    watch: Watch

    def scan(self, table: str, kind: str | None = None) -> nw.LazyFrame:
        """Rows of a table; with a kind, only rows of that kind."""
        import polars as pl

        files = files_of(self.snapshot, table, kind)
        rows = pl.scan_parquet(
            files,
            hive_partitioning=False,
            missing_columns="insert",
            extra_columns="ignore",
        )
        return only(nw.from_native(rows), table, kind, files)

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Run a query. Raises Cancelled when a stop was asked for before it."""
        self.watch.check()
        return frame.collect("pyarrow").to_native()


class PolarsTables:
    """A snapshot opened with Polars."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        try:
            import polars  # noqa: F401  # only to see whether it is there
        except ImportError:
            raise RefusedInput(
                "PHM_ENGINE is polars, but Polars is not installed. "
                "Install it with 'pip install -r requirements-dev.txt', or use duckdb."
            ) from None

    def has(self, table: str) -> bool:
        """Whether the snapshot has this table."""
        return self.snapshot.has(table)

    @contextmanager
    def run(self, watch: Watch) -> Iterator[PolarsRun]:
        """Begin a use of the data engine."""
        yield PolarsRun(self.snapshot, watch)
