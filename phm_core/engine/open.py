"""Opens a snapshot with the data engine that the settings name."""

from phm_core.engine.tables import Tables
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot


def open_tables(snapshot: Snapshot, settings: Settings) -> Tables:
    """The tables of a snapshot on DuckDB, Spark or Polars.

    Raises RefusedInput when that engine is not installed.
    """
    if settings.engine == "spark":
        from phm_core.engine.spark import SparkTables

        return SparkTables(snapshot, settings.memory_limit)
    if settings.engine == "polars":
        from phm_core.engine.polars import PolarsTables

        return PolarsTables(snapshot)
    from phm_core.engine.duckdb import DuckTables

    return DuckTables(snapshot, settings.memory_limit)
