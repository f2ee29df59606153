"""One map of a mapping carried out: rows of a source as rows of one of our tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    FunctionExpression,
)

from phm_core.catalogue.schema import Given, Intake, TableMap
from phm_core.catalogue.schema.source_format import Each, Join
from phm_core.onboarding.loading.cells import Columns, kept, text_of
from phm_core.onboarding.loading.expressions import every, together
from phm_core.onboarding.loading.latest import latest_of
from phm_core.onboarding.loading.once import Told
from phm_core.onboarding.loading.wanted import (
    BEYOND,
    FILE,
    INSIDE,
    ROW,
    UNREAD,
    Source,
    summed,
    values_read,
    wanted_of,
)


def mapped(
    table: TableMap,
    intake: Intake,
    sources: Mapping[str, Source],
    as_at: date,
    spelt: Callable[[Given], Mapping[str, str]] = lambda _: {},
    told: Sequence[Told] = (),
) -> DuckDBPyRelation:
    """The rows that a map yields: the columns it fills, ROW, FILE, UNREAD, BEYOND.

    spelt: entries by the words that a column may hold. told: what cells say that were
    read once; WHOSE, and SAID, are told too where they say it.
    Raises RefusedInput where the mapping names a column that is not there.
    """
    source = _joined(sources[table.from_], table.join, sources)
    if table.each is not None:
        source = _one_for_each(source, table.each)
    rows = source.rows
    if table.latest is not None:
        rows = latest_of(source, table.latest)
    for test in table.where:
        rows = rows.filter(kept(test, source.columns))
    wanted = wanted_of(table, intake, as_at, spelt)
    told_of = [one for each in told for one in each.several]
    rest = [one for one in wanted if one not in told_of]
    own = [ColumnExpression(INSIDE + name).alias(name) for name in (ROW, FILE)]
    beside = [*own, *(cell for one in told for cell in one.kept)]
    rows = values_read(rows, rest, source.columns, beside)
    for one in told:
        rows = one.beside(rows)
    bits = {
        what: [
            ColumnExpression(what),
            *(bit for one in told for bit in one.bits(what)),
        ]
        for what in (UNREAD, BEYOND)
    }
    more = [name for one in told for name in one.more]
    return rows.select(
        *(ColumnExpression(one.given.name) for one in wanted),
        *map(ColumnExpression, (ROW, FILE)),
        *(summed(several).alias(what) for what, several in bits.items()),
        *map(ColumnExpression, more),
    )


def _joined(
    source: Source, joins: tuple[Join, ...], sources: Mapping[str, Source]
) -> Source:
    for join in joins:
        if join.table in sources and _can_be_put(source, join, sources[join.table]):
            source = _beside(source, join, sources[join.table])
    return source


def _can_be_put(source: Source, join: Join, other: Source) -> bool:
    pairs = join.on.items()
    there = [source.columns.find(a) and other.columns.find(b) for a, b in pairs]
    return all(there) or not join.optional


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
