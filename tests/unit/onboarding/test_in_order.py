"""The same rows give the same file, whatever order they came in."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.loading import in_order
from phm_core.onboarding.loading.in_order import write_in_order

DATASET = load_catalogue().datasets["measurement"]
AT_ONCE = 2_048
ROWS = 3 * AT_ONCE
DAY = date(2026, 1, 31)


def rows() -> pa.Table:
    """Rows of few people, each twice; many agree in all by which a table is sorted."""
    half = np.arange(ROWS // 2)
    number = np.concatenate([half, half])
    return pa.table(
        {
            "person_id": number // 100,
            "measure_id": ["bmi"] * ROWS,
            "date": pa.array([DAY] * ROWS, pa.date32()),
            "value": number % 100 / 2.0,
            "unit": ["kg/m2"] * ROWS,
            "source": [None if n % 7 == 0 else f"source {n % 3}" for n in number],
        }
    )


def written(table: pa.Table, path: Path, *, once: bool) -> bytes:
    with duckdb.connect() as connection:
        write_in_order(connection.from_arrow(table), path, DATASET, once=once)
    return path.read_bytes()


@pytest.mark.parametrize("once", [True, False])
def test_shuffled_rows_give_the_same_bytes(tmp_path: Path, *, once: bool) -> None:
    table = rows()
    shuffled = table.take(np.random.default_rng(3).permutation(ROWS))
    path = tmp_path / "measurement.parquet"
    assert written(table, path, once=once) == written(shuffled, path, once=once)


def test_rows_that_are_the_same_are_one_over_batches_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An odd number at once: so a pair of rows is parted between two batches.
    monkeypatch.setattr(in_order, "ROW_GROUP", AT_ONCE - 1)
    path = tmp_path / "measurement.parquet"
    written(rows(), path, once=True)
    found = pq.read_table(path).select(["person_id", "value"]).to_pylist()
    expected = [
        {"person_id": n // 100, "value": n % 100 / 2.0} for n in range(ROWS // 2)
    ]
    assert found == expected
    written(rows(), path, once=False)
    assert pq.read_metadata(path).num_rows == ROWS
