"""Cells that say the same over and over say the same when each is read once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import TableMap
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.matching import opened
from phm_core.onboarding.loading.once import (
    SAID,
    WHOSE,
    Place,
    Told,
    read_once,
    repeating,
)
from phm_core.onboarding.loading.wanted import Source, wanted_of

AS_AT = date(2026, 10, 31)
ROWS = 800
CELLS = {
    "who": ("p1", "p2", " p2 ", "p3", "nobody", "", None, "=p1"),
    "number": ("9990000018", "999 000 0018", "1234567890", "", None),
    "test": ("hba1c", "height", " =x", "", None),
    "day": ("2026-01-31", "31/01/2026", "2999-01-01", "1800-01-01", "soon", " ", None),
    "result": ("42", " 42.5", "1,200", "1e999", "high", "=1+1", "-5", "", None),
    "unit": ("mmol/mol", "%", None),
}
COLUMNS: dict[str, Any] = {
    "local_id": "who",
    "code": {"column": "test", "values": {"height": "50373000"}},
    "date": "day",
    "value": "result",
    "unit": {"column": "unit", "empty": "kg"},
}
WAYS = {
    "plain": TableMap.model_validate(
        {"into": "measurement", "from": "results", "columns": COLUMNS}
    ),
    "filtered": TableMap.model_validate(
        {
            "into": "measurement",
            "from": "results",
            "where": [{"column": "result", "is_not": ["high"]}],
            "columns": COLUMNS,
        }
    ),
    "with a number too": TableMap.model_validate(
        {
            "into": "measurement",
            "from": "results",
            "columns": {**COLUMNS, "nhs_number": "number"},
        }
    ),
    "by number alone": TableMap.model_validate(
        {
            "into": "measurement",
            "from": "results",
            "columns": {"nhs_number": "number", "date": "day", "value": "apart"},
        }
    ),
}
INTAKE = load_catalogue().intake["measurement"]


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def source(connection: DuckDBPyConnection, tmp_path: Path) -> Source:
    """Rows of a few cells each, and a column whose cells all differ."""
    chance = np.random.default_rng(6)
    columns = {
        name: [cells[at] for at in chance.integers(0, len(cells), ROWS)]
        for name, cells in CELLS.items()
    }
    columns["apart"] = [f"{number}" for number in range(ROWS)]
    file = tmp_path / "results.parquet"
    pq.write_table(pa.table(columns), file)
    return opened(
        connection, [Delivered("results", "results.csv", file, tuple(columns), ROWS)]
    )


def keys_of(connection: DuckDBPyConnection) -> DuckDBPyRelation:
    keys = {"key": ["lp1", "lp2", "n9990000018"], "person_id": [1, 2, 3]}
    return connection.from_arrow(pa.table(keys))


def rows_of(table: TableMap, source: Source, place: Place | None) -> list[Any]:
    sources = {"results": source}
    told: Sequence[Told] = ()
    if place is not None:
        wanted = wanted_of(table, INTAKE, AS_AT, lambda _: {})
        told = read_once(source, wanted, place, alone=not table.where).told
    found = mapped(table, INTAKE, sources, AS_AT, lambda _: {}, told).order("row")
    return found.to_arrow_table().to_pylist()


@pytest.mark.parametrize("way", WAYS)
def test_rows_are_the_same_as_where_every_cell_is_read(
    connection: DuckDBPyConnection, source: Source, way: str
) -> None:
    table = WAYS[way]
    plain = rows_of(table, source, None)
    place = Place(connection, 1, keys_of(connection), alone="with" not in way)
    once = rows_of(table, source, place)
    own = [
        {key: value for key, value in row.items() if key not in (*WHOSE, SAID)}
        for row in once
    ]
    assert own == plain
    for column in table.columns:
        assert {row[column] for row in plain} != {None}, column
    told = [row.get(SAID) for row in once]
    assert len(set(told)) > 1 or way == "by number alone"
    assert any(row["unread"] for row in plain)
    assert any(row["beyond"] for row in plain)


@pytest.mark.parametrize(
    ("way", "column", "people"),
    [
        ("plain", "local_id", {"p1": 1, "p2": 2}),
        ("by number alone", "nhs_number", {"9990000018": 3}),
    ],
)
def test_a_row_is_told_whose_it_is_and_whether_it_says(
    connection: DuckDBPyConnection,
    source: Source,
    way: str,
    column: str,
    people: dict[str, int],
) -> None:
    place = Place(connection, 1, keys_of(connection), alone=True)
    for row in rows_of(WAYS[way], source, place):
        assert row["person_id"] == people.get(row[column])
        assert row["sought"] == (row[column] is not None)


def test_rows_are_numbered_only_where_all_that_they_say_repeats(
    connection: DuckDBPyConnection, source: Source
) -> None:
    place = Place(connection, 1, keys_of(connection), alone=True)
    columns = {name: how for name, how in COLUMNS.items() if name != "unit"}
    for number, (more, numbered) in enumerate(
        [({}, True), ({"unit": COLUMNS["unit"]}, False), ({"term": "apart"}, False)]
    ):
        table = TableMap.model_validate(
            {"into": "measurement", "from": "results", "columns": {**columns, **more}}
        )
        wanted = wanted_of(table, INTAKE, AS_AT, lambda _: {})
        here = replace(place, number=number)
        assert (
            read_once(source, wanted, here, alone=True).cells is not None
        ) == numbered
        there = replace(place, number=number + 9)
        assert read_once(source, wanted, there, alone=False).cells is None


def test_only_columns_that_repeat_and_say_nothing_when_empty_are_read_so(
    source: Source,
) -> None:
    columns = {**COLUMNS, "source": "apart"}
    table = TableMap.model_validate(
        {"into": "measurement", "from": "results", "columns": columns}
    )
    wanted = wanted_of(table, INTAKE, AS_AT, lambda _: {})
    found = {one.given.name for one in repeating(source, wanted)}
    assert found == {"local_id", "code", "date", "value"}
