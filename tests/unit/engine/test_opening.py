"""Data engines: locked down, stopped when asked, refused clearly when absent."""

import threading
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

from phm_core.engine import spark
from phm_core.engine.duckdb import DuckTables, connect
from phm_core.engine.open import open_tables
from phm_core.engine.tables import files_of
from phm_core.engine.watch import Watch
from phm_core.errors import Cancelled, RefusedInput
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot
from tests.snapshots import write_snapshot

RESULTS = [
    {"person_id": one, "measure_id": measure, "value": 1.0, "date": "2026-01-01"}
    for one in range(3)
    for measure in ("bmi", "hba1c", "systolic_bp")
]


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return write_snapshot(
        tmp_path / "snapshot", {"measurement": RESULTS}, layout="parts"
    )


def test_the_memory_limit_is_set(snapshot: Snapshot):
    connection = connect(snapshot, "512MB")
    ((limit,),) = connection.execute(
        "SELECT current_setting('memory_limit')"
    ).fetchall()
    assert limit == "488.2 MiB"


def test_only_files_that_can_hold_a_kind_are_read(snapshot: Snapshot):
    assert [p.stem for p in files_of(snapshot, "measurement", "hba1c")] == ["hba1c"]
    assert len(files_of(snapshot, "measurement", None)) == 3


def test_a_kind_that_nobody_has_gives_no_rows(snapshot: Snapshot):
    with DuckTables(snapshot).run(Watch()) as run:
        assert run.collect(run.scan("measurement", "egfr")).num_rows == 0


def test_a_missing_table_is_refused_with_what_to_do(snapshot: Snapshot):
    with pytest.raises(RefusedInput, match="No operations are in this snapshot"):
        files_of(snapshot, "procedure", None)


def _endless(cursor: Any) -> nw.LazyFrame:
    numbers = "SELECT a.i + b.i AS s FROM range(10000000) a(i), range(10000000) b(i)"
    return nw.from_native(cursor.sql(numbers)).select(nw.col("s").sum())


def test_a_slow_run_is_stopped_when_asked(snapshot: Snapshot):
    watch = Watch()
    with DuckTables(snapshot).run(watch) as run:
        timer = threading.Timer(0.2, watch.cancel)
        timer.start()
        with pytest.raises(Cancelled, match="was stopped"):
            run.collect(_endless(run.cursor))
        timer.join()


def test_a_slow_run_is_stopped_at_the_time_limit(snapshot: Snapshot):
    with (
        DuckTables(snapshot).run(Watch(limit=0.2)) as run,
        pytest.raises(Cancelled, match="took longer than"),
    ):
        run.collect(_endless(run.cursor))


def test_a_stop_before_the_run_stops_it_too(snapshot: Snapshot):
    watch = Watch()
    watch.cancel()
    with DuckTables(snapshot).run(watch) as run, pytest.raises(Cancelled):
        run.collect(run.scan("measurement"))


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_settings_choose_the_engine(snapshot: Snapshot, engine: Any):
    tables = open_tables(snapshot, Settings(engine=engine))
    with tables.run(Watch()) as run:
        assert run.collect(run.scan("measurement", "bmi")).num_rows == 3


def test_spark_that_is_not_there_is_refused(snapshot, monkeypatch):
    monkeypatch.setattr(spark, "missing", lambda: "PySpark is not installed.")
    with pytest.raises(RefusedInput, match="PHM_ENGINE is spark, but: PySpark"):
        open_tables(snapshot, Settings(engine="spark"))


def test_spark_without_java_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark", object())
    monkeypatch.setattr(spark.shutil, "which", lambda _: None)
    assert "Java 17" in spark.missing()
