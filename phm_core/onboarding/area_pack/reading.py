"""Reads public files as they come: any case, BOM, gzip, numbers written as text."""

import csv
import gzip
import io
import json
import re
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from phm_core.errors import RefusedInput
from phm_core.snapshot import sha256_of

GZIP_MAGIC = b"\x1f\x8b"
TABLE_NAMES = (".csv", ".csv.gz")
SHAPE_NAMES = (".geojson", ".json", ".geojson.gz", ".json.gz")
# How publishers write "no value": suppressed, not applicable, or left empty.
NO_VALUE = frozenset({"", "*", "-", ".", "c", "n/a", "na", "null", "none", "nan", ":"})


@dataclass(frozen=True)
class SourceTable:
    """One delimited file: every cell as text, headers in lower snake case."""

    path: Path
    table: pd.DataFrame

    @property
    def name(self) -> str:
        """File name, as it is given in messages."""
        return self.path.name

    @property
    def sha256(self) -> str:
        """Digest of the file as it was given."""
        return sha256_of(self.path)


def header(text: str) -> str:
    """Column name in lower snake case, so that 'LSOA Code' and 'lsoa_code' meet."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def file_bytes(path: Path) -> bytes:
    """Bytes of a file, unpacked when it is gzipped whatever its name.

    Raises RefusedInput when the gzip is damaged.
    """
    raw = path.read_bytes()
    if not raw.startswith(GZIP_MAGIC):
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error):
        raise RefusedInput(
            f"'{path.name}' is a damaged or incomplete gzip file. Download it again."
        ) from None


def decoded(path: Path) -> str:
    """Text of a file: UTF-8 with or without BOM, else Windows-1252."""
    raw = file_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_table(path: Path) -> SourceTable:
    """Read a CSV file with every cell as text.

    Raises RefusedInput when it is empty or its rows do not fit its header.
    """
    text = decoded(path)
    names = [header(name) for name in next(csv.reader(io.StringIO(text)), [])]
    if not any(names):
        raise RefusedInput(f"'{path.name}' is empty. Download it again.")
    if repeated := [name for name in names if names.count(name) > 1]:
        raise RefusedInput(
            f"'{path.name}' has the column '{repeated[0]}' more than once. "
            "Remove or rename one."
        )
    last = next(csv.reader([text.rstrip().rpartition("\n")[2]]), [])
    try:
        table = _cells(text, names)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        table = None
    if table is None or len(last) != len(names):
        raise RefusedInput(
            f"'{path.name}' is not a whole CSV file: its rows do not all have the "
            f"{len(names)} columns of its first line. Download it again."
        )
    return SourceTable(path, table.apply(lambda column: column.str.strip()))


def _cells(text: str, names: list[str]) -> pd.DataFrame:
    with warnings.catch_warnings():
        # pandas would only warn, and leave out what is beyond the last column.
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            io.StringIO(text),
            dtype=str,
            header=0,
            names=names,
            keep_default_na=False,
            skipinitialspace=True,
            index_col=False,
        )


def read_shapes(path: Path) -> dict[str, Any]:
    """Read a GeoJSON FeatureCollection.

    Raises RefusedInput naming the file when it is cut short or not GeoJSON.
    """
    try:
        shapes = json.loads(decoded(path))
    except json.JSONDecodeError as fault:
        raise RefusedInput(
            f"'{path.name}' is not whole GeoJSON: it breaks off or is damaged at line "
            f"{fault.lineno}, column {fault.colno}. Download it again."
        ) from None
    if not isinstance(shapes, dict) or not isinstance(shapes.get("features"), list):
        raise RefusedInput(
            f"'{path.name}' is JSON but not a GeoJSON FeatureCollection. Give the "
            "boundaries as GeoJSON, or take the file out of the folder."
        )
    return shapes


def numbers(column: pd.Series, *, source: str, name: str) -> pd.Series:
    """Read numbers written as text, such as '1,234', '378.0' or '*' (missing).

    Raises RefusedInput naming the file, column and row of the first other text.
    """
    text = column.str.replace(r"[,\s£%\"']", "", regex=True).str.lower()
    given = ~text.isin(NO_VALUE)
    value = pd.to_numeric(text.where(given), errors="coerce").astype("Float64")
    value = value.mask(~pd.Series(value.abs() < float("inf"), index=value.index))
    wrong = given & value.isna()
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise RefusedInput(
            f"'{source}', row {row + 2}: '{column.iloc[row]}' in column '{name}' is "
            "not a number. Correct the cell, or leave it empty when it is not known."
        )
    return value


def counts(column: pd.Series, *, source: str, name: str) -> pd.Series:
    """Read whole numbers of people, also when written '378.0'.

    Raises RefusedInput when a value is negative or has a fraction.
    """
    value = numbers(column, source=source, name=name)
    wrong = ((value < 0) | (value % 1 != 0)).fillna(value=False)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise RefusedInput(
            f"'{source}', row {row + 2}: '{column.iloc[row]}' in column '{name}' is "
            "not a count of people. Correct the cell."
        )
    return value.astype("Int64")
