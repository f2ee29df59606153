"""The cohort counted by hand in NumPy, on the very bits that our engine holds."""

from collections.abc import Mapping

import numpy as np

from benchmarks.cohort import RISKS
from phm_core.engine.bits import Words
from phm_core.engine.kleene import Bounds

Sets = Mapping[str, Words]


def count(leaves: Mapping[str, Bounds], scope: Words) -> tuple[int, int]:
    """People in the cohort, and people of whom it cannot be told."""
    must = {name: leaf.must for name, leaf in leaves.items()}
    may = {name: leaf.may for name, leaf in leaves.items()}
    sure = int(np.bitwise_count(_cohort(must, may, scope)).sum())
    possible = int(np.bitwise_count(_cohort(may, must, scope)).sum())
    return sure, possible - sure


def _cohort(of: Sets, other: Sets, scope: Words) -> Words:
    """One bound: `of` has the sets of that bound, `other` those that are negated."""
    found = scope & of["forty"]
    disease = of["diabetes"] | of["hypertension"]
    disease |= of["kidney"]
    disease |= of["heart"]
    found &= disease
    found &= of["deprived"]
    found &= ~(other["dementia"] | other["palliative"])
    found &= of["pressure"]
    found &= of["unplanned"]
    found &= _two_of([of[name] for name in RISKS])
    found &= ~other["anticoagulant"]
    return found


def _two_of(sets: list[Words]) -> Words:
    """Seen once already and now again."""
    once, twice = sets[0].copy(), np.zeros_like(sets[0])
    for one in sets[1:]:
        twice |= once & one
        once |= one
    return twice
