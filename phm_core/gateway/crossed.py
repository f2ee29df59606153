"""Protects people counted by two breakdowns beside the same people by one of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.gateway.columns import Floats
from phm_core.governance.collapse import Groups, collapsed_in_both
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


def crossed(people: Cells, counted: Cells, rule: Rule) -> Crossed:
    """Release two tables of the same groups, people and those counted among them.

    Totals of the groups are not shown here, but a breakdown by one of them shows them:
    cells are protected against both, or everything is hidden.
    """
    down = collapsed_in_both(people, counted, rule)
    across = collapsed_in_both(people.T, counted.T, rule)
    (seen, why), (of_them, why_not) = (
        _protected(exact, joined_cells(exact, down, across), (down, across), rule)
        for exact in (people, counted)
    )
    # A count says that there are at least as many people: hidden with them.
    of_them = np.where(np.isnan(seen) & (of_them != 0), np.nan, of_them)
    return Crossed(seen, of_them, down, across, why or why_not)


def _protected(
    exact: Cells, cells: Cells, kept: tuple[Groups, Groups], rule: Rule
) -> tuple[Floats, str]:
    """The cells, and why all of them are hidden."""
    released = release(with_margins(cells), rule)
    inner = released.values[:-1, :-1]
    # The breakdown by one of the two shows these totals, whatever is decided here.
    margins = np.isnan(np.append(released.values[-1], released.values[:-1, -1]))
    if not margins.any() and cells.shape == exact.shape:
        return inner, ""
    for tried in (inner, _without_joined(inner, kept)):
        if not margins.all() and not _together(exact, cells, tried, kept, rule).narrows(
            rule
        ):
            return tried, ""
    return np.full(cells.shape, np.nan), released.reason or TOO_SMALL


def _without_joined(inner: Floats, kept: tuple[Groups, Groups]) -> Floats:
    """The cells with those of groups that were put together hidden."""
    rows, columns = (np.array([len(group) > 1 for group in side]) for side in kept)
    return np.where(rows[:, None] | columns, np.nan, inner)


def _together(
    exact: Cells, cells: Cells, inner: Floats, kept: tuple[Groups, Groups], rule: Rule
) -> Together:
    """The breakdowns by rows and by columns alone, the whole, and these cells."""
    places = np.arange(exact.size).reshape(exact.shape)
    lines = [*places, *places.T, places]
    blocks = [places[np.ix_(row, column)] for row in kept[0] for column in kept[1]]
    members = np.zeros((len(lines) + len(blocks), exact.size), dtype=np.int64)
    for number, among in enumerate((*lines, *blocks)):
        members[number, among.ravel()] = 1
    alone = [one_by_one(exact.sum(axis=axis), rule) for axis in (1, 0)]
    whole = np.where(rule.hides(exact.sum(keepdims=True)), np.nan, 0.0)
    shown = ~np.isnan(np.concatenate([*alone, whole.ravel(), inner.ravel()]))
    values = np.concatenate([members[: len(lines)] @ exact.ravel(), cells.ravel()])
    return Together(members, values, shown)


def joined_cells(cells: Cells, down: Groups, across: Groups) -> Cells:
    """Cells (rows, columns, ...) with rows and columns put together."""
    rows = np.stack([cells[list(group)].sum(axis=0) for group in down])
    return np.stack([rows[:, list(group)].sum(axis=1) for group in across], axis=1)
