"""Work on an uploaded FHIR file: one plain Parquet table for each kind of resource."""

import re
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.fhir.resources import KIND, Broken, Resource, resources
from phm_core.onboarding.fhir.rows import Row, rows_of
from phm_core.onboarding.fhir.shape import Reading, readings, shape_of
from phm_core.onboarding.uploads.limits import Limits

BATCH = 20_000  # rows of a table at once
KINDS_SHOWN = 5
NAME = re.compile(r"[A-Z][A-Za-z]{1,40}")
MOST_KINDS = 200
OTHER = "other"


def fhir_tables(file: Path, into: Path, limits: Limits) -> dict[str, Any]:
    """Write NDJSON or a Bundle as one table for each kind of resource, below `into`.

    Returns the tables, each with its columns and rows. What was left out stands with
    the first: broken lines, with the numbers of some, and the kinds that are not read.
    Raises RefusedInput where there is nothing to read.
    """
    wanted = readings(shape_of())
    counted: Counter[str] = Counter()
    broken = Broken()
    with _Tables(into, limits) as tables:
        for resource in resources(file, broken, wanted):
            kind = _known(resource[KIND], counted)
            counted[kind] += 1
            if kind in wanted:
                tables.add(wanted[kind], resource)
    others = {kind: n for kind, n in counted.most_common() if kind not in wanted}
    found = tables.written()
    if not found:
        raise RefusedInput(_nothing(others))
    found[0] |= {
        "left_out": broken.count,
        "lines_left_out": broken.lines,
        "notes": [f"{kind}: {count:,} not read" for kind, count in others.items()],
    }
    return {"tables": found}


def _nothing(others: dict[str, int]) -> str:
    if others:
        kinds = listed(list(others)[:KINDS_SHOWN])
        return f"it holds only what is not read ({kinds}). Leave it out."
    return "it holds no FHIR resource. Send FHIR R4 as NDJSON (Bulk Data) or Bundles."


def _known(kind: str, counted: Counter[str]) -> str:
    """The name of a kind; what is no name, or one too many, counts as other."""
    held = kind in counted or len(counted) < MOST_KINDS
    return kind if held and NAME.fullmatch(kind) else OTHER


class _Tables:
    """Tables that are being written, a batch of rows at a time."""

    def __init__(self, into: Path, limits: Limits) -> None:
        self.into = into
        self.limits = limits
        self.rows: Counter[str] = Counter()
        self._held: dict[str, list[Row]] = {}
        self._schemas: dict[str, pa.Schema] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for table in self._held:
            self._write(table)
        for writer in self._writers.values():
            writer.close()

    def written(self) -> list[dict[str, Any]]:
        """What was written: a name, file, columns and rows for each table."""
        return [
            {
                "name": table,
                "file": f"{table}.parquet",
                "columns": self._schemas[table].names,
                "rows": rows,
            }
            for table, rows in self.rows.items()
        ]

    def add(self, reading: Reading, resource: Resource) -> None:
        """Add the rows of one resource."""
        held = self._held.get(reading.table)
        if held is None:
            held = self._opened(reading)
        held += rows_of(resource, reading)
        if len(held) >= BATCH:
            self._write(reading.table)

    def _opened(self, reading: Reading) -> list[Row]:
        schema = pa.schema([(name, pa.string()) for name in reading.names])
        self._schemas[reading.table] = schema
        path = self.into / f"{reading.table}.parquet"
        self._writers[reading.table] = pq.ParquetWriter(
            path, schema, compression="zstd"
        )
        return self._held.setdefault(reading.table, [])

    def _write(self, table: str) -> None:
        held, writer = self._held[table], self._writers[table]
        self.rows[table] += len(held)
        if self.rows[table] > self.limits.rows:
            raise RefusedInput(f"it has more than {self.limits.rows:,} rows. Split it.")
        writer.write_table(pa.Table.from_pylist(held, self._schemas[table]))
        held.clear()
