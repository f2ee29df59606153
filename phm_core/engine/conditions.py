"""Who has which long-term condition: one row of bits a condition."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.events import Condition
from phm_core.engine.answers.base import Integers
from phm_core.engine.bits import (
    Ids,
    Words,
    from_flags,
    nobody,
    size,
    to_flags,
    to_ids,
)
from phm_core.engine.index import PeopleIndex
from phm_core.engine.watch import Watch


@dataclass(frozen=True, eq=False)
class Several:
    """People with two conditions or more, by themselves: few of all, so quick to count.

    bits: (conditions, words), of the people with these ids only, in their order.
    """

    ids: Ids
    bits: NDArray[np.uint64]

    @classmethod
    def among(cls, bits: NDArray[np.uint64], people: int) -> "Several":
        """Those who are in two sets or more; bits: (sets, words) of all people."""
        once, twice = nobody(people), nobody(people)
        for row in bits:
            twice |= once & row
            once |= row
        ids = to_ids(twice, people)
        flags = (to_flags(row, people)[ids] for row in bits)
        return cls(ids, np.stack([from_flags(one) for one in flags]))


@dataclass(frozen=True, eq=False)
class Held:
    """Conditions active on a day: bits (conditions, words), of so many people."""

    conditions: tuple[str, ...]
    titles: tuple[str, ...]
    bits: NDArray[np.uint64]
    everybody: int

    @property
    def nbytes(self) -> int:
        """Memory that the bits take, turned about too, and of those with several."""
        return 3 * self.bits.nbytes

    @cached_property
    def several(self) -> Several:
        """People with two conditions or more, found when first asked for."""
        return Several.among(self.bits, self.everybody)

    @cached_property
    def _by_person(self) -> NDArray[np.uint8]:
        """The same turned about: a row for eight conditions, a byte for each person."""
        return by_person(self.bits, self.everybody)

    def count(self, people: Words, ids: Ids | None = None) -> Integers:
        """People of a set by condition; quicker with the ids of few people."""
        few = ids is not None and len(ids) * FEW < self.everybody
        if ids is not None and few and len(self.bits):
            return self._count_few(ids)
        inside, ones = np.empty_like(people), np.empty(len(people), np.uint8)
        found = np.zeros(len(self.bits), np.int64)
        for place, row in enumerate(self.bits):
            np.bitwise_count(np.bitwise_and(row, people, out=inside), out=ones)
            found[place] = ones.sum(dtype=np.uint32)
        return found

    def _count_few(self, ids: Ids) -> Integers:
        """Look each person up, eight conditions at once."""
        found = [
            np.bincount(row.take(ids), minlength=BYTES) @ IN_BYTE
            for row in self._by_person
        ]
        return np.concatenate(found)[: len(self.bits)]

    def pairs(self, people: Words) -> Integers:
        """People of a set by pair of conditions: (conditions, conditions)."""
        both = pair_counts(self.several.bits & self._several_of(people))
        np.fill_diagonal(both, self.count(people))
        return both

    def times(self, people: Words) -> Integers:
        """People of a set with 0, 1, 2, ... of the conditions."""
        found = times_counts(self.several.bits, self._several_of(people))
        # Whoever is not among the several has one of the conditions, or none.
        held = int(self.count(people).sum())
        found[1] = held - int(found @ np.arange(len(found)))
        found[0] = size(people) - int(found[1:].sum())
        return found

    def _several_of(self, people: Words) -> Words:
        return from_flags(to_flags(people, self.everybody)[self.several.ids])


def long_term(
    index: PeopleIndex, catalogue: Catalogue, day: date, watch: Watch
) -> Held:
    """The long-term conditions of everybody; none where there are no such records."""

    def find() -> Held:
        if not index.has("condition"):
            return Held((), (), np.zeros((0, 0), dtype=np.uint64), index.count)
        listed = {
            identity: entry
            for identity, entry in catalogue.conditions.items()
            if entry.long_term
        }
        rows = []
        for done, identity in enumerate(listed):
            watch.tell(done, len(listed), "Looking up long-term conditions")
            active = Condition.model_validate({"is": identity})
            rows.append(index.bounds(active, day, watch).must)
        titles = tuple(entry.title for entry in listed.values())
        return Held(tuple(listed), titles, np.stack(rows), index.count)

    return index.arrays.get(f"long-term conditions:{day}", find, watch)


FEW = 10  # to look people up pays when they are fewer than one in so many
BYTES = 256
IN_BYTE = np.unpackbits(
    np.arange(BYTES, dtype=np.uint8)[:, None], axis=1, bitorder="little"
).astype(np.int64)


def by_person(bits: NDArray[np.uint64], people: int) -> NDArray[np.uint8]:
    """From bits (sets, words) to bytes (sets / 8, people), the first set lowest."""
    turned = np.zeros((-(-len(bits) // 8), people), dtype=np.uint8)
    for place, row in enumerate(bits):
        flags = to_flags(row, people).view(np.uint8)
        turned[place // 8] |= flags << np.uint8(place % 8)
    return turned


BLOCK = 4_096  # words: two rows of a block stay in the processor's cache


def pair_counts(bits: NDArray[np.uint64]) -> Integers:
    """People in both of each pair of sets: bits (sets, words) -> (sets, sets)."""
    sets = len(bits)
    both = np.zeros((sets, sets), dtype=np.int64)
    for start in range(0, bits.shape[1] if sets else 0, BLOCK):
        block = np.ascontiguousarray(bits[:, start : start + BLOCK])
        for one in range(sets):
            shared = np.bitwise_count(block[one:] & block[one])
            both[one, one:] += shared.sum(axis=1, dtype=np.uint32)
    return both + np.triu(both, 1).T


def times_counts(bits: NDArray[np.uint64], people: Words) -> Integers:
    """People by how many of the sets they are in: bits (sets, words) -> (sets + 1,).

    Each person's number is counted in binary; a digit is a set of people.
    """
    digits: list[Words] = []
    carry, higher = np.empty_like(people), np.empty_like(people)
    for seen, row in enumerate(bits, 1):
        np.copyto(carry, row)
        for digit in digits:
            np.bitwise_and(digit, carry, out=higher)
            np.bitwise_xor(digit, carry, out=digit)
            carry, higher = higher, carry
        if seen.bit_length() > len(digits):
            digits.append(carry.copy())
    return np.array(_by_digits(digits[::-1], people)[: len(bits) + 1], np.int64)


def _by_digits(digits: list[Words], people: Words) -> list[int]:
    """People of each number, from the highest digit down."""
    if not digits:
        return [size(people)]
    first, *rest = digits
    return _by_digits(rest, people & ~first) + _by_digits(rest, people & first)
