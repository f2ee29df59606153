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
# Women and men: people of unknown sex are too few to be drawn.
KNOWN = 2


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
    groups: Groups = tuple((position,) for position in range(len(people)))
    if (people.sum(), total.sum()) != sizes:
        parts = [release_vector(counts, rule).values for counts in (people, others)]
    else:
        inner = np.column_stack([people, others])
        groups = collapsed(inner, rule)
        table = joined(inner, groups)
        released = release(with_margins(table), rule).values[:-1]
        parts = [released[:, 0], released[:, 1]]
    return Sides(parts[0], parts[1], both_sizes(sizes, rule), groups)


def both_sizes(sizes: tuple[int, int], rule: Rule) -> tuple[float, float]:
    """Protect how many are in a cohort and how many are left, of it and of everyone."""
    inside, everyone = sizes
    people, others = (
        float(release_vector([size], rule).values[0])
        for size in (inside, everyone - inside)
    )
    return people, others


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
    """Age bands by sex: women and men of known age, beside everyone else.

    people, total: (sex, age). small: the cohort itself is too small to be shown.
    """
    cohort, others = people[:KNOWN], (total - people)[:KNOWN]
    shown = np.where(small, np.nan, _by_age_and_sex(cohort, rule)).ravel()
    beside = release_vector(others.ravel(), rule).values
    size, others_size = (
        rule.rounded(np.array([counts.sum()]))[0] for counts in (cohort, others)
    )
    sex, age = (where.ravel() for where in np.indices(cohort.shape))
    return pa.table(
        {
            "age_band": text(AGE_BANDS[i] for i in age),
            "order": whole(age),
            "sex": text(SEXES[i] for i in sex),
            "people": whole(shown),
            "share": decimal(proportion(shown, size, per=PERCENT).value),
            "others_share": decimal(proportion(beside, others_size, per=PERCENT).value),
            "mark": text(marks(np.isnan(shown))),
        }
    )


def _by_age_and_sex(people: np.ndarray, rule: Rule) -> Floats:
    """Counts (sex, age) as they may be shown.

    Ages with very few people are checked together with those beside them, and none of
    them is shown.
    """
    groups = collapsed(people.T, rule)
    released = release(with_margins(joined(people.T, groups)), rule).values
    shown = np.full(people.shape, np.nan)
    for row, ages in enumerate(groups):
        if len(ages) == 1:
            shown[:, ages[0]] = released[row, :-1]
    return shown
