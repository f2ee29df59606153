"""Three-valued truth for a whole population: what must be true, what may be.

A person is in `must` when the criterion is true for them, in `may` when it is true or
not known. AND, OR and at-least-k work on each bound by itself; NOT swaps them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, singledispatch

import numpy as np

from phm_core.definitions.logic import All, AtLeast, Group, Nothing
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion
from phm_core.engine.bits import Words
from phm_core.engine.shelf import own_bytes


@dataclass(frozen=True, eq=False)
class Bounds:
    """For whom it must be true, and for whom it may be; one and the same if known."""

    must: Words
    may: Words

    @classmethod
    def known(cls, words: Words) -> "Bounds":
        """True for these, false for everybody else."""
        return cls(words, words)

    @property
    def definite(self) -> bool:
        """Whether nothing is unknown by construction."""
        return self.must is self.may

    def within(self, scope: Words) -> "Bounds":
        """The same among fewer people."""
        return each_bound(lambda bound: bound & scope, self)

    def part(self, place: slice) -> "Bounds":
        """The same for some words of all."""
        must = self.must[place]
        return Bounds(must, must if self.definite else self.may[place])

    @property
    def nbytes(self) -> int:
        """Memory that both bounds take, where they are not mapped."""
        return own_bytes(self.must) * (1 if self.definite else 2)


def each_bound(work: Callable[..., Words], *parts: Bounds) -> Bounds:
    """Do the same to both bounds, once if everything is known."""
    must = work(*(part.must for part in parts))
    if all(part.definite for part in parts):
        return Bounds.known(must)
    return Bounds(must, work(*(part.may for part in parts)))


def negated(part: Bounds) -> Bounds:
    """Not: what may not be is what must not have been."""
    if part.definite:
        return Bounds.known(~part.must)
    return Bounds(~part.may, ~part.must)


def conjunction(parts: Sequence[Bounds]) -> Bounds:
    """All of these."""
    return each_bound(lambda *bounds: _folded(np.bitwise_and, bounds), *parts)


def disjunction(parts: Sequence[Bounds]) -> Bounds:
    """Any of these."""
    return each_bound(lambda *bounds: _folded(np.bitwise_or, bounds), *parts)


def _folded(operation: np.ufunc, sets: Sequence[Words]) -> Words:
    """One operation over all sets; only the first step takes new memory."""
    if len(sets) == 1:
        return sets[0]
    found = operation(sets[0], sets[1])
    for one in sets[2:]:
        operation(found, one, out=found)
    return found


def threshold(k: int, parts: Sequence[Bounds]) -> Bounds:
    """At least k of these."""
    if k > len(parts):
        return each_bound(lambda *bounds: np.zeros_like(bounds[0]), *parts)
    spare = len(parts) - k + 1
    if spare < k:
        # At least k hold unless so many do not that too few are left.
        return negated(threshold(spare, [negated(part) for part in parts]))
    return each_bound(lambda *bounds: _at_least(k, bounds), *parts)


def _at_least(k: int, sets: Sequence[Words]) -> Words:
    """People in at least k sets: reached[j] holds those seen in more than j so far."""
    reached = [sets[0].copy()]
    again = np.empty_like(sets[0])
    for one in sets[1:]:
        higher = reached[-1] & one if len(reached) < k else None
        for j in range(len(reached) - 1, 0, -1):
            np.bitwise_and(reached[j - 1], one, out=again)
            reached[j] |= again
        reached[0] |= one
        if higher is not None:
            reached.append(higher)
    return reached[k - 1]


def joined(blocks: Sequence[Bounds]) -> Bounds:
    """Bounds of all people from those of some at a time."""
    if len(blocks) == 1:
        return blocks[0]
    must = np.concatenate([block.must for block in blocks])
    if all(block.definite for block in blocks):
        return Bounds.known(must)
    return Bounds(must, np.concatenate([block.may for block in blocks]))


Leaf = Callable[[Criterion], Bounds]
Combine = Callable[[Sequence[Bounds]], Bounds]


@dataclass(frozen=True, eq=False)
class Formula:
    """A tree made ready to be worked out many times: a leaf, or formulas combined."""

    leaf: Criterion | None = None
    combine: Combine = conjunction
    parts: tuple["Formula", ...] = ()

    def truth(self, leaf: Leaf) -> Bounds:
        """Bounds of the whole; `leaf` answers what is not a group.

        Bits outside the population mean nothing until `within` is applied.
        """
        if self.leaf is not None:
            return leaf(self.leaf)
        return self.combine([part.truth(leaf) for part in self.parts])


def truth(node: Criterion, leaf: Leaf) -> Bounds:
    """Bounds of a criterion that is worked out once."""
    return formula(node).truth(leaf)


@singledispatch
def formula(node: Criterion) -> Formula:
    """How a criterion is made of its leaves."""
    return Formula(leaf=node)


def _parts(node: Group) -> tuple[Formula, ...]:
    return tuple(formula(child) for child in node.enabled)


@formula.register
def _(node: All) -> Formula:
    return Formula(combine=conjunction, parts=_parts(node))


@formula.register
def _(node: AnyOf) -> Formula:
    return Formula(combine=disjunction, parts=_parts(node))


@formula.register
def _(node: Nothing) -> Formula:
    return Formula(combine=_none_of, parts=_parts(node))


@formula.register
def _(node: AtLeast) -> Formula:
    return Formula(combine=partial(threshold, node.k), parts=_parts(node))


def _none_of(parts: Sequence[Bounds]) -> Bounds:
    return negated(disjunction(parts))
