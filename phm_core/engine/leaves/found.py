"""What a leaf finds, and the expressions that every leaf is made of.

Each kind of leaf registers `find` (who?) and, where it is an event, `rows` (which
records?). Forms are chosen to mean the same on every engine: nulls are filtered first,
dates are never subtracted, and sums are whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce, singledispatch

import narwhals as nw

from phm_core.definitions.nodes import Criterion
from phm_core.engine.tables import Run
from phm_core.period import months_before


@dataclass(frozen=True)
class Found:
    """People about whom something is known: columns person_id and holds (true, false).

    `otherwise` is the truth for everybody else; None is unknown.
    """

    people: nw.LazyFrame
    otherwise: bool | None = False


@singledispatch
def find(node: Criterion, _run: Run, _day: date) -> Found:
    """Who a leaf is true for, on a day: each kind of leaf about records has its own."""
    raise TypeError(f"'{node.kind}' is not a leaf about records")


@singledispatch
def rows(node: Criterion, _run: Run, _day: date) -> nw.LazyFrame:
    """Records that meet a leaf's own filters: person_id and date."""
    raise TypeError(f"'{node.kind}' is not an event")


def within(column: str, day: date, months: int | None) -> nw.Expr:
    """Dated up to and including a day and, with months, after that many before it."""
    dated = ~nw.col(column).is_null() & (nw.col(column) <= day)
    return dated & (nw.col(column) > months_before(day, months)) if months else dated


def is_in(column: str, values: Iterable[str]) -> nw.Expr:
    """One of these values; null is none of them."""
    return ~nw.col(column).is_null() & nw.col(column).is_in(list(values))


def starts_with(column: str, prefixes: Iterable[str]) -> nw.Expr:
    """A code that starts with one of these, dots and case apart; null does not."""
    code = nw.col(column).str.replace_all(".", "", literal=True).str.to_uppercase()
    plain = [prefix.replace(".", "").upper() for prefix in prefixes]
    tests = [code.str.starts_with(prefix) for prefix in plain]
    return ~nw.col(column).is_null() & reduce(lambda one, two: one | two, tests)


def all_of(tests: Iterable[nw.Expr]) -> nw.Expr:
    """Every test is met; there is at least one."""
    return reduce(lambda one, two: one & two, tests)


def when_date(test: nw.Expr) -> nw.Expr:
    """The date of a record that meets a test, otherwise null."""
    return nw.when(test).then(nw.col("date"))


def same(one: str, other: str) -> nw.Expr:
    """Two columns hold the same date; null is the same as nothing."""
    return (nw.col(one) == nw.col(other)).fill_null(value=False)


def true_for(people: nw.LazyFrame) -> nw.LazyFrame:
    """Distinct people of these rows, for all of whom it holds."""
    # Grouping takes half as long as to ask for distinct rows.
    return people.group_by("person_id").agg(holds=nw.len() > 0)
