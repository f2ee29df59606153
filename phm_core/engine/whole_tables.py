"""Reads a whole public table as it was published, whatever shape its files have."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.snapshot import Snapshot

# Columns that a snapshot may leave out, and what then holds in every row.
LEFT_OUT: dict[str, dict[str, bool | str | None]] = {
    "organisation": {"special": False},
    "small_area": {
        "in_area": True,
        "pcn_code": None,
        "lsoa21_name": None,
        "ward_name": None,
        "district_name": None,
        "upper_tier_name": None,
    },
    "neighbourhood_member": {"practice_code": None, "lsoa21": None},
}


def whole_table(snapshot: Snapshot, table: str) -> pa.Table | None:
    """Every row of a table, words as plain text; None when it is not there."""
    files = snapshot.files(table)
    if not files:
        return None
    parts = [_plain(path) for path in files]
    found = pa.concat_tables(parts, promote_options="permissive")
    for column, value in LEFT_OUT.get(table, {}).items():
        if column not in found.column_names:
            kind = pa.bool_() if isinstance(value, bool) else pa.string()
            found = found.append_column(column, pa.array([value] * len(found), kind))
    return found


def _plain(path: Path) -> pa.Table:
    # Opened as one file: read_table would take columns from the names of folders.
    with pq.ParquetFile(path) as file:
        read = file.read()
    fields = [pa.field(field.name, _plain_type(field.type)) for field in read.schema]
    return read.cast(pa.schema(fields))


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) else kind
