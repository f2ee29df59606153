"""How many people, and what each rule does."""

from phm_core.definitions.logic import All, switched_on
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import Attrition, HowMany
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bits import Words, size
from phm_core.engine.here import Here
from phm_core.engine.kleene import Bounds, conjunction
from phm_core.engine.scope import Scope


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
    parts = [_rule(rule, scope, here) for rule in written]
    whole = conjunction(parts) if parts else Bounds.known(scope.people)
    return answers.Attrition(
        as_at=scope.day,
        people=size(whole.must),
        unknown=unknown(whole),
        population=size(scope.people),
        rules=_attrition(written, parts, scope),
    )


def unknown(found: Bounds) -> int:
    """People for whom it cannot be told."""
    return 0 if found.definite else size(found.may) - size(found.must)


def rules_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The rules of a cohort: what a top-level `all` lists, otherwise the one tree."""
    if not switched_on(criterion):
        return ()
    return criterion.enabled if isinstance(criterion, All) else (criterion,)


def _rule(rule: Criterion, scope: Scope, here: Here) -> Bounds:
    tree = here.expansions.of(rule)
    return here.index.bounds(tree, scope.day, here.watch).within(scope.people)


def _attrition(
    written: tuple[Criterion, ...], parts: list[Bounds], scope: Scope
) -> tuple[answers.Rule, ...]:
    """One pass forwards and one back: without rule i is before i and after i."""
    before, after = [scope.people], [scope.people]
    for part in parts:
        before.append(before[-1] & part.must)
    for part in reversed(parts):
        after.append(after[-1] & part.must)
    after.reverse()
    people = size(before[-1])
    return tuple(
        answers.Rule(
            criterion=rule,
            alone=size(part.must),
            unknown=unknown(part),
            remaining=size(before[i + 1]),
            gained_if_dropped=_both(before[i], after[i + 1]) - people,
        )
        for i, (rule, part) in enumerate(zip(written, parts, strict=True))
    )


def _both(one: Words, other: Words) -> int:
    return size(one & other)
