"""Columns of a source that have another name in some deliveries."""

from collections.abc import Iterator

from duckdb import ColumnExpression

from phm_core.catalogue.schema import SourceTable
from phm_core.onboarding.loading.cells import Columns, text_of
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.wanted import FILE, INSIDE, ROW, Source

C = ColumnExpression


def lacking(source: SourceTable, table: Delivered) -> list[str]:
    """The columns that a source needs and a table has by none of their names."""
    columns = Columns(table.columns, table.said)
    return [
        name
        for name in source.columns
        if not any(map(columns.find, source.names_of(name)))
    ]


def by_own_names(source: Source, declared: SourceTable) -> Source:
    """A source whose columns have the names that its declaration calls them by.

    Those by which they came stay beside them.
    """
    found = dict(_called(source.columns, declared))
    if not found:
        return source
    folded = {name.casefold() for name in found}
    rest = [name for name in source.columns.names if name.casefold() not in folded]
    rows = source.rows.select(
        *map(C, rest),
        *(first_known(*map(text_of, names)).alias(own) for own, names in found.items()),
        *map(C, (INSIDE + ROW, INSIDE + FILE)),
    )
    return Source(rows, Columns((*rest, *found), source.columns.where))


def _called(columns: Columns, declared: SourceTable) -> Iterator[tuple[str, list[str]]]:
    """Own names of columns that are there by another, with all names that are there."""
    for own in declared.also_called:
        names = [columns.find(name) for name in declared.names_of(own)]
        there = [name for name in names if name is not None]
        if any(name.casefold() != own.casefold() for name in there):
            yield own, there
