"""Three-valued truth for a whole population: what must be true, what may be.

A person is in `must` when the criterion is true for them, in `may` when it is true or
not known. AND, OR and at-least-k work on each bound by itself; NOT swaps them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce, singledispatch

import numpy as np

from phm_core.definitions.logic import All, AtLeast, Nothing
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion
from phm_core.engine.bits import Words


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

    @property
    def nbytes(self) -> int:
        """Memory that both bounds take."""
        return self.must.nbytes * (1 if self.definite else 2)


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
    return each_bound(lambda *bounds: reduce(np.bitwise_and, bounds), *parts)


def disjunction(parts: Sequence[Bounds]) -> Bounds:
    """Any of these."""
    return each_bound(lambda *bounds: reduce(np.bitwise_or, bounds), *parts)


def threshold(k: int, parts: Sequence[Bounds]) -> Bounds:
    """At least k of these."""
    return each_bound(lambda *bounds: _at_least(k, bounds), *parts)


def _at_least(k: int, sets: Sequence[Words]) -> Words:
    """People in at least k sets: count in binary, each digit a set of people."""
    digits = [np.zeros_like(sets[0]) for _ in range(len(sets).bit_length())]
    for carry in sets:
        for place, digit in enumerate(digits):
            digits[place], carry = digit ^ carry, digit & carry  # noqa: PLW2901  # it carries on
    if k >= 1 << len(digits):
        return np.zeros_like(sets[0])
    more, equal = np.zeros_like(sets[0]), ~np.zeros_like(sets[0])
    for place in reversed(range(len(digits))):
        if k >> place & 1:
            equal &= digits[place]
        else:
            more |= equal & digits[place]
            equal &= ~digits[place]
    return more | equal


Leaf = Callable[[Criterion], Bounds]


@singledispatch
def truth(node: Criterion, leaf: Leaf) -> Bounds:
    """Bounds of a criterion; `leaf` answers what is not a group.

    Bits outside the population mean nothing until `within` is applied.
    """
    return leaf(node)


@truth.register
def _(node: All, leaf: Leaf) -> Bounds:
    return conjunction([truth(child, leaf) for child in node.enabled])


@truth.register
def _(node: AnyOf, leaf: Leaf) -> Bounds:
    return disjunction([truth(child, leaf) for child in node.enabled])


@truth.register
def _(node: Nothing, leaf: Leaf) -> Bounds:
    return negated(disjunction([truth(child, leaf) for child in node.enabled]))


@truth.register
def _(node: AtLeast, leaf: Leaf) -> Bounds:
    return threshold(node.k, [truth(child, leaf) for child in node.enabled])
