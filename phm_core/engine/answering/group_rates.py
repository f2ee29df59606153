"""Shares of people in a cohort by group, ready for standardising."""

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.questions import RateBy
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.partition import (
    MOST_BREAKDOWNS,
    MOST_GROUPS,
    Partition,
    crossed,
    number_of,
    partition,
)
from phm_core.engine.answering.rates import share_of
from phm_core.engine.bases import STRATA
from phm_core.engine.bits import Words, to_ids
from phm_core.engine.here import Here
from phm_core.engine.inner import tree_key
from phm_core.errors import RefusedInput

Cells = NDArray[np.int64]


@exact.register
def _(question: RateBy, here: Here) -> answers.RateBy:
    scope = here.scope(question, question.of)
    parts = _parts(question, here)
    cohort = here.cohort(question.of, scope)
    among, among_key = scope.people, scope.key
    if question.among is not None:
        among = here.cohort(question.among, scope).must
        among_key = f"{scope.key}:{tree_key(here.tree(question.among))}"
    joint = crossed(here, parts, scope.day)
    shape = (number_of(parts), len(answers.SEXES), -1)

    def count(people: Words) -> Cells:
        ids = to_ids(people, here.index.count)
        return np.bincount(
            joint.codes[ids], minlength=number_of(parts) * STRATA
        ).reshape(shape)

    keys = "+".join(part.key for part in parts)
    denominator = here.totals.get(
        f"groups:{keys}:{among_key}", lambda: count(among), here.watch
    )
    numerator = count(cohort.must & among)
    unsure = np.zeros_like(denominator)
    if not cohort.definite:
        unsure = count(cohort.may & ~cohort.must & among)
    return answers.RateBy(
        as_at=scope.day,
        by=tuple(part.groups for part in parts),
        share=share_of(denominator, numerator),
        whole=share_of(
            denominator.sum(axis=0, keepdims=True), numerator.sum(axis=0, keepdims=True)
        ),
        unknown=unsure.sum(axis=(1, 2)),
        whole_unknown=int(unsure.sum()),
    )


def _parts(question: RateBy, here: Here) -> tuple[Partition, ...]:
    if not 1 <= len(question.by) <= MOST_BREAKDOWNS:
        raise RefusedInput(
            f"People are counted by one breakdown or by two; {len(question.by)} were "
            "given."
        )
    if len(set(question.by)) < len(question.by):
        raise RefusedInput("Choose two different breakdowns to cross.")
    day = here.day(question.of)
    parts = tuple(partition(here, by, day) for by in question.by)
    if number_of(parts) > MOST_GROUPS:
        titles = " and ".join(part.groups.title for part in parts)
        raise RefusedInput(
            f"{titles}: {number_of(parts)} groups are more than can be shown safely "
            f"(at most {MOST_GROUPS}). Choose broader groups, or a rate by area."
        )
    return parts
