"""Columns whose cells say the same over and over: each different cell is read once.

Millions of results have a few thousand different days, values and units. What each says
is worked out by itself and then found for every row, which is many times faster.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.expressions import first_known
from phm_core.onboarding.loading.identity import KEY, PREFIXES
from phm_core.onboarding.loading.wanted import (
    BEYOND,
    INSIDE,
    UNREAD,
    Source,
    Wanted,
    values_read,
)

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
SAMPLE, OFTEN = 100_000, 4
"""So many rows are looked at; a cell of a column that is read so is in so many."""
SOUGHT = "sought"
WHOSE = ("person_id", SOUGHT)
"""Who a row is about, and whether it says so at all."""


@dataclass(frozen=True)
class Place:
    """Where what cells say is kept: tables of a connection, with the number of a map.

    keys: people by KEY. alone: one column of the map says whose a row is.
    """

    connection: DuckDBPyConnection
    number: int
    keys: DuckDBPyRelation
    alone: bool


@dataclass(frozen=True)
class Told:
    """What each different cell of a column says, and the name of the column.

    more: other columns that are told. wrong: some cells are no value.
    """

    one: Wanted
    raw: str
    rows: DuckDBPyRelation
    more: tuple[str, ...] = ()
    wrong: bool = True

    def name(self, what: str) -> str:
        """Our name of a column beside those of the rows."""
        return f"{INSIDE}{what} {self.one.bit}"

    @property
    def kept(self) -> Expression:
        """The cell of a row, under a name of ours."""
        return C(self.raw).alias(self.name("raw"))

    @property
    def value(self) -> Expression:
        """What a row's cell says."""
        return C(self.name("value")).alias(self.one.given.name)

    @property
    def told(self) -> Iterator[Expression]:
        """What else a row's cell says; an empty one is nobody's."""
        for name in self.more:
            found = C(name)
            if name == SOUGHT:
                found = first_known(found, K(value=False)).alias(name)
            yield found

    def bits(self, what: str) -> Iterator[Expression]:
        """Whether a row's cell is no value; nothing where all are."""
        if self.wrong:
            yield first_known(C(self.name(what)), K(0).cast("UBIGINT"))

    def beside(self, rows: DuckDBPyRelation) -> DuckDBPyRelation:
        """Rows with what their cells say."""
        same = C(self.name("raw")) == C(self.name("cell"))
        return rows.set_alias("a").join(self.rows.set_alias("b"), same, how="left")


def repeating(source: Source, wanted: Iterable[Wanted]) -> list[Wanted]:
    """Those of some columns whose cells say the same over and over in a part of rows.

    An empty cell must say nothing: it is like no other.
    """
    able = [one for one in wanted if one.how.column and one.how.empty is None]
    named = [(one, source.columns.find(one.how.column or "")) for one in able]
    there = [(one, name) for one, name in named if name is not None]
    if not there:
        return []
    different = [F("approx_count_distinct", C(name)) for _, name in there]
    part = source.rows.limit(SAMPLE).aggregate([F("count"), *different])
    rows, *counts = part.fetchall()[0]
    return [
        one
        for (one, _), count in zip(there, counts, strict=True)
        if count * OFTEN <= rows
    ]


def told(source: Source, one: Wanted, place: Place) -> Told:
    """Read the different cells of a column, and keep what they say as a table."""
    raw = source.columns.need(one.how.column or "")
    found = Told(one, raw, source.rows)
    cells = source.rows.select(C(raw).alias(raw)).distinct()
    cell = C(raw).alias(found.name("cell"))
    read = values_read(cells, [one], source.columns, [cell]).select(
        C(one.given.name).alias(found.name("value")),
        C(UNREAD).alias(found.name(UNREAD)),
        C(BEYOND).alias(found.name(BEYOND)),
        C(found.name("cell")),
    )
    more: tuple[str, ...] = ()
    if one.given.name in PREFIXES and place.alone:
        read, more = _whose(read, C(found.name("value")), one, place.keys), WHOSE
    name = f"told_{place.number}_{one.bit}"
    read.create(name)
    rows = place.connection.table(name)
    bits = C(found.name(UNREAD)) + C(found.name(BEYOND))
    wrong = rows.filter(bits > K(0)).limit(1).fetchall()
    return Told(one, raw, rows, more, bool(wrong))


def _whose(
    rows: DuckDBPyRelation, value: Expression, one: Wanted, keys: DuckDBPyRelation
) -> DuckDBPyRelation:
    key = F("concat", K(PREFIXES[one.given.name]), value)
    both = rows.set_alias("a").join(keys.set_alias("b"), key == C(KEY), how="left")
    sought = value.isnotnull().alias(SOUGHT)
    return both.select(*map(C, rows.columns), C("person_id"), sought)
