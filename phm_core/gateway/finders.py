"""Releases how many people case finders find, and how many to expect."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import text, whole
from phm_core.gateway.england import scale
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.governance.rule import Rule
from phm_core.methods.predicted import predicted_counts

EXPECTED = (
    "Expected is how many such people are recorded elsewhere: by age, sex and "
    "deprivation after England's rates, at the level that is named. It is a range for "
    "an area, never a verdict on a practice, and of people who were diagnosed."
)
SUGGESTS = "The record suggests it; it is not a diagnosis."


def findings(asked: Asked, answer: answers.Findings) -> Parts:
    """One row a finder, and one row a priority of each."""
    finders = [asked.catalogue.casefinders[one.finder] for one in answer.found]
    shown = [_protected(one, asked.rule) for one in answer.found]
    rows = pa.table(
        {
            "finder": text(one.finder for one in answer.found),
            "title": text(one.title for one in finders),
            "eligible": whole([each[0] for each in shown]),
            "listed": whole([each[1] for each in shown]),
            "red_flags": whole([each[2] for each in shown]),
            "without": text(one.without for one in answer.found),
        }
    )
    groups = [
        (one.finder, priority, count)
        for one, finder, each in zip(answer.found, finders, shown, strict=True)
        for priority, count in zip(finder.priorities, each[3], strict=False)
    ]
    priorities = pa.table(
        {
            "finder": text(finder for finder, _, _ in groups),
            "priority": text(priority.id for _, priority, _ in groups),
            "title": text(priority.title for _, priority, _ in groups),
            "see_within": text(priority.see_within for _, priority, _ in groups),
            "people": whole([count for _, _, count in groups]),
        }
    )
    return Parts(tables={"finders": rows, "priorities": priorities}, notes=(SUGGESTS,))


def _protected(
    one: answers.Finding, rule: Rule
) -> tuple[float, float, float, list[float]]:
    """Eligible, listed, red flags and the groups; NaN where hidden.

    The groups add up to those listed, so one more is hidden where that would give a
    small one away; red flags overlap them freely and stand by themselves.
    """
    if one.without:
        return np.nan, np.nan, np.nan, []
    # Those found are some of the eligible: few who are left would be given away.
    rest = one.eligible - one.listed
    hidden = 0 < rest < rule.suppress_below
    groups = release_vector(
        np.array(one.groups, dtype=np.int64), rule, total=one.listed
    ).values.tolist()
    listed = _count(one.listed, rule)
    return (
        np.nan if hidden else _count(one.eligible, rule),
        listed,
        _count(one.red_flags, rule),
        groups,
    )


def _count(count: int, rule: Rule) -> float:
    shown = release_count(count, rule)
    return np.nan if shown is None else float(shown)


def expected(asked: Asked, answer: answers.Expected) -> Parts:
    """Those recorded, and the range to expect for such people.

    The range goes from the lower of two expectations to the higher, by age and sex, and
    by deprivation as well, each with what chance among people adds. Their level is that
    of the whole system where it is seen, or else that of England.
    """
    own, whole = answer.here, answer.whole
    level = np.full(2, scale(asked.catalogue.conditions[answer.condition]))
    if whole is not None and min(whole.by_age, whole.by_need) > 0:
        level = whole.recorded / np.array([whole.by_age, whole.by_need])
    means = level * np.array([own.by_age, own.by_need])
    lower, upper = predicted_counts([means.min(), means.max()])
    ends = np.array([lower[0], upper[1]]).astype(np.int64)
    low, high = asked.rule.rounded(ends).tolist()
    return Parts(
        facts={
            "people": release_count(own.people, asked.rule),
            "recorded": release_count(own.recorded, asked.rule),
            "expected_lower": low,
            "expected_upper": high,
            "level": "England" if whole is None else "the whole system",
        },
        notes=(EXPECTED,),
    )
