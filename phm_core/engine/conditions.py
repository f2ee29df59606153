"""Who has which long-term condition: one row of bits a condition."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.events import Condition
from phm_core.engine.answers.base import Integers
from phm_core.engine.bits import Words, size
from phm_core.engine.index import PeopleIndex
from phm_core.engine.watch import Watch


@dataclass(frozen=True, eq=False)
class Held:
    """Conditions active on a day: bits (conditions, words)."""

    conditions: tuple[str, ...]
    titles: tuple[str, ...]
    bits: NDArray[np.uint64]

    @property
    def nbytes(self) -> int:
        """Memory that the bits take."""
        return self.bits.nbytes

    def count(self, people: Words) -> Integers:
        """People of a set by condition."""
        inside, ones = np.empty_like(people), np.empty(len(people), np.uint8)
        found = np.zeros(len(self.bits), np.int64)
        for place, row in enumerate(self.bits):
            np.bitwise_count(np.bitwise_and(row, people, out=inside), out=ones)
            found[place] = ones.sum(dtype=np.uint32)
        return found

    def pairs(self, people: Words) -> Integers:
        """People of a set by pair of conditions: (conditions, conditions)."""
        return pair_counts(self.bits & people)

    def times(self, people: Words) -> Integers:
        """People of a set with 0, 1, 2, ... of the conditions."""
        return times_counts(self.bits, people)


def long_term(
    index: PeopleIndex, catalogue: Catalogue, day: date, watch: Watch
) -> Held:
    """The long-term conditions of everybody; none where there are no such records."""

    def find() -> Held:
        if not index.has("condition"):
            return Held((), (), np.zeros((0, 0), dtype=np.uint64))
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
        return Held(tuple(listed), titles, np.stack(rows))

    return index.arrays.get(f"long-term conditions:{day}", find, watch)


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
