"""Checks tables against their declarations in catalogue/datasets/.

One scan of each table counts every fault; nothing is corrected here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from phm_core.catalogue.schema.dataset import Column, Dataset
from phm_core.errors import did_you_mean, several

Datasets = Mapping[str, Dataset]

ARROW_TYPES = {
    "int64": pa.int64(),
    "int32": pa.int32(),
    "int16": pa.int16(),
    "int8": pa.int8(),
    "float64": pa.float64(),
    "string": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
}
TEXT_TYPES = (pa.string(), pa.large_string())
PERSON = "person"
PERSON_ID = "person_id"


def arrow_schema(dataset: Dataset, names: Sequence[str]) -> pa.Schema:
    """Schema of a table: the declared columns it has, with every required one."""
    return pa.schema(
        pa.field(column.name, ARROW_TYPES[column.type])
        for column in dataset.columns
        if column.required or column.name in names
    )


def table_faults(
    table: str,
    files: Sequence[Path],
    datasets: Datasets,
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    """Say in sentences how the files of one table break their declaration."""
    dataset = datasets.get(table)
    if dataset is None:
        yield (
            f"Table '{table}' is not declared.{did_you_mean(table, datasets)} "
            f"Declare it in catalogue/datasets/{table}.yaml."
        )
        return
    layout = [fault for path in files for fault in _layout_faults(path, dataset)]
    yield from layout
    if not layout:
        yield from _content_faults(_read(connection, files), files, dataset)


def _layout_faults(path: Path, dataset: Dataset) -> Iterator[str]:
    schema = pq.read_schema(path)
    where = f"'{path.name}' of table '{dataset.id}'"
    declared = {column.name: column for column in dataset.columns}
    for column in dataset.columns:
        if column.required and column.name not in schema.names:
            yield f"{where} lacks the column '{column.name}'."
    for name, kind in zip(schema.names, schema.types, strict=True):
        if name not in declared:
            hint = did_you_mean(name, declared)
            yield f"{where} has the undeclared column '{name}'.{hint}"
        elif not _is_type(kind, declared[name].type):
            yield f"{where}: '{name}' is {kind}, but {declared[name].type} is declared."


def _is_type(kind: pa.DataType, declared: str) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    wanted = ARROW_TYPES[declared]
    return kind == wanted or (declared == "string" and kind in TEXT_TYPES)


def _content_faults(
    rows: duckdb.DuckDBPyRelation, files: Sequence[Path], dataset: Dataset
) -> Iterator[str]:
    checks = [
        check
        for column in dataset.columns
        if column.name in rows.columns
        for check in _checks(column)
    ]
    if checks:
        counted = rows.aggregate(
            [FunctionExpression("count_if", wrong) for wrong, _ in checks]
        ).fetchall()[0]
        for count, (_, what) in zip(counted, checks, strict=True):
            if count:
                yield f"Table '{dataset.id}': {several(count, 'row')} where {what}."
    yield from _key_faults(rows, dataset)
    if dataset.id == PERSON and files:
        yield from _order_faults(files)


def _read(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Path]
) -> duckdb.DuckDBPyRelation:
    return connection.read_parquet([str(path) for path in files], union_by_name=True)


def _checks(column: Column) -> Iterator[tuple[Expression, str]]:
    """Conditions that no row may meet, each with its words."""
    value = ColumnExpression(column.name)
    if not column.nullable:
        yield value.isnull(), f"'{column.name}' is missing"
    if column.type == "float64":
        yield FunctionExpression("isnan", value), f"'{column.name}' is not a number"
    if column.minimum is not None:
        low = value < ConstantExpression(column.minimum)
        yield low, f"'{column.name}' is below {column.minimum:g}"
    if column.maximum is not None:
        high = value > ConstantExpression(column.maximum)
        yield high, f"'{column.name}' is above {column.maximum:g}"
    if column.allowed is not None:
        known = [ConstantExpression(text) for text in column.allowed]
        words = ", ".join(column.allowed[:6]) + (", ..." if column.allowed[6:] else "")
        yield value.isnotin(*known), f"'{column.name}' is not one of {words}"


def _key_faults(rows: duckdb.DuckDBPyRelation, dataset: Dataset) -> Iterator[str]:
    if not dataset.key:
        return
    keys = rows.select(*dataset.key)
    count = FunctionExpression("count")
    every = keys.aggregate([count]).fetchall()[0][0]
    distinct = keys.distinct().aggregate([count]).fetchall()[0][0]
    if every != distinct:
        yield (
            f"Table '{dataset.id}': {several(every - distinct, 'row')} of a key "
            f"({', '.join(dataset.key)}) that another row has."
        )


def _order_faults(files: Sequence[Path]) -> Iterator[str]:
    first = 0
    for path in files:
        ids = pq.read_table(path, columns=[PERSON_ID])[PERSON_ID].to_numpy()
        if not np.array_equal(ids, np.arange(first, first + len(ids))):
            yield (
                f"'{path.name}': '{PERSON_ID}' must count 0, 1, 2, ... in row order. "
                "Number the people again when writing the table."
            )
        first += len(ids)


def shape_faults(path: Path) -> Iterator[str]:
    """Say how a boundary file is not GeoJSON whose features have a code and a name."""
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (ValueError, KeyError, TypeError):
        yield f"'{path.name}' is not whole GeoJSON."
        return
    if not features:
        yield f"'{path.name}' has no shapes."
    for number, feature in enumerate(features, start=1):
        if not feature.get("geometry", {}).get("coordinates"):
            yield f"'{path.name}', feature {number}: there is no shape."
        if not {"code", "name"} <= feature.get("properties", {}).keys():
            yield f"'{path.name}', feature {number}: there is no code or no name."


def reference_faults(
    tables: Mapping[str, Sequence[Path]],
    datasets: Datasets,
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    """Say which tables name people who are not in the person table."""
    people = sum(pq.read_metadata(path).num_rows for path in tables.get(PERSON, ()))
    for table, files in tables.items():
        dataset = datasets[table]
        if table == PERSON or PERSON_ID not in dataset.names:
            continue
        rows = _read(connection, files)
        beyond = ColumnExpression(PERSON_ID) >= ConstantExpression(people)
        wrong = rows.aggregate([FunctionExpression("count_if", beyond)]).fetchall()
        if wrong[0][0]:
            yield (
                f"Table '{table}': {several(wrong[0][0], 'row')} of people who are "
                "not in the person table."
            )
