"""Releases people of a cohort beside everyone else, group by group."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from phm_core.engine.answers import AGE_BANDS, SEXES, Breakdown
from phm_core.gateway.columns import Floats, decimal, interval, marks, text, whole
from phm_core.governance.collapse import Groups, collapsed, joined
from phm_core.governance.disclosure import release, release_vector, with_margins
from phm_core.governance.rule import Rule
from phm_core.methods import proportion, risk_ratio, smd_binary

PERCENT = 100.0


@dataclass(frozen=True, eq=False)
class Sides:
    """A cohort and everyone else, counted in the same groups; NaN where hidden.

    people, others: (groups,). sizes: of the cohort and of everyone else. groups: which
    of the original groups each row stands for.
    """

    people: Floats
    others: Floats
    sizes: tuple[float, float]
    groups: Groups

    @property
    def hidden(self) -> np.ndarray:
        """Where either side is hidden."""
        return np.isnan(self.people) | np.isnan(self.others)


def sides(
    people: np.ndarray, total: np.ndarray, sizes: tuple[int, int], rule: Rule
) -> Sides:
    """Protect groups of a cohort and of everyone, whose totals are shown too.

    sizes: everyone in the cohort, and everyone. Groups that hold all of them once are
    checked as a table with its totals; others (overlapping, or leaving people out) one
    by one.
    """
    others = total - people
    whole_sizes = (sizes[0], sizes[1] - sizes[0])
    groups: Groups = tuple((position,) for position in range(len(people)))
    if (people.sum(), total.sum()) != sizes:
        parts = [release_vector(counts, rule).values for counts in (people, others)]
    else:
        inner = np.column_stack([people, others])
        groups = collapsed(inner, rule)
        table = joined(inner, groups)
        released = release(with_margins(table), rule).values[:-1]
        parts = [released[:, 0], released[:, 1]]
    shown = [release_vector([size], rule).values[0] for size in whole_sizes]
    return Sides(parts[0], parts[1], (float(shown[0]), float(shown[1])), groups)


def compared(shown: Sides) -> dict[str, pa.Array]:
    """Shares of both sides, their ratio and their standardised difference."""
    people, others = shown.people, shown.others
    whole_people, whole_others = (np.full(len(people), size) for size in shown.sizes)
    share = proportion(people, whole_people, per=PERCENT)
    against = proportion(others, whole_others, per=PERCENT)
    pairs = (people, whole_people), (others, whole_others)
    ratio, difference = risk_ratio(*pairs), smd_binary(*pairs)
    return {
        "people": whole(people),
        "share": decimal(share.value),
        **interval(share),
        "others": whole(others),
        "others_share": decimal(against.value),
        "ratio": decimal(ratio.value, 3),
        "ratio_lower": decimal(ratio.lower, 3),
        "ratio_upper": decimal(ratio.upper, 3),
        "difference": decimal(difference.value, 3),
        "mark": text(marks(shown.hidden)),
    }


def breakdown(found: Breakdown, sizes: tuple[int, int], rule: Rule) -> pa.Table:
    """One attribute: a row for each group, small groups joined to the one beside."""
    shown = sides(found.people, found.total, sizes, rule)
    rows = len(shown.groups)
    return pa.table(
        {
            "breakdown": text([found.attribute] * rows),
            "title": text([found.title] * rows),
            "group": text("+".join(names(found.groups, g)) for g in shown.groups),
            "label": text(" or ".join(names(found.labels, g)) for g in shown.groups),
            "order": whole(np.arange(rows)),
            **compared(shown),
        }
    )


def names(all_names: tuple[str, ...], group: tuple[int, ...]) -> list[str]:
    """Names of the original groups that one row stands for."""
    return [all_names[position] for position in group]


def pyramid(
    people: np.ndarray, total: np.ndarray, rule: Rule, *, small: bool
) -> pa.Table:
    """Age bands by sex; people and everyone else of known age only.

    people, total: (sex, age). small: the cohort itself is too small to be shown.
    """
    others = total - people
    released = release(with_margins(people), rule)
    shown = np.where(small, np.nan, released.values[:-1, :-1])
    beside = release_vector(others.ravel(), rule).values.reshape(others.shape)
    sex, age = np.indices(people.shape)
    used = (total.sum(axis=1) > 0)[sex].ravel()
    size, others_size = (
        rule.rounded(np.array([counts.sum()]))[0] for counts in (people, others)
    )
    share = proportion(shown.ravel(), size, per=PERCENT)
    against = proportion(beside.ravel(), others_size, per=PERCENT)
    return pa.table(
        {
            "age_band": text(AGE_BANDS[i] for i in age.ravel()),
            "order": whole(age.ravel()),
            "sex": text(SEXES[i] for i in sex.ravel()),
            "people": whole(shown.ravel()),
            "share": decimal(share.value),
            "others_share": decimal(against.value),
            "mark": text(marks(np.isnan(shown.ravel()))),
        }
    ).filter(pa.array(used))
