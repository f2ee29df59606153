"""Columns whose cells say the same over and over: each different cell is read once.

Millions of results have a few thousand different days, values and units. What each says
is worked out by itself and then found for every row, which is many times faster. What
several columns say together, where that too repeats, has a number: SAID.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyConnection,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.cells import TEXT
from phm_core.onboarding.loading.expressions import every, first_known
from phm_core.onboarding.loading.identity import KEY, PREFIXES
from phm_core.onboarding.loading.numbered import Numbered, numbered
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
SAID = "said"
"""The number of what several columns of a row say together."""
NUMBER = f"{INSIDE}number"
"""The number of a cell, or of several together, where all of a row are numbered."""


@dataclass(frozen=True)
class Place:
    """Where what cells say is kept: tables of a connection, with the number of a map.

    keys: people by KEY. alone: one column of the map says whose a row is.
    """

    connection: DuckDBPyConnection
    number: int
    keys: DuckDBPyRelation
    alone: bool

    def said(self) -> DuckDBPyRelation:
        """What several columns say together, by SAID."""
        return self.connection.table(f"said_{self.number}")


@dataclass(frozen=True)
class Told:
    """What the different cells of some columns say, and the names of the columns.

    more: other columns that are told. wrong: some cells are no value.
    """

    several: Sequence[Wanted]
    raw: Sequence[str]
    rows: DuckDBPyRelation
    more: tuple[str, ...] = ()
    wrong: bool = True

    def name(self, what: str) -> str:
        """Our name of a column beside those of the rows."""
        return f"{INSIDE}{what} {self.several[0].bit}"

    @property
    def kept(self) -> Iterator[Expression]:
        """The cells of a row, under names of ours."""
        for at, name in enumerate(self.raw):
            yield _text(name).alias(self.name(f"raw {at}"))

    @property
    def cells(self) -> list[str]:
        """Our names of the cells that were read."""
        return [self.name(f"cell {at}") for at in range(len(self.raw))]

    def bits(self, what: str) -> Iterator[Expression]:
        """Whether a row's cells are no values; nothing where all are."""
        if self.wrong:
            yield C(self.name(what))

    def beside(self, rows: DuckDBPyRelation) -> DuckDBPyRelation:
        """Rows with what their cells say."""
        same = every(
            C(self.name(f"raw {at}")) == C(cell) for at, cell in enumerate(self.cells)
        )
        return rows.set_alias("a").join(self.rows.set_alias("b"), same)


def repeating(source: Source, wanted: Iterable[Wanted]) -> list[Wanted]:
    """Those of some columns whose cells say the same over and over in a part of rows.

    An empty cell must say nothing: it is like no other.
    """
    able = [one for one in wanted if one.how.column and one.how.empty is None]
    there = [one for one in able if source.columns.find(one.how.column or "")]
    rows, *counts = _different(source, [_raw(source, [one]) for one in there])
    found = zip(there, counts, strict=True)
    return [one for one, count in found if count * OFTEN <= rows]


def repeating_together(
    source: Source, wanted: Sequence[Wanted], over: Sequence[Wanted]
) -> list[Wanted]:
    """Those of some columns that say the same over and over together, not one by one.

    over: those that do one by one. Neither days nor whose a row is are among them; what
    every row says the same is.
    """
    apart = [o for o in over if o.given.type == "date" or o.given.name in PREFIXES]
    able = [one for one in over if one not in apart]
    groups = [able[: at + 1] for at in range(len(able))]
    rows, *counts = _different(source, [_raw(source, group) for group in groups])
    found = [g for g, n in zip(groups, counts, strict=True) if n * OFTEN <= rows]
    if not found:
        return []
    constant = [one for one in wanted if one.how.constant is not None]
    return [*found[-1], *constant]


@dataclass(frozen=True)
class Once:
    """What cells say that are read once.

    cells: all that rows say, by number; none where rows say more.
    """

    told: Sequence[Told] = ()
    cells: Numbered | None = None


