"""Releases what cohorts share, and which long-term conditions go together."""

from itertools import combinations

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import Floats, decimal, marks, text, whole
from phm_core.governance.disclosure import release, release_vector
from phm_core.governance.rule import Rule

SIDES = ("only_first", "only_second")


def overlap(asked: Asked, answer: answers.Overlap) -> Parts:
    """Each pair of cohorts; for two, also who is in one of them only."""
    rule = asked.rule
    pairs = list(combinations(range(len(answer.names)), 2))
    found = [_two_by_two(answer.both, pair, answer.population, rule) for pair in pairs]
    both, first_only, second_only = (
        np.array([row[i] for row in found], dtype=np.float64) for i in range(3)
    )
    either = both + first_only + second_only
    jaccard = both / np.where(either > 0, either, np.nan)
    table = pa.table(
        {
            "first": text(answer.names[i] for i, _ in pairs),
            "second": text(answer.names[j] for _, j in pairs),
            "both": whole(both),
            "first_only": whole(first_only),
            "second_only": whole(second_only),
            "jaccard": decimal(jaccard, 3),
            "mark": text(marks(np.isnan(either))),
        }
    )
    tables = {"pairs": table}
    if answer.difference:
        parts = [_difference(one, rule) for one in answer.difference]
        tables["difference"] = pa.concat_tables(parts)
    return Parts(tables=tables)


def _two_by_two(
    both: np.ndarray, pair: tuple[int, int], population: int, rule: Rule
) -> Floats:
    """In both, in the first only, in the second only: checked with their totals."""
    first, second = pair
    inner = both[first, second]
    sizes = both[first, first], both[second, second]
    neither = population - sizes[0] - sizes[1] + inner
    table = [
        [inner, sizes[0] - inner, sizes[0]],
        [sizes[1] - inner, neither, population - sizes[0]],
        [sizes[1], population - sizes[1], population],
    ]
    values = release(np.array(table, dtype=np.int64), rule).values
    return np.array([values[0, 0], values[0, 1], values[1, 0]])


def _difference(found: answers.Difference, rule: Rule) -> pa.Table:
    sides = {
        name: release_vector(counts, rule, total=int(counts.sum())).values
        for name in SIDES
        for counts in (getattr(found, name),)
    }
    rows = len(found.groups)
    return pa.table(
        {
            "breakdown": text([found.attribute] * rows),
            "title": text([found.title] * rows),
            "group": text(found.groups),
            "label": text(found.labels),
            **{name: whole(values) for name, values in sides.items()},
            "mark": text(marks(np.isnan(sides["only_first"] + sides["only_second"]))),
        }
    )


def conditions(asked: Asked, answer: answers.Conditions) -> Parts:
    """Every pair of long-term conditions, against what chance alone would give."""
    rule = asked.rule
    first, second = np.triu_indices(len(answer.conditions), k=1)
    both = release_vector(answer.both[first, second], rule).values
    sizes = release_vector(np.diag(answer.both), rule).values
    people = rule.rounded(np.array([answer.people]))[0]
    awaited = sizes[first] * sizes[second] / people if people else both * np.nan
    ratio = both / np.where(awaited > 0, awaited, np.nan)
    table = pa.table(
        {
            "first": text(answer.conditions[i] for i in first),
            "first_title": text(answer.titles[i] for i in first),
            "second": text(answer.conditions[j] for j in second),
            "second_title": text(answer.titles[j] for j in second),
            "both": whole(both),
            "observed_expected": decimal(ratio, 2),
            "mark": text(marks(np.isnan(both))),
        }
    )
    held = release_vector(answer.held, rule, total=int(answer.held.sum())).values
    number = pa.table(
        {
            "conditions": whole(np.arange(len(held))),
            "people": whole(held),
            "mark": text(marks(np.isnan(held))),
        }
    )
    return Parts(tables={"pairs": table, "held": number})
