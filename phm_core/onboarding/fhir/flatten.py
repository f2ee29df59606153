"""Work on an uploaded FHIR file: one plain Parquet table for each kind of resource."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.errors import RefusedInput, listed, several
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.fhir.resources import KIND, Broken, Resource, resources
from phm_core.onboarding.fhir.rows import Row, rows_of
from phm_core.onboarding.fhir.shape import Reading, readings, shape_of
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.unpack import unpacked

BATCH = 20_000  # rows of a table at once
UNPACKED = ".unpacked"
KINDS_SHOWN, KINDS_TOLD = 5, 20
NAME = re.compile(r"[A-Z][A-Za-z]{1,40}")
MOST_KINDS = 200
OTHER = "other"


def fhir_tables(file: Path, into: Path, limits: Limits) -> dict[str, Any]:
    """Write NDJSON, a Bundle, or an archive of either as one table for each kind.

    Returns rows by table, resources by kind, the kinds that are not read, and how many
    lines are broken with the numbers of the first: of file and line in an archive, else
    of the line. Raises RefusedInput where there is nothing to read.
    """
    wanted = readings(shape_of())
    counted: Counter[str] = Counter()
    broken = Broken()
    beside = into / UNPACKED
    beside.mkdir()
    try:
        files = unpacked(file, beside, limits)
        with _Tables(into, limits) as tables:
            for number, path in enumerate(files, start=1):
                for resource in resources(Path(path), number, broken, wanted):
                    kind = _known(resource[KIND], counted)
                    counted[kind] += 1
                    if kind in wanted:
                        tables.add(wanted[kind], resource)
    finally:
        remove_tree(beside)
    others = [kind for kind, _ in counted.most_common() if kind not in wanted]
    if not tables.rows:
        raise RefusedInput(_nothing(others))
    return {
        "tables": dict(tables.rows),
        "resources": dict(counted.most_common()),
        "not_read": others,
        "files": len(files),
        "left_out": broken.count,
        "lines_left_out": broken.places if len(files) > 1 else broken.lines,
        "notes": list(_notes(counted, others, broken)),
    }


def _notes(counted: Counter[str], others: list[str], broken: Broken) -> Iterator[str]:
    """What was left out, in sentences that follow the name of the file."""
    if broken.count:
        file, line = broken.places[0]
        lines = several(broken.count, "line is", "lines are")
        yield f"{lines} no FHIR resource, such as line {line:,} of its file {file:,}."
    if others:
        kinds = [f"{kind} ({counted[kind]:,})" for kind in others[:KINDS_TOLD]]
        yield f"resources of kinds that are not read: {listed(kinds)}."


def _nothing(others: list[str]) -> str:
    if others:
        kinds = listed(others[:KINDS_SHOWN])
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
