"""Releases people counted by two attributes at once, with their totals."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, marks, text, whole
from phm_core.governance.collapse import Groups, collapsed, joined
from phm_core.governance.disclosure import Release, release, with_margins
from phm_core.governance.rule import Rule
from phm_core.methods import proportion

PERCENT = 100.0
# How far groups are put together: totals of the threshold, or so many times it.
TIMES = (1, 3, 9)
ALL, ALL_LABEL = "all", "All"
JOINED = "Groups with very few people are put together with the group beside them."


def crosstab(asked: Asked, answer: answers.Crosstab) -> Parts:
    """A cell for each pair of groups, and the totals as groups called "all"."""
    down, across, released = _fullest(answer.people, asked.rule)
    row, column = np.indices(released.values.shape)
    totals = np.broadcast_to(released.values[:, -1:], released.values.shape)
    share = proportion(released.values.ravel(), totals.ravel(), per=PERCENT)
    row_names = _named(answer.row_groups, answer.row_labels, down)
    column_names = _named(answer.column_groups, answer.column_labels, across)
    cells = pa.table(
        {
            "row": text(row_names[i][0] for i in row.ravel()),
            "row_label": text(row_names[i][1] for i in row.ravel()),
            "column": text(column_names[j][0] for j in column.ravel()),
            "column_label": text(column_names[j][1] for j in column.ravel()),
            "people": whole(released.values.ravel()),
            "row_share": decimal(share.value),
            "mark": text(marks(np.isnan(released.values.ravel()))),
        }
    )
    fewer = (len(down), len(across)) != answer.people.shape
    notes = (*((JOINED,) if fewer else ()), *filter(None, (released.reason,)))
    return Parts(tables={"cells": cells}, notes=notes)


def _fullest(exact: np.ndarray, rule: Rule) -> tuple[Groups, Groups, Release]:
    """The way of putting small groups together that leaves most figures to be seen."""
    tried: list[tuple[Groups, Groups, Release]] = []
    for times in (1,) if rule.exact else TIMES:
        down = collapsed(exact, rule, times=times)
        across = collapsed(exact.T, rule, times=times)
        table = joined(joined(exact, down).T, across).T
        released = release(with_margins(table), rule)
        tried.append((down, across, released))
        if not (released.marks != "").any():
            break
    return max(tried, key=lambda one: int((one[2].values > 0).sum()))


def _named(
    groups: tuple[str, ...], labels: tuple[str, ...], kept: Groups
) -> list[tuple[str, str]]:
    """Id and label of each line, groups that were put together under both names."""
    found = [
        ("+".join(groups[i] for i in line), " or ".join(labels[i] for i in line))
        for line in kept
    ]
    return [*found, (ALL, ALL_LABEL)]
