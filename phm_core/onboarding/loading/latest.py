"""Of rows that tell of the same thing again and again, the last one alone."""

from collections.abc import Iterable, Iterator

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.catalogue.schema.source_format import Latest
from phm_core.onboarding.loading.cells import Columns, text_of
from phm_core.onboarding.loading.expressions import every
from phm_core.onboarding.loading.wanted import FILE, INSIDE, ROW, Source

C, K = ColumnExpression, ConstantExpression
PLACE = INSIDE + "latest"


def latest_of(source: Source, latest: Latest) -> DuckDBPyRelation:
    """The rows of a source without those of which a later one tells again.

    All of them where a column that says what they are of is not there.
    """
    of = list(_there(source.columns, latest.of))
    if len(of) < len(latest.of):
        return source.rows
    names = [*source.columns.names, INSIDE + ROW, INSIDE + FILE]
    order = [
        *(each for name in _there(source.columns, latest.by) for each in _last(name)),
        C(INSIDE + FILE).desc(),
        C(INSIDE + ROW).desc(),
    ]
    keys = [text_of(name) for name in of]
    place = FunctionExpression("row_number").over(partition_by=keys, order_by=order)
    told = every(key.isnotnull() for key in keys)
    ranked = source.rows.select(*map(C, names), place.alias(PLACE))
    return ranked.filter((C(PLACE) == K(1)) | ~told).select(*map(C, names))


def _there(columns: Columns, names: Iterable[str]) -> Iterator[str]:
    return (name for name in map(columns.find, names) if name is not None)


def _last(name: str) -> Iterator[Expression]:
    """The highest number first, then the last text, such as a day."""
    yield text_of(name).try_cast("DOUBLE").desc().nulls_last()
    yield text_of(name).desc().nulls_last()
