"""Shares of people in a cohort by area, ready for standardising."""

import numpy as np
from numpy.typing import NDArray

from phm_core.area import WHOLE
from phm_core.definitions.questions import Rate
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bits import Words
from phm_core.engine.ground import ground_of
from phm_core.engine.here import Here
from phm_core.engine.inner import tree_key
from phm_core.engine.tally import by_unit_and_stratum
from phm_core.engine.territory import territory

Cells = NDArray[np.int64]


@exact.register
def _(question: Rate, here: Here) -> answers.Rate:
    return share_by_area(question, here)


def share_by_area(question: Rate, here: Here) -> answers.Rate:
    """Everyone and those of them in a cohort, by area, sex and age."""
    scope = here.scope(question, question.of)
    where = territory(here, question.per, question.lens, scope.day)
    ground, whole_ground = ground_of(here, scope, where)
    if question.area != WHOLE:
        where = where.only(ground.people > 0)
        ground, whole_ground = ground_of(here, scope, where)
    cohort = here.cohort(question.of, scope)
    among, among_key = scope.people, scope.key
    if question.among is not None:
        among = here.cohort(question.among, scope).must
        among_key = f"{scope.key}:{tree_key(here.tree(question.among))}"

    def count(people: Words) -> Cells:
        return by_unit_and_stratum(here.index, where.unit, scope.day, people)

    denominator = here.totals.get(
        f"strata:{where.unit}:{among_key}", lambda: count(among), here.watch
    )
    numerator = count(cohort.must & among)
    unsure = np.zeros_like(denominator)
    if not cohort.definite:
        unsure = count(cohort.may & ~cohort.must & among)
    return answers.Rate(
        as_at=scope.day,
        areas=where.areas,
        ground=ground,
        whole_ground=whole_ground,
        share=share_of(where.add_up(denominator), where.add_up(numerator)),
        whole=share_of(
            denominator.sum(axis=0, keepdims=True), numerator.sum(axis=0, keepdims=True)
        ),
        unknown=where.add_up(unsure).sum(axis=(1, 2)),
        whole_unknown=int(unsure.sum()),
    )


def share_of(among: Cells, counted: Cells) -> answers.Share:
    """From cells (areas, sex, 20) to totals and strata; the last age is not known."""
    return answers.Share(
        among=among.sum(axis=(1, 2)),
        counted=counted.sum(axis=(1, 2)),
        among_strata=among[:, :, :-1],
        counted_strata=counted[:, :, :-1],
    )
