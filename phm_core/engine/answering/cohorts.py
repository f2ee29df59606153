"""How many people, and what each rule does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.logic import All, switched_on
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import Attrition, HowMany
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bits import Words, size
from phm_core.engine.here import Here
from phm_core.engine.kleene import Bounds, conjunction


@exact.register
def _(question: HowMany, here: Here) -> answers.HowMany:
    scope = here.scope(question, question.of)
    found = here.bounds(question.of, scope)
    return answers.HowMany(
        as_at=scope.day,
        people=size(found.must),
        unknown=unknown(found),
        population=size(scope.people),
    )


@exact.register
def _(question: Attrition, here: Here) -> answers.Attrition:
    scope = here.scope(question, question.of)
    written = rules_of(question.of.criteria)
    trees = [here.expansions.of(rule) for rule in written]
    found = Found(np.zeros(3, np.int64), np.zeros((len(written), 4), np.int64))
    for place, parts in here.index.blocks(trees, scope.day, here.watch):
        found.add(scope.people[place], parts)
    people, unclear, population = found.whole.tolist()
    return answers.Attrition(
        as_at=scope.day,
        people=people,
        unknown=unclear,
        population=population,
        rules=tuple(
            answers.Rule(rule, alone, unsure, left, both - people)
            for rule, (alone, unsure, left, both) in zip(
                written, found.rules.tolist(), strict=True
            )
        ),
    )


def unknown(found: Bounds) -> int:
    """People for whom it cannot be told."""
    return 0 if found.definite else size(found.may) - size(found.must)


def rules_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The rules of a cohort: what a top-level `all` lists, otherwise the one tree."""
    if not switched_on(criterion):
        return ()
    return criterion.enabled if isinstance(criterion, All) else (criterion,)


@dataclass(frozen=True, eq=False)
class Found:
    """People counted block by block.

    whole: in all rules, unknown, in scope. rules: of each rule those of it alone,
    unknown, left after it, and in all other rules.
    """

    whole: NDArray[np.int64]
    rules: NDArray[np.int64]

    def add(self, people: Words, parts: list[Bounds]) -> None:
        """Count one block; people: the scope in it.

        One pass forwards and one back: without rule i is before i and after i.
        """
        inside = [part.within(people) for part in parts]
        before, after = [people], [people]
        for part in inside:
            before.append(before[-1] & part.must)
        for part in reversed(inside):
            after.append(after[-1] & part.must)
        after.reverse()
        whole = conjunction(inside) if inside else Bounds.known(people)
        self.whole[:] += (size(before[-1]), unknown(whole), size(people))
        for i, part in enumerate(inside):
            self.rules[i] += (
                size(part.must),
                unknown(part),
                size(before[i + 1]),
                size(before[i] & after[i + 1]),
            )
