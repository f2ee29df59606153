"""How completely each field about people is filled, for the manifest."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from phm_core.catalogue.schema import Dataset

UNKNOWN = "unknown"
# Empty is what these say of most people: still registered, still alive.
NOT_FIELDS = ("person_id", "pseudonym", "deregistered_on", "died_on", "registered_on")


def filled(files: list[Path], person: Dataset) -> Mapping[str, float]:
    """Percent of people of whom each field is known, to one decimal."""
    names = {
        column.name
        for column in person.columns
        if column.nullable and column.name not in NOT_FIELDS
    }
    known: dict[str, int] = {}
    people = 0
    for file in files:
        opened = pq.ParquetFile(file)
        held = [name for name in opened.schema_arrow.names if name in names]
        table = opened.read(held)
        people += opened.metadata.num_rows
        for name in held:
            known[name] = known.get(name, 0) + _known(table.column(name))
    return {
        name: round(100 * count / people, 1) for name, count in known.items() if people
    }


def _known(column: pa.ChunkedArray) -> int:
    """Rows that say something: neither empty nor 'unknown'."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    known = len(column) - column.null_count
    if pa.types.is_string(column.type):
        unknown = pc.equal(column, pa.scalar(UNKNOWN)).cast(pa.int64())
        known -= int(pc.sum(unknown).as_py() or 0)
    return known
