"""One map of a mapping carried out: rows of a source as rows of one of our tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema import Given, Intake, TableMap
from phm_core.catalogue.schema.source_format import Each, Join
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.onboarding.loading.cells import Columns, cell, kept, text_of
from phm_core.onboarding.loading.expressions import every, together
from phm_core.onboarding.loading.values import Reading, possible, read

ROW, FILE = "row", "file"
"""Columns beside a source's own: number of the row, from 0, and its file."""
UNREAD, BEYOND = "unread", "beyond"
"""Columns of a mapped row: which of its cells are no value, one bit for each column."""
INSIDE = "source."
"""Before the names of our own columns beside a source's, so that none is the same."""


@dataclass(frozen=True)
class Source:
    """A source table that was opened: its rows with ROW and FILE, and its columns."""

    rows: DuckDBPyRelation
    columns: Columns


def mapped(
    table: TableMap,
    intake: Intake,
    sources: Mapping[str, Source],
    as_at: date,
    spelt: Callable[[Given], Mapping[str, str]] = lambda _: {},
) -> DuckDBPyRelation:
    """The rows that a map yields: the columns it fills, ROW, FILE, UNREAD, BEYOND.

    spelt: entries by the words that a column may hold. Raises RefusedInput where the
    mapping names a column that is not there.
    """
    source = _joined(sources[table.from_], table.join, sources)
    if table.each is not None:
        source = _one_for_each(source, table.each)
    rows = source.rows
    for test in table.where:
        rows = rows.filter(kept(test, source.columns))
    givens = [_given(intake, name) for name in table.columns]
    texts = [cell(how, source.columns) for how in table.columns.values()]
    forms = [how.dates for how in table.columns.values()]
    readings = [
        Reading(as_at, dates, spelt(given))
        for given, dates in zip(givens, forms, strict=True)
    ]
    # In steps, so that each is worked out once: text, value, and whether it can be.
    own = [ColumnExpression(INSIDE + name) for name in (ROW, FILE)]
    rows = rows.select(*(t.alias(_text(n)) for n, t in enumerate(texts)), *own)
    values = [
        read(ColumnExpression(_text(n)), given, reading).alias(given.name)
        for n, (given, reading) in enumerate(zip(givens, readings, strict=True))
    ]
    held = [ColumnExpression(_text(n)) for n in range(len(givens))]
    return rows.select(*values, *held, *own).select(*_judged(givens, as_at))


def _judged(givens: list[Given], as_at: date) -> list[Expression]:
    """Values that can be, and of which cells there is none or one that cannot be."""
    chosen: list[Expression] = []
    unread: list[Expression] = []
    beyond: list[Expression] = []
    for bit, given in enumerate(givens):
        text, value = ColumnExpression(_text(bit)), ColumnExpression(given.name)
        unread.append(_bit(text.isnotnull() & value.isnull(), bit))
        fits = possible(value, given, as_at)
        if fits is None:
            chosen.append(value)
        else:
            chosen.append(CaseExpression(fits, value).alias(given.name))
            beyond.append(_bit(value.isnotnull() & ~fits, bit))
    return [
        *chosen,
        ColumnExpression(INSIDE + ROW).alias(ROW),
        ColumnExpression(INSIDE + FILE).alias(FILE),
        _summed(unread).alias(UNREAD),
        _summed(beyond).alias(BEYOND),
    ]


def _text(number: int) -> str:
    """Our name of the text of a column, while it is read."""
    return f"{INSIDE}text {number}"


def _given(intake: Intake, name: str) -> Given:
    if name not in intake.names:
        raise RefusedInput(
            f"'{intake.id}' has no column '{name}'.{did_you_mean(name, intake.names)} "
            f"It has {', '.join(intake.names)}."
        )
    return intake.column(name)


def _bit(wrong: Expression, bit: int) -> Expression:
    one = ConstantExpression(1 << bit).cast("UBIGINT")
    return CaseExpression(wrong, one).otherwise(ConstantExpression(0).cast("UBIGINT"))


def _summed(bits: list[Expression]) -> Expression:
    none = ConstantExpression(0).cast("UBIGINT")
    return reduce(lambda one, other: one + other, bits, none)


def _joined(
    source: Source, joins: tuple[Join, ...], sources: Mapping[str, Source]
) -> Source:
    for join in joins:
        if join.table in sources:
            source = _beside(source, join, sources[join.table])
    return source


def _beside(source: Source, join: Join, other: Source) -> Source:
    """Columns of another table beside a source's; one row of it for each key."""
    names = other.columns.names
    prefix = f"{join.name}."
    keyed = other.rows.select(
        *(ColumnExpression(name).alias(prefix + name) for name in names),
        *(
            text_of(other.columns.need(name)).alias(f"{INSIDE}{prefix}{number}")
            for number, name in enumerate(join.on.values())
        ),
    )
    keys = [f"{INSIDE}{prefix}{number}" for number in range(len(join.on))]
    firsts = [
        FunctionExpression("first", ColumnExpression(prefix + name)).alias(
            prefix + name
        )
        for name in names
    ]
    one = keyed.aggregate([*map(ColumnExpression, keys), *firsts])
    same = every(
        text_of(source.columns.need(mine)) == ColumnExpression(key)
        for mine, key in zip(join.on, keys, strict=True)
    )
    rows = source.rows.set_alias("a").join(one.set_alias("b"), same, how="left")
    both = (*source.columns.names, *(prefix + name for name in names))
    kept_columns = (*both, INSIDE + ROW, INSIDE + FILE)
    return Source(
        rows.select(*map(ColumnExpression, kept_columns)),
        Columns(both, source.columns.where),
    )


def _one_for_each(source: Source, each: Each) -> Source:
    """A row for each of some columns that is filled."""
    columns = source.columns
    if isinstance(each.columns, dict):
        named = {columns.need(name): called for name, called in each.columns.items()}
    else:
        named = {name: name for name in columns.like(each.columns)}
    cells = [
        FunctionExpression(
            "struct_pack",
            ConstantExpression(called).alias("name"),
            text_of(name).alias("value"),
            ConstantExpression(number).alias("number"),
        )
        for number, (name, called) in enumerate(named.items(), start=1)
    ]
    listed = together(cells)
    kept_columns = (*columns.names, INSIDE + ROW, INSIDE + FILE)
    spread = source.rows.select(
        *map(ColumnExpression, kept_columns),
        FunctionExpression("unnest", listed).alias("each"),
    )
    parts = {
        f"each.{part}": FunctionExpression(
            "struct_extract", ColumnExpression("each"), ConstantExpression(part)
        )
        for part in ("name", "value", "number")
    }
    rows = spread.select(
        *map(ColumnExpression, kept_columns),
        *(found.alias(name) for name, found in parts.items()),
    ).filter(ColumnExpression("each.value").isnotnull())
    return Source(rows, Columns((*columns.names, *parts), columns.where))
