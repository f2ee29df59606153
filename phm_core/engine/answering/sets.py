"""People shared by cohorts, and conditions held together."""

import numpy as np

from phm_core.definitions.questions import Conditions, Overlap
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.profiles import SHOWN_LEVELS, available
from phm_core.engine.bits import Words, size
from phm_core.engine.conditions import long_term, pair_counts
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.engine.tally import Tally
from phm_core.errors import RefusedInput

PAIR = 2


@exact.register
def _(question: Overlap, here: Here) -> answers.Overlap:
    if len(question.of) < PAIR:
        raise RefusedInput("Comparing cohorts needs at least two of them.")
    scopes = [here.scope(question, definition) for definition in question.of]
    cohorts = [
        here.bounds(definition, scope).must
        for definition, scope in zip(question.of, scopes, strict=True)
    ]
    everyone = np.bitwise_or.reduce([scope.people for scope in scopes])
    return answers.Overlap(
        as_at=scopes[0].day,
        names=tuple(definition.name for definition in question.of),
        both=pair_counts(np.stack(cohorts)),
        union=size(np.bitwise_or.reduce(cohorts)),
        population=size(everyone),
        difference=_difference(here, scopes[0], cohorts),
    )


def _difference(
    here: Here, scope: Scope, cohorts: list[Words]
) -> tuple[answers.Difference, ...]:
    if len(cohorts) != PAIR:
        return ()
    first, second = cohorts
    shown = [
        here.groupings.get(identity, scope.day)
        for identity, attribute in here.catalogue.attributes.items()
        if attribute.level is None or attribute.level in SHOWN_LEVELS
        if available(here, identity)
    ]
    tally = Tally(here.index, scope.day, tuple(one.base for one in shown))
    only_first, only_second = (
        tally.count(one) for one in (first & ~second, second & ~first)
    )
    return tuple(
        answers.Difference(
            attribute=one.attribute.id,
            title=one.attribute.title,
            groups=one.groups,
            labels=one.labels,
            only_first=one.count(only_first[one.base]),
            only_second=one.count(only_second[one.base]),
        )
        for one in shown
    )


@exact.register
def _(question: Conditions, here: Here) -> answers.Conditions:
    scope = here.scope(question, question.of)
    people = here.cohort(question.of, scope).must
    held = long_term(here.index, here.catalogue, scope.day, here.watch)
    if not held.conditions:
        raise RefusedInput(
            "There are no 'condition' records that you may use, so what is held "
            "cannot be asked for. Use a snapshot that has them."
        )
    return answers.Conditions(
        as_at=scope.day,
        conditions=held.conditions,
        titles=held.titles,
        both=held.pairs(people),
        held=held.times(people),
        people=size(people),
    )
