"""People are numbered 0, 1, 2, ... and nothing names people who are not there."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.contract import reference_faults, table_faults

DATASETS = load_catalogue().datasets


def people(path: Path, ids: list[int]) -> Path:
    columns = DATASETS["person"].columns
    types = {"string": pa.string(), "date": pa.date32(), "bool": pa.bool_()}
    types |= {"int64": pa.int64(), "int8": pa.int8(), "int16": pa.int16()}
    types |= {"int32": pa.int32(), "float64": pa.float64()}
    table = pa.table(
        {c.name: pa.nulls(len(ids), types[c.type]) for c in columns if c.required}
    )
    table = table.set_column(0, "person_id", pa.array(ids, pa.int64()))
    pq.write_table(table, path)
    return path


def order_faults(path: Path) -> list[str]:
    with duckdb.connect() as connection:
        faults = list(table_faults("person", [path], DATASETS, connection))
    return [fault for fault in faults if "row order" in fault]


def test_people_are_numbered_in_row_order(tmp_path: Path) -> None:
    assert order_faults(people(tmp_path / "a.parquet", [0, 1, 2])) == []
    assert len(order_faults(people(tmp_path / "b.parquet", [0, 2, 1]))) == 1
    assert len(order_faults(people(tmp_path / "c.parquet", [1, 2, 3]))) == 1


def test_events_of_people_who_are_not_there(tmp_path: Path) -> None:
    events = pa.table(
        {
            "person_id": pa.array(np.array([0, 2, 3, 9])),
            "date": pa.array([date(2026, 1, 1)] * 4),
        }
    )
    pq.write_table(events, tmp_path / "process.parquet")
    tables = {
        "person": [people(tmp_path / "person.parquet", [0, 1, 2])],
        "process": [tmp_path / "process.parquet"],
    }
    with duckdb.connect() as connection:
        faults = list(reference_faults(tables, DATASETS, connection))
    assert faults == [
        "Table 'process': 2 rows of people who are not in the person table."
    ]