def read_once(
    source: Source, wanted: Sequence[Wanted], place: Place, *, alone: bool
) -> Once:
    """Read once what repeats: of several columns together, then of the rest.

    alone: rows are as they stand in their files, and tell of nothing else.
    """
    over = repeating(source, wanted)
    several = repeating_together(source, wanted, over)
    cells = None
    if alone and several and all(one in over or one in several for one in wanted):
        cells = numbered(source.files, _raw(source, over), _raw(source, several))
    found = [told_together(source, several, place, cells)] if several else []
    apart = [one for one in over if one not in several]
    return Once([*found, *(told(source, one, place, cells) for one in apart)], cells)


def told(
    source: Source, one: Wanted, place: Place, cells: Numbered | None = None
) -> Told:
    """Read the different cells of a column, and keep what they say as a table."""
    found, read = _read(source, [one], place, cells)
    more: tuple[str, ...] = ()
    if one.given.name in PREFIXES and place.alone:
        read, more = _whose(read, C(one.given.name), one, place.keys), WHOSE
    name = f"told_{place.number}_{one.bit}"
    read.create(name)
    return _kept(found, place.connection.table(name), more)


def told_together(
    source: Source,
    several: Sequence[Wanted],
    place: Place,
    cells: Numbered | None = None,
) -> Told:
    """Read each combination of cells of some columns, and number what they say."""
    found, read = _read(source, several, place, cells)
    number = C(NUMBER) if cells else F("row_number").over()
    number = number.cast("INTEGER").alias(SAID)
    read.select(*map(C, read.columns), number).create(f"said_{place.number}")
    return _kept(found, place.said(), (SAID,))


def _read(
    source: Source, several: Sequence[Wanted], place: Place, cells: Numbered | None
) -> tuple[Told, DuckDBPyRelation]:
    raw = _raw(source, several)
    found = Told(several, raw, source.rows)
    texts = [_text(name).alias(name) for name in raw]
    number = [C(NUMBER)] if cells else []
    if cells is None:
        different = source.rows.select(*texts).distinct()
    else:
        rows = place.connection.from_arrow(cells.cells(raw, NUMBER))
        different = rows.select(*texts, *number)
    kept = [C(n).alias(cell) for n, cell in zip(raw, found.cells, strict=True)]
    read = values_read(different, several, source.columns, [*kept, *number])
    own = [C(what).alias(found.name(what)) for what in (UNREAD, BEYOND)]
    values = [C(one.given.name) for one in several]
    return found, read.select(*values, *own, *map(C, found.cells), *number)


def _kept(found: Told, rows: DuckDBPyRelation, more: tuple[str, ...]) -> Told:
    bits = C(found.name(UNREAD)) + C(found.name(BEYOND))
    wrong = rows.filter(bits > K(0)).limit(1).fetchall()
    return replace(found, rows=rows, more=more, wrong=bool(wrong))


def _raw(source: Source, several: Iterable[Wanted]) -> list[str]:
    """The columns of a source that some of ours are read from."""
    names = (one.how.column for one in several)
    return list(dict.fromkeys(source.columns.need(name) for name in names if name))


def _text(name: str) -> Expression:
    """A cell as text; one that is not there is as one that is empty."""
    return first_known(C(name).cast(TEXT), K(""))


def _different(source: Source, groups: Iterable[Sequence[str]]) -> list[int]:
    """How many rows a part of a source has, and different cells of some columns."""
    cells = [F("hash", *map(C, names)) for names in groups]
    counts = [F("approx_count_distinct", each) for each in cells]
    part = source.rows.limit(SAMPLE).aggregate([F("count"), *counts])
    return list(part.fetchall()[0])


def _whose(
    rows: DuckDBPyRelation, value: Expression, one: Wanted, keys: DuckDBPyRelation
) -> DuckDBPyRelation:
    key = F("concat", K(PREFIXES[one.given.name]), value)
    both = rows.set_alias("a").join(keys.set_alias("b"), key == C(KEY), how="left")
    sought = value.isnotnull().alias(SOUGHT)
    return both.select(*map(C, rows.columns), C("person_id"), sought)
