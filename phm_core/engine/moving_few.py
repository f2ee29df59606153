"""Rules of a cohort by which few people are in it, or out of it, are left out.

With such a rule and without it, two counts would give those few away. Refusing the rule
would tell as much: that it moves somebody. So one that moves nobody is left out alike.
After the low-effect clauses of Diffix (Francis et al., 2017, arXiv:1706.00230).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from phm_core.definitions.logic import Group, switched_on
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.tree import Place, at, changed
from phm_core.engine.bits import Words, size
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope


@dataclass(frozen=True, repr=False, eq=False)
class LeftOut:
    """A rule that a cohort was counted without."""

    cohort: str
    rule: Criterion


def bits(tree: Criterion, here: Here, scope: Scope) -> Words:
    """Those who are known to meet criteria, as bits of the people index."""
    looked_up = here.expansions.of(tree)
    return here.index.bounds(looked_up, scope.day, here.watch).within(scope.people).must


def near(people: Words, other: Words, few: int) -> bool:
    """Whether fewer than `few` people tell two groups apart, and one is not as small.

    The counts of two groups of fewer are hidden both: there is nothing to subtract.
    """
    largest = max(size(people), size(other))
    return largest >= few and size(people ^ other) < few


def without_few(
    tree: Criterion, here: Here, scope: Scope, few: int
) -> tuple[Criterion, tuple[Criterion, ...]]:
    """Criteria without the rules that move few people, and those rules in that order.

    few: one more than the most people whose moving counts as few.
    """
    left_out: list[Criterion] = []
    while (found := _first(tree, here, scope, few)) is not None:
        place, tree_without = found
        left_out.append(at(tree, place))
        tree = tree_without
    return tree, tuple(left_out)


def _first(
    tree: Criterion, here: Here, scope: Scope, few: int
) -> tuple[Place, Criterion] | None:
    people = bits(tree, here, scope)
    for place in _places(tree):
        without = changed(tree, place, lambda _: None)
        if without is not None and near(people, bits(without, here, scope), few):
            return place, without
    return None


def _places(tree: Criterion) -> Iterator[Place]:
    """Where every rule inside a criterion stands, those within groups too."""
    if isinstance(tree, Group):
        for number, child in enumerate(tree.of):
            if switched_on(child):
                yield (number,)
                for inner in _places(child):
                    yield (number, *inner)
