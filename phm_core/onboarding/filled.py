"""How completely each field about people is filled."""

from collections.abc import Iterable, Mapping
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
    people = sum(pq.read_metadata(file).num_rows for file in files)
    counts = known(files, person).items()
    return {name: round(100 * count / people, 1) for name, count in counts if people}


def known(files: Iterable[Path], person: Dataset) -> Mapping[str, int]:
    """Of how many people each field is known."""
    names = {
        column.name
        for column in person.columns
        if column.nullable and column.name not in NOT_FIELDS
    }
    found: dict[str, int] = {}
    for file in files:
        opened = pq.ParquetFile(file)
        held = [name for name in opened.schema_arrow.names if name in names]
        table = opened.read(held)
        for name in held:
            found[name] = found.get(name, 0) + _known(table.column(name))
    return found


def _known(column: pa.ChunkedArray) -> int:
    """Rows that say something: neither empty nor 'unknown'."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    known = len(column) - column.null_count
    if pa.types.is_string(column.type):
        unknown = pc.equal(column, pa.scalar(UNKNOWN)).cast(pa.int64())
        known -= int(pc.sum(unknown).as_py() or 0)
    return known
