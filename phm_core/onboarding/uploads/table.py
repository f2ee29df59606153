"""A table that somebody uploaded, written again as Parquet that we wrote ourselves.

Text stays text: what a cell means is decided when it is mapped. A line that does not
fit is left out and counted, with its number.
"""

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from phm_core.errors import RefusedInput, several
from phm_core.onboarding.uploads import so_far
from phm_core.onboarding.uploads.kinds import WIDE, kind_of
from phm_core.onboarding.uploads.limits import MEGABYTE, Limits
from phm_core.onboarding.uploads.names import named, numbered
from phm_core.onboarding.uploads.titles import lines_above, said, under

TABLE = "table.parquet"
DELIMITERS = (",", "\t", ";", "|")
BLOCK = 8 << 20  # bytes of text at once
AT_ONCE = 1 << 20  # bytes whose letters are looked at at once
LONGEST_HEADER = 1 << 20
BATCH = 64 << 10  # rows at once
NUMBERS_SHOWN = 20
MISSING = (
    "", "NULL", "null", "(null)", "<null>", "\\N", "NA", "N/A", "#N/A", "<NA>", "NaN",
    "nan", "NaT", "#NULL!", "#VALUE!", "#REF!", "#DIV/0!",
)  # fmt: skip
"""What programs write where there is nothing: databases, spreadsheets, pandas and R."""
NO_ROWS = "has a header and no rows"
OLD = "windows-1252"
STRADDLES = "straddl"  # of what is longer than a block, says Arrow
PLAIN = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_date,
    pa.types.is_timestamp, pa.types.is_decimal, pa.types.is_string,
    pa.types.is_large_string, pa.types.is_null,
)  # fmt: skip


def as_table(file: Path, into: Path, limits: Limits) -> dict[str, Any]:
    """Write a delimited text or a Parquet file as TABLE below `into`.

    Returns columns, rows (none where there is but a header), and of a text its
    encoding, delimiter, how many lines were left out and the numbers of the first.
    Raises RefusedInput for what is no table, and where no row fits its header.
    """
    kind = kind_of(file)
    if kind == "parquet":
        return _parquet(file, into / TABLE, limits)
    if kind == "text":
        return _text(file, into / TABLE, limits)
    raise RefusedInput("it is packed. Unpack it first.")


def _text(file: Path, target: Path, limits: Limits) -> dict[str, Any]:
    (encoding, odd), notes = _encoding(file), list[str]()
    if encoding == OLD:
        notes.append(
            f"it is not UTF-8 (line {odd:,}), so all of it was read as "
            f"{OLD}. If letters look wrong, save it as UTF-8."
        )
    above = lines_above(file, _python(encoding), DELIMITERS)
    delimiter, names = _header(file, encoding, above)
    names, unnamed = numbered(names)
    notes += [*([said(above)] if above else []), *unnamed]
    named(names, limits)
    skipped: list[int | None] = []

    def skip(row: pc.InvalidRow) -> Literal["skip"]:
        skipped.append(row.number)
        return "skip"

    schema = pa.schema([(name, pa.string()) for name in names])
    with _rows_that_fit_a_block():
        reader = _reader(file, encoding, delimiter, (above, names), skip)
        rows = _written(reader, schema, target, limits, BLOCK / file.stat().st_size)
    # Of a title above the header another line of words may fit it.
    if skipped and (not rows or (len(names) == 1 and len(skipped) > rows)):
        fit = f"only {rows:,}" if rows else "none"
        every = several(len(skipped) + rows, "row")
        raise RefusedInput(
            f"{fit} of its {every} fits its header. If its first line is not "
            "the header, delete what stands before it; else save it again where it "
            "came from."
        )
    return {
        "columns": names,
        "rows": rows,
        "encoding": encoding,
        "delimiter": delimiter,
        "notes": notes,
        "left_out": len(skipped),
        "lines_above": above,
        "lines_left_out": [number for number in skipped if number][:NUMBERS_SHOWN],
    }


