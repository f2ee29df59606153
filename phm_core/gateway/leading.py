"""Of many indicators by area, the figure that leads each: worked out together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.catalogue.schema import Indicator
from phm_core.engine import answers
from phm_core.gateway.columns import (
    NO_DATA,
    SMALL,
    SUPPRESSED,
    Floats,
    decimal,
    reasons,
    text,
    whole,
)
from phm_core.gateway.shares import careful, vector_of, without
from phm_core.gateway.strata import PERCENT, expected_from, usual_shares
from phm_core.governance.disclosure import Release, release_vector
from phm_core.governance.rule import Rule
from phm_core.methods import Estimates, proportion

# Areas times indicators that are standardised at once: enough to be quick, and little
# enough to fit in memory.
AT_ONCE = 4_000
Pairs = Sequence[tuple[Indicator, answers.Rate]]
Texts = NDArray[np.str_]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Leading:
    """The leading figure of each indicator by area, each array (indicators, areas).

    counted, among: exact, as awaited is: cases expected at the rates of the whole by
    age and sex. None of the three is shown as it is. mark: why there is no figure.
    """

    counted: Integers
    among: Integers
    awaited: Floats
    people: Floats
    count: Floats
    value: Floats
    lower: Floats
    upper: Floats
    mark: Texts
    released: tuple[Release, ...]

    def columns(self, rule: Rule) -> dict[str, pa.Array]:
        """As columns of a released table, the areas of the first indicator first."""
        awaited = self.awaited if rule.exact else np.round(self.awaited, 1)
        shown = np.where(np.isnan(self.people), np.nan, awaited)
        marks = self.mark.ravel().tolist()
        return {
            "people": whole(self.people.ravel()),
            "count": whole(self.count.ravel()),
            "expected": decimal(shown.ravel(), 1),
            "mark": text(marks),
            "reason": reasons(marks),
            "value": decimal(self.value.ravel()),
            "lower": decimal(self.lower.ravel()),
            "upper": decimal(self.upper.ravel()),
        }


def by_area(pairs: Pairs, rule: Rule) -> Leading:
    """What each area shows: as the question about each indicator alone would."""
    released = [
        (
            vector_of(exact.share.among, int(exact.whole.among[0]), rule),
            vector_of(exact.share.counted, int(exact.whole.counted[0]), rule),
        )
        for _, exact in pairs
    ]
    return _leading(pairs, [exact.share for _, exact in pairs], released, rule)


def of_whole(pairs: Pairs, rule: Rule) -> Leading:
    """What the whole shows, as the only area."""
    shares = [exact.whole for _, exact in pairs]
    released = [
        (release_vector(each.among, rule), release_vector(each.counted, rule))
        for each in shares
    ]
    return _leading(pairs, shares, released, rule)


def _leading(
    pairs: Pairs,
    shares: list[answers.Share],
    released: list[tuple[Release, Release]],
    rule: Rule,
) -> Leading:
    people, count = (
        np.stack([both[at].values for both in released]) for at in range(2)
    )
    hidden = np.isnan(people) | np.isnan(count)
    wholes = [exact.whole for _, exact in pairs]
    figures = _figures(pairs, shares, (people, count), rule)
    among = np.stack([each.among for each in shares])
    missing = np.isnan(figures[0])
    return Leading(
        counted=np.stack([each.counted for each in shares]),
        among=among,
        awaited=np.stack(
            [_awaited(*each) for each in zip(shares, wholes, strict=True)]
        ),
        people=people,
        count=count,
        value=figures[0],
        lower=figures[1],
        upper=figures[2],
        mark=np.select(
            [~missing, among == 0, hidden], ["", NO_DATA, SUPPRESSED], default=SMALL
        ),
        released=tuple(counted for _, counted in released),
    )


def _figures(
    pairs: Pairs, shares: list[answers.Share], shown: tuple[Floats, Floats], rule: Rule
) -> Floats:
    """Value, lower and upper of the leading figures: (3, indicators, areas)."""
    people, count = shown
    found = np.full((3, *people.shape), np.nan)
    crude = np.array([indicator.lead == "crude" for indicator, _ in pairs])
    if crude.any():
        found[:, crude] = _ends(proportion(count[crude], people[crude], per=PERCENT))
    rows = np.flatnonzero(~crude)
    step = max(1, AT_ONCE // max(people.shape[1], 1))
    for start in range(0, rows.size, step):
        some = rows[start : start + step]
        strata = [
            np.concatenate(tables)
            for tables in zip(
                *(_strata(pairs[k][1], shares[k]) for k in some), strict=True
            )
        ]
        usual = usual_shares(strata[0], strata[1], strata[2])
        hidden = np.isnan(people[some] + count[some]).ravel()
        shape = (3, some.size, people.shape[1])
        found[:, some] = _ends(careful(without(usual, hidden), rule)).reshape(shape)
    return found


def _strata(
    exact: answers.Rate, share: answers.Share
) -> tuple[Integers, Integers, Integers]:
    """Those counted, people, and the people of the whole, by area, sex and age."""
    among = share.among_strata
    return (
        share.counted_strata,
        among,
        np.broadcast_to(exact.whole.among_strata, among.shape),
    )


def _ends(estimates: Estimates) -> Floats:
    return np.stack([estimates.value, estimates.lower, estimates.upper])


def _awaited(share: answers.Share, whole_share: answers.Share) -> Floats:
    return expected_from(
        whole_share.counted_strata, whole_share.among_strata, share.among_strata
    )
