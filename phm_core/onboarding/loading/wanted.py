"""Columns that a map fills, read from rows: their values, and which cells are none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
)

from phm_core.catalogue.schema import ColumnMap, Given, Intake, TableMap
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.onboarding.loading.cells import Columns, cell
from phm_core.onboarding.loading.values import Reading, is_limit, possible, read

C, K = ColumnExpression, ConstantExpression
ROW, FILE = "row", "file"
"""Columns beside a source's own: number of the row, from 0, and its file."""
UNREAD, BEYOND = "unread", "beyond"
"""Columns of a mapped row: which of its cells are no value, one bit for each column.

A cell that is in both is a limit of what can be measured (>90), and is taken for it.
"""
INSIDE = "source."
"""Before the names of our own columns beside a source's, so that none is the same."""


@dataclass(frozen=True)
class Source:
    """A source table that was opened: its rows with ROW and FILE, and its columns.

    files: where the rows stand as they are; none where they were worked out.
    """

    rows: DuckDBPyRelation
    columns: Columns
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A column of ours: the bit that stands for it, and how it is mapped and read."""

    bit: int
    how: ColumnMap
    given: Given
    reading: Reading


def wanted_of(
    table: TableMap,
    intake: Intake,
    as_at: date,
    spelt: Callable[[Given], Mapping[str, str]],
) -> list[Wanted]:
    """The columns that a map fills. Raises RefusedInput for one that is not known."""
    givens = [_given(intake, name) for name in table.columns]
    return [
        Wanted(bit, how, given, Reading(as_at, how.dates, spelt(given)))
        for bit, (given, how) in enumerate(
            zip(givens, table.columns.values(), strict=True)
        )
    ]


def values_read(
    rows: DuckDBPyRelation,
    wanted: Sequence[Wanted],
    columns: Columns,
    beside: Iterable[Expression],
) -> DuckDBPyRelation:
    """Rows with the wanted columns, UNREAD and BEYOND; beside: what is kept as it is.

    Raises RefusedInput where the mapping names a column that is not there.
    """
    # In steps, so that each is worked out once: text, value, and whether it can be.
    texts = [cell(one.how, columns).alias(_text(one)) for one in wanted]
    rows = rows.select(*texts, *beside)
    kept = [C(name) for name in rows.columns[len(texts) :]]
    values = [
        read(C(_text(one)), one.given, one.reading).alias(one.given.name)
        for one in wanted
    ]
    rows = rows.select(*values, *map(C, rows.columns))
    return rows.select(*_judged(wanted), *kept)


def summed(bits: Iterable[Expression]) -> Expression:
    """Bits of several columns together."""
    return reduce(lambda one, other: one + other, bits, K(0).cast("UBIGINT"))


def _judged(wanted: Iterable[Wanted]) -> list[Expression]:
    """Values that can be, and of which cells there is none or one that cannot be."""
    chosen: list[Expression] = []
    unread: list[Expression] = []
    beyond: list[Expression] = []
    for one in wanted:
        text, value = C(_text(one)), C(one.given.name)
        none, outside = text.isnotnull() & value.isnull(), []
        fits = possible(value, one.given, one.reading.as_at)
        if fits is None:
            chosen.append(value)
        else:
            chosen.append(CaseExpression(fits, value).alias(one.given.name))
            outside.append(value.isnotnull() & ~fits)
        limit = is_limit(text, one.given)
        if limit is not None:
            limit &= value.isnotnull() if fits is None else fits
            none, outside = none | limit, [*outside, limit]
        unread.append(_bit(none, one.bit))
        beyond += [_bit(wrong, one.bit) for wrong in outside]
    return [*chosen, summed(unread).alias(UNREAD), summed(beyond).alias(BEYOND)]


def _text(one: Wanted) -> str:
    """Our name of the text of a column, while it is read."""
    return f"{INSIDE}text {one.bit}"


def _given(intake: Intake, name: str) -> Given:
    if name not in intake.names:
        raise RefusedInput(
            f"'{intake.id}' has no column '{name}'.{did_you_mean(name, intake.names)} "
            f"It has {', '.join(intake.names)}."
        )
    return intake.column(name)


def _bit(wrong: Expression, bit: int) -> Expression:
    one = K(1 << bit).cast("UBIGINT")
    return CaseExpression(wrong, one).otherwise(K(0).cast("UBIGINT"))
