"""Protects people counted by two breakdowns beside the same people by one of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.gateway.columns import Floats
from phm_core.governance.collapse import (
    Groups,
    collapsed_in_both,
    few_not_known,
)
from phm_core.governance.disclosure import (
    TOO_SMALL,
    release,
    release_vector,
    with_margins,
)
from phm_core.governance.rule import Rule
from phm_core.governance.together import Together

Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Crossed:
    """Cells that may be shown: (rows, columns), NaN where hidden.

    down, across: which of the original groups each row and column stands for. reason:
    "", or why everything is hidden.
    """

    people: Floats
    counted: Floats
    down: Groups
    across: Groups
    reason: str = ""


def one_by_one(counts: Cells, rule: Rule) -> Floats:
    """Groups that hold everybody once, whose whole is shown too; NaN where hidden.

    Of a small whole nothing is shown, noughts neither: the hidden groups, each 1 or
    more, would narrow it.
    """
    whole = counts.sum()
    if rule.hides(whole[None]).any():
        return np.full(counts.shape, np.nan)
    return release_vector(counts, rule, total=int(whole)).values


def crossed(
    people: Cells, counted: Cells, rests: tuple[bool, bool], rule: Rule
) -> Crossed:
    """Release two tables of the same groups, people and those counted among them.

    rests: whether the rows, and the columns, are one group, everyone else and those not
    known. Totals of the groups are not shown here, but a breakdown by one of them shows
    them: cells are protected against both, or everything is hidden.
    """
    down = collapsed_in_both(people, counted, rule)
    across = collapsed_in_both(people.T, counted.T, rule)
    both = (people, counted)
    alone = tuple(
        few_not_known([each.sum(axis=1 - axis) for each in both], rule, rest=rest)
        for axis, rest in enumerate(rests)
    )
    (seen, why), (of_them, why_not) = (
        _protected(exact, (down, across), alone, rule) for exact in both
    )
    # A count says that there are at least as many people: hidden with them.
    of_them = np.where(np.isnan(seen) & (of_them != 0), np.nan, of_them)
    return Crossed(seen, of_them, down, across, why or why_not)


def _protected(
    exact: Cells, kept: tuple[Groups, Groups], alone: tuple[Groups, ...], rule: Rule
) -> tuple[Floats, str]:
    """The cells, and why all of them are hidden."""
    cells = joined_cells(exact, *kept)
    released = release(with_margins(cells), rule)
    inner = released.values[:-1, :-1]
    # The breakdown by one of the two shows these totals, whatever is decided here.
    margins = np.isnan(np.append(released.values[-1], released.values[:-1, -1]))
    if not margins.any() and cells.shape == exact.shape:
        return inner, ""
    for tried in (inner, _without_joined(inner, kept)):
        if margins.all():
            break
        if not _together(exact, alone, kept, tried, rule).narrows(rule):
            return tried, ""
    return np.full(cells.shape, np.nan), released.reason or TOO_SMALL


def _without_joined(inner: Floats, kept: tuple[Groups, Groups]) -> Floats:
    """The cells with those of groups that were put together hidden."""
    rows, columns = (np.array([len(group) > 1 for group in side]) for side in kept)
    return np.where(rows[:, None] | columns, np.nan, inner)


def _together(
    exact: Cells,
    alone: tuple[Groups, ...],
    kept: tuple[Groups, Groups],
    inner: Floats,
    rule: Rule,
) -> Together:
    """The breakdowns by rows and by columns alone, the whole, and these cells."""
    places = np.arange(exact.size).reshape(exact.shape)
    rows = [places[list(group)] for group in alone[0]]
    columns = [places[:, list(group)] for group in alone[1]]
    blocks = [places[np.ix_(row, column)] for row in kept[0] for column in kept[1]]
    numbers = [*rows, *columns, places, *blocks]
    members = np.zeros((len(numbers), exact.size), dtype=np.int64)
    for number, among in enumerate(numbers):
        members[number, among.ravel()] = 1
    values = members @ exact.ravel()
    lines = (values[: len(rows)], values[len(rows) : len(rows) + len(columns)])
    by_one = [one_by_one(line, rule) for line in lines]
    whole = np.where(rule.hides(exact.sum(keepdims=True)), np.nan, 0.0)
    shown = ~np.isnan(np.concatenate([*by_one, whole.ravel(), inner.ravel()]))
    return Together(members, values, shown)


def joined_cells(cells: Cells, down: Groups, across: Groups) -> Cells:
    """Cells (rows, columns, ...) with rows and columns put together."""
    rows = np.stack([cells[list(group)].sum(axis=0) for group in down])
    return np.stack([rows[:, list(group)].sum(axis=1) for group in across], axis=1)
