"""The maps of one of our tables, carried out over the sources that are there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression

from phm_core.catalogue.schema import Intake, TableMap
from phm_core.onboarding.loading.cells import Columns
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.identity import KEY, PREFIXES, key_of
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.once import SAID, WHOSE, Once, Place, read_once
from phm_core.onboarding.loading.read_columns import among, columns_of
from phm_core.onboarding.loading.wanted import (
    BEYOND,
    FILE,
    INSIDE,
    ROW,
    UNREAD,
    Source,
    wanted_of,
)

C, K = ColumnExpression, ConstantExpression
KINDS = {"date": "DATE", "number": "DOUBLE", "integer": "INTEGER", "flag": "BOOLEAN"}
OWN = (ROW, FILE, UNREAD, BEYOND)
NOTHING = Once()


@dataclass(frozen=True)
class CarriedOut:
    """One map and the rows it yields.

    said: what several of its columns say together, by SAID of the rows. once: what
    was read of their cells.
    """

    number: int
    table: TableMap
    intake: Intake
    rows: DuckDBPyRelation
    said: DuckDBPyRelation | None = None
    once: Once = NOTHING


def carried_out(
    ground: Ground, *into: str, keys: DuckDBPyRelation | None = None
) -> Iterator[CarriedOut]:
    """Every map into some tables whose source is there, in the order declared.

    keys: people by KEY; each row has WHOSE then, null where it is nobody's.
    """
    for number, table in enumerate(ground.mapping.tables):
        if table.into in into and table.from_ in ground.sources:
            intake = ground.catalogue.intake[table.into]
            place, once = None, NOTHING
            if keys is not None:
                alone = len(PREFIXES.keys() & table.columns.keys()) == 1
                place = Place(ground.connection, number, keys, alone)
                once = _read_once(ground, table, intake, place)
            rows = mapped(
                table, intake, ground.sources, ground.as_at, ground.spelt, once.told
            )
            if keys is not None and not set(WHOSE) <= set(rows.columns):
                rows, once = _of_people(rows, table, keys), NOTHING
            said = _said(rows, place, table)
            yield CarriedOut(number, table, intake, rows, said, once)


def _read_once(ground: Ground, table: TableMap, intake: Intake, place: Place) -> Once:
    if table.each is not None:
        return NOTHING
    wanted = wanted_of(table, intake, ground.as_at, ground.spelt)
    source = ground.sources[table.from_]
    alone = bool(source.files) and not (table.where or table.join or table.latest)
    return read_once(source, wanted, place, alone=alone)


def _said(
    rows: DuckDBPyRelation, place: Place | None, table: TableMap
) -> DuckDBPyRelation | None:
    if place is None or SAID not in rows.columns:
        return None
    said = place.said()
    names = [name for name in table.columns if name in said.columns]
    return said.select(C(SAID), *map(C, names))


def coded(ground: Ground, one: CarriedOut, names: Iterable[str]) -> DuckDBPyRelation:
    """What some columns of a map say together: each combination of cells once."""
    columns = {n: how for n, how in one.table.columns.items() if n in set(names)}
    if not columns:
        return one.rows
    table = one.table.model_copy(update={"columns": columns, "latest": None})
    sources = dict(ground.sources)
    if not (table.join or table.each):
        source = sources[table.from_]
        read = [name for _, names in columns_of(table) for name in names]
        cells = among(read, source.columns.names)
        rows = source.rows.select(*map(C, cells)).distinct()
        own = [K(0).alias(INSIDE + ROW), K("").alias(INSIDE + FILE)]
        found = rows.select(*map(C, cells), *own)
        where = source.columns.where
        sources[table.from_] = Source(found, Columns(tuple(cells), where))
    return mapped(table, one.intake, sources, ground.as_at, ground.spelt)


def over(ground: Ground, one: CarriedOut, cells: DuckDBPyRelation) -> DuckDBPyRelation:
    """A map whose cells were read once, over some rows of its source alone."""
    source = Source(cells, ground.sources[one.table.from_].columns)
    sources = {one.table.from_: source}
    told = one.once.told
    return mapped(one.table, one.intake, sources, ground.as_at, ground.spelt, told)


def _of_people(
    rows: DuckDBPyRelation, table: TableMap, keys: DuckDBPyRelation
) -> DuckDBPyRelation:
    key = key_of(table.columns).alias("sought_by")
    both = (
        rows.select(*map(C, rows.columns), key)
        .set_alias("a")
        .join(keys.set_alias("b"), C("sought_by") == C(KEY), how="left")
    )
    sought = C("sought_by").isnotnull().alias("sought")
    return both.select(*map(C, rows.columns), C("person_id"), sought)


def whole(one: CarriedOut) -> DuckDBPyRelation:
    """Rows of a map with every column of its table: null where it has none."""
    columns: list[Expression] = []
    for given in one.intake.columns:
        if given.name in one.table.columns:
            columns.append(C(given.name))
        else:
            kind = KINDS.get(given.type, "VARCHAR")
            columns.append(K(None).cast(kind).alias(given.name))
    number = K(one.number).alias("map")
    return one.rows.select(*columns, *map(C, OWN), number)


def united(parts: list[DuckDBPyRelation]) -> DuckDBPyRelation:
    """Rows of several relations that have the same columns."""
    first, *rest = parts
    for other in rest:
        first = first.union(other)
    return first
