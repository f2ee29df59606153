"""The maps of one of our tables, carried out over the sources that are there."""

from collections.abc import Iterator
from dataclasses import dataclass

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyRelation, Expression

from phm_core.catalogue.schema import Intake, TableMap
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.mapped import BEYOND, FILE, ROW, UNREAD, mapped

KINDS = {"date": "DATE", "number": "DOUBLE", "integer": "INTEGER", "flag": "BOOLEAN"}
OWN = (ROW, FILE, UNREAD, BEYOND)


@dataclass(frozen=True)
class CarriedOut:
    """One map and the rows it yields."""

    number: int
    table: TableMap
    intake: Intake
    rows: DuckDBPyRelation


def carried_out(ground: Ground, *into: str) -> Iterator[CarriedOut]:
    """Every map into some tables whose source is there, in the order declared."""
    for number, table in enumerate(ground.mapping.tables):
        if table.into in into and table.from_ in ground.sources:
            intake = ground.catalogue.intake[table.into]
            rows = mapped(table, intake, ground.sources, ground.as_at, ground.spelt)
            yield CarriedOut(number, table, intake, rows)


def whole(one: CarriedOut) -> DuckDBPyRelation:
    """Rows of a map with every column of its table: null where it has none."""
    columns: list[Expression] = []
    for given in one.intake.columns:
        if given.name in one.table.columns:
            columns.append(ColumnExpression(given.name))
        else:
            kind = KINDS.get(given.type, "VARCHAR")
            columns.append(ConstantExpression(None).cast(kind).alias(given.name))
    number = ConstantExpression(one.number).alias("map")
    return one.rows.select(*columns, *map(ColumnExpression, OWN), number)


def united(parts: list[DuckDBPyRelation]) -> DuckDBPyRelation:
    """Rows of several relations that have the same columns."""
    first, *rest = parts
    for other in rest:
        first = first.union(other)
    return first
