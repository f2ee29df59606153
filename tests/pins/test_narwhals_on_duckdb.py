"""Faults of others that our queries work round.

Each test states the fault. When one fails, the fault is gone: delete what it names.
"""

import duckdb
import narwhals as nw
import pytest

Events = nw.LazyFrame[duckdb.DuckDBPyRelation]


@pytest.fixture
def events() -> Events:
    connection = duckdb.connect()
    return nw.from_native(
        connection.sql(
            "SELECT 1 AS person_id, DATE '2026-10-31' AS date, true AS qualifies "
            "UNION ALL SELECT 1, DATE '2026-01-31', false"
        )
    )


def kind(
    frame: nw.LazyFrame[duckdb.DuckDBPyRelation], column: nw.Expr
) -> nw.dtypes.DType:
    return frame.select(column.alias("x")).collect_schema()["x"]


def test_a_date_moved_by_days_becomes_a_date_and_time(events: Events) -> None:
    """Delete `.cast(nw.Date)` in leaves/repeats.py and leaves/pairs.py."""
    assert kind(events, nw.col("date").dt.offset_by("90d")) == nw.Datetime("us")


def test_a_sum_is_not_a_64_bit_integer(events: Events) -> None:
    """Delete the casts of sums in leaves/conditions.py and leaves/repeats.py."""
    summed = events.select(x=nw.col("qualifies").cast(nw.Int64).sum())
    assert summed.collect_schema()["x"] != nw.Int64


def test_the_difference_of_dates_is_a_number_here_and_a_duration_elsewhere(
    events: Events,
) -> None:
    """Then leaves/repeats.py may subtract dates instead of moving one of them."""
    apart = nw.col("date").max() - nw.col("date").min()
    assert kind(events, apart) == nw.Int64
