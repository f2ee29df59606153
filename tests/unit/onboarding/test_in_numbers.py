"""Rows sorted as whole numbers are the rows that are sorted as they stand."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.loading import in_numbers, once, tables
from phm_core.onboarding.loading.in_numbers import Telling, write_in_numbers
from phm_core.onboarding.loading.in_order import write_in_order
from tests.unit.onboarding import extract

DATASETS = load_catalogue().datasets
ROWS, PEOPLE = 3_000, 150
SAYS = pl.DataFrame(
    {
        "meant": pl.Series([4, 2, 7, 3, 9], dtype=pl.Int32),
        "condition_id": ["asthma"] * 5,
        "kind": ["diagnosis", "resolved", "diagnosis", "diagnosis", "nobody"],
        "code": ["J45", None, "J45", "H33", "A1"],
        "code_system": ["icd10", None, "icd10", "local", "read"],
        "source": [None] * 5,
    },
    schema_overrides={"source": pl.String},
)


def told() -> pa.Table:
    """Rows of few people, many the same, some without a day; none says the last."""
    chance = np.random.default_rng(11)
    days = [None, *(date(1969, 12, 30) + timedelta(n) for n in range(4))]
    columns: dict[str, Any] = {
        "person_id": chance.integers(0, PEOPLE, ROWS),
        "date": [days[n] for n in chance.integers(0, len(days), ROWS)],
        "meant": SAYS["meant"].to_numpy()[chance.integers(0, len(SAYS) - 1, ROWS)],
    }
    return pa.table(columns)


@pytest.mark.parametrize("way", ["at once", "by parts", "not as one number"])
@pytest.mark.parametrize("apart", [True, False])
def test_rows_are_those_that_are_sorted_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str, *, apart: bool
) -> None:
    if way == "by parts":
        monkeypatch.setattr(in_numbers, "AT_ONCE", ROWS // 4)
        monkeypatch.setattr(in_numbers, "ROW_GROUP", 100)
    if way == "not as one number":
        monkeypatch.setattr(in_numbers, "BITS", 8)
    mine, plain = tmp_path / "mine.parquet", tmp_path / "plain.parquet"
    dataset = DATASETS["condition"]
    with duckdb.connect() as connection:
        rows = connection.from_arrow(told())
        telling = Telling(rows, SAYS, ROWS)
        assert write_in_numbers(telling, mine, dataset, once=apart)
        says = connection.from_arrow(SAYS.rename({"meant": "said"}).to_arrow())
        both = rows.join(says, duckdb.SQLExpression("meant = said"))
        write_in_order(both.select(*dataset.names), plain, dataset, once=apart)
    expected = pq.read_table(plain)
    found = pq.read_table(mine)
    assert found.equals(expected)
    assert (len(found) < ROWS) == apart
    if way != "by parts":
        assert mine.read_bytes() == plain.read_bytes()


def test_what_is_said_before_who_is_left_to_others(tmp_path: Path) -> None:
    says = pl.DataFrame({"meant": [1, 2], "kind": ["type_1", "national"]})
    days: Any = pa.array([date(2020, 1, 1)] * 2, pa.date32())
    table: dict[str, Any] = {"person_id": [1, 2], "meant": [1, 2]}
    table |= {"recorded_on": days, "withdrawn_on": days}
    with duckdb.connect() as connection:
        rows = connection.from_arrow(pa.table(table))
        path = tmp_path / "opt_out.parquet"
        telling = Telling(rows, says, 2)
        assert not write_in_numbers(telling, path, DATASETS["opt_out"], once=True)
    assert not path.exists()


def test_a_load_is_the_same_where_nothing_is_read_once(loads, tmp_path, monkeypatch):
    source = extract.first_supplier(tmp_path / "files", extract.people())
    written: list[str] = []

    def watched(telling: Telling, path: Path, *more: Any, **how: Any) -> bool:
        written.append(path.stem)
        return write_in_numbers(telling, path, *more, **how)

    monkeypatch.setattr(tables, "write_in_numbers", watched)
    read_once, report = loads(source, extract.FIRST)
    assert {"asthma", "hypertension"} <= set(written)
    written.clear()
    monkeypatch.setattr(once, "OFTEN", ROWS * ROWS)
    # A snapshot is called by what is in it.
    assert loads(source, extract.FIRST) == (read_once, report)
    assert not written
