"""Rows written in the order of their table, each once where two may not be the same.

Rows are sorted by all that they hold, so that the same rows give the same file whatever
order they came in, and rows that say the same stand beside each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb import ColumnExpression, DuckDBPyRelation, Expression

from phm_core.catalogue.schema import Dataset
from phm_core.onboarding.contract import arrow_schema
from phm_core.onboarding.loading.expressions import looked_up
from phm_core.onboarding.loading.person_table import SQL_TYPES

C = ColumnExpression
PERSON = "person_id"
ROW_GROUP = 122_880
FEW = 10_000
"""So many different words or fewer are sorted as numbers."""


@dataclass(frozen=True)
class Words:
    """The words of a column of text in their order, and whether a row has none."""

    known: list[str]
    none: bool

    @property
    def alike(self) -> bool:
        """Whether every row says the same."""
        return len(self.known) + self.none <= 1

    def number(self, name: str) -> Expression:
        """The place of a row's word; null where it has none."""
        places = {word: str(at) for at, word in enumerate(self.known)}
        return looked_up(C(name), places).cast("SMALLINT").alias(name)

    def said(self, places: pa.Array | None, rows: int) -> pa.Array:
        """The words at some places; without places, what every row says."""
        if places is None:
            none = pa.scalar(None if self.none else 0, pa.int16())
            places = pa.repeat(none, rows)
        return pa.DictionaryArray.from_arrays(places, pa.array(self.known, pa.string()))


def write_in_order(
    rows: DuckDBPyRelation, path: Path, dataset: Dataset, *, once: bool
) -> None:
    """Write rows of a table as Parquet. once: of rows that are the same, keep one."""
    names = [name for name in dataset.names if name in rows.columns]
    words = dict(_words(rows, names, dataset))
    # What every row says needs no sorting.
    varied = [name for name in names if name not in words or not words[name].alike]
    order = [name for name in dataset.sorted_by if name in varied]
    order += [name for name in varied if name not in order]
    kinds = {name: SQL_TYPES[dataset.column(name).type] for name in varied}
    typed = rows.select(
        *(
            words[name].number(name)
            if name in words
            else C(name).cast(kind).alias(name)
            for name, kind in kinds.items()
        )
    ).sort(*(C(name).asc().nulls_last() for name in order))
    schema = _schema(dataset, names, words)
    found: Iterable[pa.RecordBatch] = typed.to_arrow_reader(ROW_GROUP)
    with writer_of(path, schema) as writer:
        for batch in _once(found) if once else found:
            writer.write_batch(_whole(batch, schema, words), ROW_GROUP)


def writer_of(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Who writes sorted rows: people rise in small steps, and what is said repeats."""
    how: dict[str, Any] = {
        "use_dictionary": [name for name in schema.names if name != PERSON],
        "column_encoding": {PERSON: "DELTA_BINARY_PACKED"},
    }
    return pq.ParquetWriter(path, schema, compression="zstd", store_schema=False, **how)


def _words(
    rows: DuckDBPyRelation, names: Iterable[str], dataset: Dataset
) -> Iterator[tuple[str, Words]]:
    """The words of each column of text where they are few."""
    for name in names:
        if dataset.column(name).type == "string":
            found = {row[0] for row in _distinct(rows, name)}
            if len(found) <= FEW:
                said = sorted(word for word in found if word is not None)
                yield name, Words(said, None in found)


def _distinct(rows: DuckDBPyRelation, name: str) -> list[tuple[str | None]]:
    return rows.select(C(name)).distinct().limit(FEW + 1).fetchall()


def _schema(
    dataset: Dataset, names: list[str], words: Mapping[str, Words]
) -> pa.Schema:
    schema = arrow_schema(dataset, names)
    for name in words:
        kind = pa.dictionary(pa.int16(), pa.string())
        schema = schema.set(schema.get_field_index(name), pa.field(name, kind))
    return schema


def _whole(
    batch: pa.RecordBatch, schema: pa.Schema, words: Mapping[str, Words]
) -> pa.RecordBatch:
    """Rows with their words again, and with what all of them say."""
    held = dict(zip(batch.schema.names, batch.columns, strict=True))
    columns = [
        words[name].said(held.get(name), batch.num_rows)
        if name in words
        else held[name]
        for name in schema.names
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _once(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Sorted rows without those that say the same as the row before them."""
    before: list[pa.RecordBatch] = []
    for batch in batches:
        rows = pl.DataFrame(pa.Table.from_batches([*before, batch]))
        again = pl.all_horizontal(pl.all().eq_missing(pl.all().shift()))
        new = rows.select(~again).to_series().slice(len(before))
        before = [batch.slice(batch.num_rows - 1)] if batch.num_rows else before
        yield batch if new.all() else batch.filter(pa.array(new.to_numpy()))
