"""Age bands, the European Standard Population of 2013, and moving between bands."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput
from phm_core.methods.estimates import Floats, Integers
from phm_core.methods.inputs import amounts

# First age of each band; the last band is open.
BANDS_19 = tuple(range(0, 95, 5))
BANDS_18 = tuple(range(0, 90, 5))
BANDS_20 = tuple(range(0, 100, 5))
LIFE_TABLE_BANDS = (0, 1, *range(5, 95, 5))

# Eurostat, Revision of the European Standard Population, 2013; both sexes alike.
FIRST_TEN = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000)
LAST_NINE = (7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
ESP2013 = np.array([*FIRST_TEN, *LAST_NINE], dtype=np.float64)
ESP2013_18 = np.append(ESP2013[:17], ESP2013[17:].sum())
ESP2013_20 = np.append(ESP2013[:18], [800.0, 200.0])
for _weights in (ESP2013, ESP2013_18, ESP2013_20):
    _weights.setflags(write=False)


def band_labels(starts: Sequence[int]) -> list[str]:
    """Names of age bands: "0-4" up to the open "90+"; one year alone is "0".

    starts: the first age of each band, rising. Raises RefusedInput otherwise.
    """
    firsts = _rising(starts)
    closed = [
        str(first) if last == first else f"{first}-{last}"
        for first, last in zip(
            firsts, [after - 1 for after in firsts[1:]], strict=False
        )
    ]
    return [*closed, f"{firsts[-1]}+"]


def band_of(ages: ArrayLike, starts: Sequence[int] = BANDS_19) -> Integers:
    """Position of the band that holds each age (completed years); -1 if too young.

    Raises RefusedInput for a negative or missing age.
    """
    years = amounts(ages, "ages")
    if np.isnan(years).any():
        raise RefusedInput("An age is missing. Leave out people without an age.")
    found = np.searchsorted(np.array(_rising(starts)), years, side="right") - 1
    return np.asarray(found, dtype=np.int64)


def fold_bands(people: ArrayLike, starts: Sequence[int], into: Sequence[int]) -> Floats:
    """People counted in one set of age bands, counted again in another.

    people: (..., bands of `starts`). Returns (..., bands of `into`). A closed band that
    straddles a new boundary is shared evenly by single years of age; people younger
    than the first new band are left out. Raises RefusedInput where the open last band
    would have to be split, or when the last axis does not match `starts`.
    """
    counts = amounts(people, "people")
    old, new = _rising(starts), _rising(into)
    if counts.ndim == 0 or counts.shape[-1] != len(old):
        raise RefusedInput(
            f"The people have shape {counts.shape}; their last axis must have one "
            f"column for each of the {len(old)} age bands."
        )
    if new[-1] > old[-1]:
        raise RefusedInput(
            f"The last age band is {old[-1]}+ and cannot be split at {new[-1]}. "
            "Use bands that end no later."
        )
    return counts @ _shares(old, new)


def _shares(old: list[int], new: list[int]) -> Floats:
    """Share of each old band (row) that falls in each new band (column)."""
    # An open band is one year wide here: its people all belong to one new band.
    old_ends = np.array([*old[1:], old[-1] + 1])
    new_ends = np.array([*new[1:], max(old[-1], new[-1]) + 1])
    last = np.minimum(old_ends[:, None], new_ends[None, :])
    first = np.maximum(np.array(old)[:, None], np.array(new)[None, :])
    return np.clip(last - first, 0, None) / (old_ends - np.array(old))[:, None]


def _rising(starts: Sequence[int]) -> list[int]:
    firsts = [int(start) for start in starts]
    pairs = pairwise(firsts)
    if not firsts or firsts[0] < 0 or any(b <= a for a, b in pairs):
        raise RefusedInput(
            f"Age bands must start at rising ages from 0, not {list(starts)}."
        )
    return firsts
