"""Disclosure control: which counts may be shown, and how."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from phm_core.errors import RefusedInput
from phm_core.governance.protection import Flags, protected_line, protected_table
from phm_core.governance.rule import PUBLISHED, Counts, Floats, Rule, whole_numbers

SHOWN, SUPPRESSED = "", "suppressed"
MOST_CELLS = 400
TOO_LARGE = "The table has {} cells; at most {} can be checked. Use broader groups."
TOO_SMALL = "Too few people to show any of this table safely. Use broader groups."


class Release(NamedTuple):
    """Counts that may be shown.

    values: rounded; NaN where hidden. marks: "" where shown, else "suppressed".
    reason: "", or why everything is hidden.
    """

    values: Floats
    marks: NDArray[np.str_]
    reason: str = ""


def release_count(count: int, rule: Rule = PUBLISHED) -> int | None:
    """One count as it may be shown; None where hidden."""
    exact = whole_numbers([count], 1)
    return None if rule.hides(exact).any() else int(rule.rounded(exact)[0])


def release_vector(
    counts: ArrayLike, rule: Rule = PUBLISHED, *, total: int | None = None
) -> Release:
    """Counts of groups that share nobody, without margins or with one shown total.

    counts: (groups,). Without a total nothing adds up: small counts are hidden and
    nothing else. With a total, which may hold more people than the groups, one more
    group is hidden where the total would give a small one away; everything is when
    that does not help. Show the total itself with release_count.
    """
    exact = whole_numbers(counts, 1)
    if total is None or not rule.hides(exact).any():
        return _marked(exact, rule.hides(exact), rule)
    if total < exact.sum():
        raise RefusedInput(
            f"The groups hold {exact.sum()} people, more than their total of {total}."
        )
    hidden = protected_line(exact, total, rule)
    return (
        _withheld(exact, TOO_SMALL) if hidden is None else _marked(exact, hidden, rule)
    )


def release(counts: ArrayLike, rule: Rule = PUBLISHED) -> Release:
    """A table of counts with its margins: the last row and column are totals.

    counts: (rows, columns). Small counts are hidden, margins too, and further cells
    until a reader cannot narrow any small count; when that fails, or beyond 400 cells,
    everything is hidden and `reason` says why. Raises RefusedInput where counts are
    not whole numbers of 0 or more, or do not add up to their totals.
    """
    exact = whole_numbers(counts, 2)
    _check_margins(exact)
    if not rule.hides(exact).any():
        return _marked(exact, np.zeros(exact.shape, dtype=bool), rule)
    if exact.size > MOST_CELLS:
        return _withheld(exact, TOO_LARGE.format(exact.size, MOST_CELLS))
    hidden = protected_table(exact, rule)
    return (
        _withheld(exact, TOO_SMALL) if hidden is None else _marked(exact, hidden, rule)
    )


def with_margins(counts: ArrayLike) -> Counts:
    """A table with its totals as last row and column, ready for release."""
    inner = whole_numbers(counts, 2)
    rows = np.column_stack([inner, inner.sum(axis=1)])
    return np.vstack([rows, rows.sum(axis=0)])


def _check_margins(exact: Counts) -> None:
    if not exact.size:
        raise RefusedInput("The table is empty: there is nothing to release.")
    across = exact[:, :-1].sum(axis=1) == exact[:, -1]
    down = exact[:-1].sum(axis=0) == exact[-1]
    if not (across.all() and down.all()):
        raise RefusedInput(
            "The last row and the last column must be the totals of the others. "
            "Add them with with_margins."
        )


def _marked(exact: Counts, hidden: Flags | None, rule: Rule) -> Release:
    if hidden is None:
        return _withheld(exact, TOO_SMALL)
    values = np.where(hidden, np.nan, rule.rounded(exact))
    return Release(values, np.where(hidden, SUPPRESSED, SHOWN))


def _withheld(exact: Counts, reason: str) -> Release:
    everything = np.full(exact.shape, SUPPRESSED)
    return Release(np.full(exact.shape, np.nan), everything, reason)
