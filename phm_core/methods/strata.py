"""Strata to standardise over: checked, joined side by side, empty bands merged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from phm_core.errors import RefusedInput
from phm_core.methods.ages import ESP2013
from phm_core.methods.estimates import Flags, Floats
from phm_core.methods.inputs import alike, amounts


@dataclass(frozen=True, eq=False)
class Strata:
    """Events, people and standard weights of each stratum, in one shape."""

    counts: Floats
    populations: Floats
    weights: Floats

    @classmethod
    def read(
        cls, counts: ArrayLike, populations: ArrayLike, weights: ArrayLike
    ) -> "Strata":
        """Check and stretch the three to one shape; a missing count is nought."""
        x = np.nan_to_num(amounts(counts, "counts"))
        n, w = amounts(populations, "populations"), amounts(weights, "weights")
        if np.isnan(n).any():
            raise RefusedInput(
                "A stratum has no population. Give nought where nobody lives."
            )
        if not x.ndim or x.shape[-1:] != n.shape[-1:] or n.shape[-1:] != w.shape[-1:]:
            raise RefusedInput(
                "Counts, populations and weights need one column for each stratum: "
                f"counts {x.shape}, populations {n.shape}, weights {w.shape}."
            )
        x, n, w = alike(("counts", x), ("populations", n), ("weights", w))
        w = np.nan_to_num(w)
        if ((n > 0) & (w == 0)).any():
            raise RefusedInput(
                "There are people in a stratum that has no standard weight. Give it a "
                "weight, or leave the stratum out."
            )
        return cls(x, n, w)

    @property
    def empty(self) -> Flags:
        """Where some stratum counts towards the standard but holds nobody."""
        short = (self.populations == 0) & ((self.weights > 0) | (self.counts > 0))
        return short.any(axis=-1)


def merge_empty_bands(
    counts: ArrayLike, populations: ArrayLike, weights: ArrayLike = ESP2013
) -> tuple[Floats, Floats]:
    """Counts and weights with every empty band merged into its nearest one with people.

    All (..., bands), bands of one sex in order of age; a younger neighbour is taken
    before an older one as near. Gives what merging the bands of that area by hand
    would: pass the result to dsr. An area without people is left as it is.
    """
    x, n, w = alike(
        ("counts", np.nan_to_num(amounts(counts, "counts"))),
        ("populations", amounts(populations, "populations")),
        ("weights", amounts(weights, "weights")),
    )
    host = _nearest(n > 0)
    merged = [np.zeros(n.shape), np.zeros(n.shape)]
    rows = np.indices(n.shape)[:-1]
    for total, part in zip(merged, (x, w), strict=True):
        np.add.at(total, (*rows, host), part)
    return merged[0], merged[1]


def _nearest(peopled: Flags) -> NDArray[np.intp]:
    """Position of the nearest band with people, for each band; itself if none."""
    bands = np.arange(peopled.shape[-1], dtype=np.intp)
    apart = np.abs(bands[:, None] - bands[None, :]).astype(np.float64)
    # A hair's breadth nearer: the younger of two equally near bands.
    apart[np.triu_indices(bands.size, 1)] += 0.5
    reach = np.where(peopled[..., None, :], apart, np.inf)
    found = np.argmin(reach, axis=-1)
    return np.where(np.isfinite(reach.min(axis=-1)), found, bands)


def strata_of(tables: Sequence[ArrayLike]) -> Floats:
    """Join tables (areas, bands), such as one per sex, into strata side by side."""
    return np.concatenate([amounts(table, "table") for table in tables], axis=-1)