def _reader(
    file: Path,
    encoding: str,
    delimiter: str,
    header: tuple[int, list[str]],
    skip: Callable[[pc.InvalidRow], Literal["skip"]],
) -> pc.CSVStreamingReader:
    above, names = header
    return pc.open_csv(
        file,
        # One thread tells the number of a line that does not fit.
        pc.ReadOptions(
            encoding=encoding, block_size=BLOCK, use_threads=False,
            column_names=names, skip_rows=above + 1,
        ),
        pc.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip
        ),
        pc.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=list(MISSING),
            strings_can_be_null=True, quoted_strings_can_be_null=True,
        ),
    )  # fmt: skip


@contextmanager
def _rows_that_fit_a_block() -> Iterator[None]:
    """Say what is wrong where a row is longer than what is read at once."""
    try:
        yield
    except pa.ArrowInvalid as fault:
        if STRADDLES not in str(fault):
            raise
        raise RefusedInput(
            f"a cell or row in it is longer than {BLOCK / MEGABYTE:.0f} MB, or a "
            "quotation mark is never closed. Leave such text out, and save it again."
        ) from None


def _parquet(file: Path, target: Path, limits: Limits) -> dict[str, Any]:
    opened = pq.ParquetFile(file)
    schema = pa.schema([_simple(field) for field in opened.schema_arrow])
    named(schema.names, limits)
    batches = (
        pa.RecordBatch.from_arrays(
            [batch.column(name).cast(schema.field(name).type) for name in schema.names],
            schema=schema,
        )
        for batch in opened.iter_batches(BATCH)
    )
    share = BATCH / max(opened.metadata.num_rows, 1)
    rows = _written(batches, schema, target, limits, share)
    return {"columns": schema.names, "rows": rows, "left_out": 0}


def _simple(field: pa.Field) -> pa.Field:
    """A column of one value a row; a dictionary becomes the values it stands for."""
    kind = field.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if not any(test(kind) for test in PLAIN):
        raise RefusedInput(
            f"the column '{field.name}' holds {kind}, not one plain value a row. Write "
            "one column for each value."
        )
    return pa.field(field.name, kind)


def _written(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, target: Path, limits: Limits,
    share: float,
) -> int:  # fmt: skip
    rows = 0
    # What is read soon and whole needs no least and largest text, which take longest.
    writer = pq.ParquetWriter(target, schema, compression="lz4", write_statistics=False)
    # One batch is written while the next is read.
    with writer, ThreadPoolExecutor(1) as pool:
        before: Future[None] | None = None
        for batch in so_far.each(batches, target.parent, share):
            rows += batch.num_rows
            if rows > limits.rows:
                raise RefusedInput(f"it has more than {limits.rows:,} rows. Split it.")
            if before is not None:
                before.result()
            before = pool.submit(writer.write_batch, batch)
        if before is not None:
            before.result()
    return rows


def _encoding(file: Path) -> tuple[str, int]:
    """How its letters are written: by its mark, or UTF-8 where all of it fits.

    Then the number of the first line that is not UTF-8; 0 where all of them are.
    """
    before = 0  # lines; none is held, since one may be as long as the file
    with file.open("rb") as opened:
        if opened.read(2) in WIDE:
            return "utf-16", 0
        opened.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := opened.read(AT_ONCE):
                begun, _ = decoder.getstate()
                if begun or not piece.isascii():  # plain letters always fit
                    decoder.decode(piece)
                before += piece.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as fault:
            return OLD, before + fault.object[: fault.start].count(b"\n") + 1
    return "utf-8", 0


def _header(file: Path, encoding: str, above: int) -> tuple[str, list[str]]:
    """The delimiter, and the names in the first line after those above it."""
    with file.open(encoding=_python(encoding), errors="replace") as opened:
        before = [opened.readline() for _ in range(above)]
        first = opened.readline(LONGEST_HEADER)
    if len(first) >= LONGEST_HEADER:
        raise RefusedInput("its first line is no header: it is too long.")
    if first.count('"') % 2:
        raise RefusedInput("a name in its header has a line break. Put it on one line.")
    rows = {mark: next(csv.reader([first], delimiter=mark), []) for mark in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: len(rows[mark]))
    groups = next(csv.reader(before[-1:], delimiter=delimiter), [])
    return delimiter, under([name.strip() for name in rows[delimiter]], groups)


def _python(encoding: str) -> str:
    return "utf-8-sig" if encoding == "utf-8" else encoding
