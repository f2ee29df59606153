"""Sets of people as packed bits: one bit a person, in words of 64, lowest bit first."""

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Ids = NDArray[np.int64]
Flags = NDArray[np.bool_]

WORD = 64
SPARSE = 10  # a set is sparse when it holds fewer than one person in so many


def words_for(people: int) -> int:
    """How many words hold so many people."""
    return (people + WORD - 1) // WORD


def nobody(people: int) -> Words:
    """The empty set."""
    return np.zeros(words_for(people), dtype=np.uint64)


def from_flags(flags: Flags) -> Words:
    """The people whose flag is true; flags: (people,)."""
    packed = np.packbits(flags, bitorder="little")
    size = words_for(len(flags)) * 8
    if packed.size < size:
        packed = np.concatenate([packed, np.zeros(size - packed.size, np.uint8)])
    return packed.view(np.uint64)


def from_ids(ids: Ids, people: int) -> Words:
    """The people with these ids; ids outside 0 to people - 1 belong to nobody."""
    flags = np.zeros(people, dtype=np.bool_)
    if ids.size and (ids.min() < 0 or ids.max() >= people):
        ids = ids[(ids >= 0) & (ids < people)]
    flags[ids] = True
    return from_flags(flags)


def everybody(people: int) -> Words:
    """All people; bits beyond the last person stay empty."""
    return from_flags(np.ones(people, dtype=np.bool_))


def to_flags(words: Words, people: int) -> Flags:
    """A flag for each person."""
    return np.unpackbits(words.view(np.uint8), count=people, bitorder="little").view(
        np.bool_
    )


def flags_of(words: Words, ids: Ids) -> Flags:
    """A flag for each of these people: quicker than for everybody where few."""
    word, bit = np.divmod(ids, WORD)
    return (words[word] >> bit.astype(np.uint64) & np.uint64(1)).astype(np.bool_)


def to_ids(words: Words, people: int) -> Ids:
    """Ids of the people in the set, rising."""
    if size(words) * SPARSE > people:
        return np.flatnonzero(to_flags(words, people))
    # NumPy finds the true among flags twice as fast where they are many: in the
    # bytes that hold anybody, one flag of eight is true at least.
    held = words.view(np.uint8)
    filled = np.flatnonzero(held != 0)
    places = np.flatnonzero(
        np.unpackbits(held[filled], bitorder="little").view(np.bool_)
    )
    return filled[places >> 3] * 8 + (places & 7)


def size(words: Words) -> int:
    """How many people are in the set."""
    return int(np.bitwise_count(words).sum(dtype=np.uint32))


def sizes_by_range(words: Words, starts: Ids, people: int) -> Ids:
    """People of the set in consecutive ranges; starts: first id of each, rising."""
    edges = np.append(starts, people)
    before = np.concatenate([[0], np.cumsum(np.bitwise_count(words), dtype=np.int64)])
    whole, part = np.divmod(edges, WORD)
    # Words up to the edge, and of the word in which it lies the bits below it.
    masks = (np.uint64(1) << part.astype(np.uint64)) - np.uint64(1)
    inside = np.append(words, np.uint64(0))[whole] & masks
    return np.diff(before[whole] + np.bitwise_count(inside))
