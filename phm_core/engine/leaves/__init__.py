"""Leaf criteria about records: each a query, the same on every data engine."""

from phm_core.engine.leaves import (
    conditions,
    counts,
    measurements,
    pairs,
    pathways,
    repeats,
    scores,
)
from phm_core.engine.leaves.found import Found, find, rows

__all__ = [
    "Found",
    "conditions",
    "counts",
    "find",
    "measurements",
    "pairs",
    "pathways",
    "repeats",
    "rows",
    "scores",
]
