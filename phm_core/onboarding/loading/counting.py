"""Counts, over mapped rows, the cells that were no value and the rows set aside."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from duckdb import (
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.gathering import origin
from phm_core.onboarding.loading.report import Counted
from phm_core.onboarding.loading.wanted import BEYOND, FILE, ROW, UNREAD

HEADER_AND_FROM_ONE = 2
NO_VALUE = "in which '{name}' cannot be read and is missing now"
NO_NUMBER = "with an NHS number that fails its check"
LIMIT = (
    "in which '{name}' is the end of what is measured (such as >90), and is taken "
    "to be just beyond it"
)
NOT_POSSIBLE = "in which '{name}' cannot be (too early, too late, too small or large)"


def unreadable(
    rows: DuckDBPyRelation, names: Iterable[str], places: "Places"
) -> list[Counted]:
    """The cells that were no value, or a limit, by column, each with an example row."""
    tests: list[tuple[str, Expression]] = []
    for bit, name in enumerate(names):
        said = NO_NUMBER if name == "nhs_number" else NO_VALUE.format(name=name)
        unread, beyond = _set(UNREAD, bit), _set(BEYOND, bit)
        tests += [
            (said, unread & ~beyond),
            (NOT_POSSIBLE.format(name=name), beyond & ~unread),
            (LIMIT.format(name=name), unread & beyond),
        ]
    return list(counted(rows, tests, places))


def counted(
    rows: DuckDBPyRelation,
    tests: Iterable[tuple[str, Expression]],
    places: "Places",
) -> Iterator[Counted]:
    """How many rows meet each test, and the first of them."""
    asked = list(tests)
    if not asked:
        return
    # By row, then by file, so that of several files it is always the same one.
    place = FunctionExpression(
        "struct_pack",
        ColumnExpression(ROW).alias(ROW),
        ColumnExpression(FILE).alias(FILE),
    )
    columns: list[Expression] = []
    for number, (_, test) in enumerate(asked):
        columns.append(FunctionExpression("count_if", test).alias(f"n{number}"))
        first = FunctionExpression("min", place)
        columns.append(first.where(test).alias(f"e{number}"))
    found = rows.aggregate(columns).fetchall()[0]
    for number, (what, _) in enumerate(asked):
        count, example = found[2 * number], found[2 * number + 1]
        if count:
            yield places.counted(what, count, example)


LEFT_OUT = "that do not fit their header or are broken, left out"


class Places:
    """Where rows stand, as people find them: file by its name, row as in a sheet."""

    def __init__(self, source: str, tables: Iterable[Delivered]) -> None:
        self.source = source
        self._tables = {str(one.file): one for one in tables}

    @property
    def files(self) -> list[str]:
        """The files that rows were read from."""
        return list(self._tables)

    def counted(self, what: str, rows: int, example: Mapping[str, object]) -> Counted:
        """Something counted, with its example."""
        table = self._tables[str(Path(str(example[FILE])))]
        said, row = table.said, int(str(example[ROW]))
        no_rows = table.no_rows
        if table.origins:
            said, row = origin(table.file, row)
            no_rows = table.origins[said]
        row += HEADER_AND_FROM_ONE
        for line in sorted(no_rows):
            row += line <= row
        return Counted(self.source, what, rows, said, row)


def left_out(tables: Iterable[Delivered]) -> Iterator[Counted]:
    """Rows that did not fit their table, or could not be read at all, by file."""
    files = {one.said: one for one in tables if one.left_out}
    for said, one in files.items():
        line = next(iter(one.lines_left_out), None)
        yield Counted(said, LEFT_OUT, one.left_out, said, line)


def _set(column: str, bit: int) -> Expression:
    """Whether a bit is set."""
    mask = ConstantExpression(1 << bit).cast("UBIGINT")
    return FunctionExpression("&", ColumnExpression(column), mask) == mask
