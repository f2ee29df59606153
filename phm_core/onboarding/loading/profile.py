"""What a delivery holds: kinds of value, what is missing, what repeats; no names.

Values are shown of columns that have few of them alone, and never of a number by which
somebody is known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from phm_core.errors import several
from phm_core.onboarding.loading.cells import text_of
from phm_core.onboarding.loading.delivered import Delivered, stem
from phm_core.onboarding.loading.kinds import NHS_NUMBER, OF, ROWS, VALUE, kinds_of
from phm_core.onboarding.loading.spellings import plain
from phm_core.onboarding.loading.values import is_formula

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
LOOKED_AT = 100_000
"""Cells of a column that are looked at, and rows of a table for those that repeat."""
TRIED = 5_000
"""Different cells, the commonest, from which the kind of a column is told."""
BARE_SHOWN = 12
FEW, TIMES, SAMPLES = 40, 5, 300
"""Values are shown where there are few, each so many times: names are not."""
NEVER_SHOWN = (NHS_NUMBER, "identifier")
CELLS, RANK = "cells", "rank"
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class Seen:
    """One column as it was seen.

    kind: what it holds, in words; form: how its dates are written. values: the values
    with their rows, where there are few. samples: the commonest, for a suggestion and
    shown to nobody. formulas: cells that a sheet would run. table, on: the table it
    stands in, where that is one beside (see `pointing`), and by which column of ours
    and of its own.
    """

    name: str
    kind: str
    filled: int
    different: int
    form: str = ""
    values: tuple[tuple[str, int], ...] = ()
    formulas: int = 0
    samples: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    table: str = ""
    on: tuple[str, str] = ("", "")

    @property
    def read(self) -> str:
        """What a mapping calls it."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True)
class Profile:
    """One table of a delivery. repeated: rows that are the same as another.

    whose: the columns that say whose a row is. beside: columns of the tables that it
    points to. paired: by a column and another, values of the one with which the other
    is two numbers in one. key: the column that tells its rows apart, if one does.
    """

    table: Delivered
    columns: tuple[Seen, ...]
    repeated: int
    whose: tuple[str, ...] = ()
    beside: tuple[Seen, ...] = ()
    paired: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    key: str = ""

    @property
    def source(self) -> str:
        """What a mapping calls the table."""
        name = plain(self.table.name) or "table"
        return name if name[0].isalpha() else f"t_{name}"

    @property
    def readable(self) -> tuple[Seen, ...]:
        """Its columns, and those that are beside."""
        return (*self.columns, *self.beside)

    @property
    def points(self) -> set[str]:
        """Its columns that are keys of tables beside."""
        return {seen.on[0] for seen in self.beside}

    @property
    def filled(self) -> tuple[Seen, ...]:
        """The columns in which there is anything."""
        return tuple(seen for seen in self.columns if seen.filled)

    @property
    def bare(self) -> str:
        """The columns in which there is nothing, in a sentence; nothing without any."""
        names = [seen.name for seen in self.columns if not seen.filled]
        shown = ", ".join(names[:BARE_SHOWN])
        more = len(names) - BARE_SHOWN
        rest = f" and {more} more" if more > 0 else ""
        return f"Nothing is in {shown}{rest}." if names else ""

    @property
    def title(self) -> str:
        """What the table is called, and the file where that says something else."""
        one = self.table
        return one.said if stem(one.said) == one.name else f"{one.name} of {one.said}"

    @property
    def same(self) -> str:
        """How many rows are the same as another; nothing where none is."""
        said = several(self.repeated, "row")
        return f"The same as another: {said}." if self.repeated else ""

    def sentences(self) -> Iterator[str]:
        """The table in words."""
        one, columns = self.table, several(len(self.table.columns), "column")
        yield f"{self.title}: {several(one.rows, 'row')}, {columns}."
        if one.left_out:
            yield f"  Left out, not fitting the header: {several(one.left_out, 'row')}."
        if self.repeated:
            yield f"  {self.same}"
        for seen in self.filled:
            share = seen.filled / one.rows if one.rows else 0
            words = f"{seen.kind}{f' ({seen.form})' if seen.form else ''}"
            shown = ", ".join(f"{value} {rows:,}" for value, rows in seen.values[:8])
            more = f": {shown}" if shown else ""
            odd = f"; {several(seen.formulas, 'formula')}" if seen.formulas else ""
            yield f"  {seen.name}: {words}, {share:.0%} filled{odd}{more}"
        if self.bare:
            yield f"  {self.bare}"


def profiled(table: Delivered, tell: Callable[[float], None] | None = None) -> Profile:
    """Look at every column of a table; tell: the share of them that was looked at."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.read_parquet(str(table.file))
        counts: list[Counts] = []
        for number, name in enumerate(table.columns):
            if tell is not None:
                tell(number / len(table.columns))
            text = text_of(name)
            counts.append(_counts(rows, text))
            cells = _cells(rows, text, number)
            cells.insert_into(CELLS) if number else cells.create(CELLS)
        columns = _seen(table.columns, counts, connection.table(CELLS))
        different = len(rows.limit(LOOKED_AT).distinct())
        repeated = min(table.rows, LOOKED_AT) - different
    return Profile(table, columns, repeated)


def _counts(rows: duckdb.DuckDBPyRelation, text: Expression) -> Counts:
    """Cells that are filled, how many differ, and those that a sheet would run."""
    formulas = F("count_if", is_formula(text))
    asked = [F("count", text), F("approx_count_distinct", text), formulas]
    filled, different, odd = rows.aggregate(asked).fetchall()[0]
    return filled, different, odd or 0


def _seen(
    names: Sequence[str], counts: Sequence[Counts], cells: duckdb.DuckDBPyRelation
) -> tuple[Seen, ...]:
    samples: dict[int, list[tuple[str, int]]] = defaultdict(list)
    first = cells.filter(C(RANK) <= K(SAMPLES)).sort(C(OF), C(RANK))
    for of, value, rows in first.select(C(OF), C(VALUE), C(ROWS)).fetchall():
        samples[of].append((value, rows))
    found: list[Seen] = []
    for number, (kind, form) in enumerate(kinds_of(names, cells)):
        filled, different, formulas = counts[number]
        mine = () if kind == NHS_NUMBER else tuple(samples[number])
        few = different <= FEW and different * TIMES <= filled
        shown = mine if few and kind not in NEVER_SHOWN else ()
        found.append(
            Seen(
                name=names[number],
                kind=kind,
                filled=filled,
                different=different,
                form=form,
                values=shown,
                formulas=formulas,
                samples=mine,
            )
        )
    return tuple(found)


def _cells(
    rows: duckdb.DuckDBPyRelation, text: Expression, number: int
) -> duckdb.DuckDBPyRelation:
    """The different cells among the first that are filled, the commonest first."""
    found = rows.select(text.alias(VALUE)).filter(C(VALUE).isnotnull()).limit(LOOKED_AT)
    counted = found.aggregate([C(VALUE), F("count").alias(ROWS)])
    rank = F("row_number").over(order_by=[C(ROWS).desc(), C(VALUE)]).alias(RANK)
    ranked = counted.select(K(number).alias(OF), C(VALUE), C(ROWS), rank)
    return ranked.filter(C(RANK) <= K(TRIED))
