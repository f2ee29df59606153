"""What a reader should know before trusting an XmR chart, in sentences."""

import numpy as np

from phm_core.errors import several
from phm_core.methods.estimates import Flags, Floats, Integers
from phm_core.methods.spc_limits import FEWEST_POINTS, Baseline

ENOUGH_POINTS, ENOUGH_IN_PHASE = 15, 13


def warnings_of(
    x: Floats, phase: Integers, limits: tuple[Floats, Floats], how: Baseline
) -> tuple[str, ...]:
    """Too few points, gaps, short phases, and limits that cannot be or have no width.

    x, phase and each of the limits (lower, upper): (points,).
    """
    known: Flags = ~np.isnan(x)
    return (
        *_of_points(int(known.sum())),
        *_of_gaps(int((~known).sum())),
        *_of_phases(known, phase, how),
        *_of_limits(x, known, limits),
    )


def _of_points(number: int) -> list[str]:
    points = several(number, "point")
    if number < FEWEST_POINTS:
        return [f"Only {points}: a run chart without limits or rules."]
    if number < ENOUGH_POINTS:
        return [f"Only {points}: limits are firm from {ENOUGH_POINTS}."]
    return []


def _of_gaps(number: int) -> list[str]:
    if not number:
        return []
    if number == 1:
        return ["1 period has no value; it is left open."]
    return [f"{number} periods have no value; they are left open."]


def _of_phases(known: Flags, phase: Integers, how: Baseline) -> list[str]:
    if not how.rebase_at:
        return []
    sizes = [int((known & (phase == each)).sum()) for each in np.unique(phase)]
    return [
        f"Phase {at} has {several(size, 'point')}; {ENOUGH_IN_PHASE} are advised."
        for at, size in enumerate(sizes, start=1)
        if size < ENOUGH_IN_PHASE
    ]


def _of_limits(x: Floats, known: Flags, limits: tuple[Floats, Floats]) -> list[str]:
    lower, upper = limits
    said: list[str] = []
    if np.isnan(lower).all() and int(known.sum()) >= FEWEST_POINTS:
        said.append("No limits: no phase has enough points that follow one another.")
    flat = lower == upper
    if (flat & known & (x != lower)).any():
        said.append(
            "The points that set the limits do not vary, so any other value lies "
            "outside them. Set the limits from more points."
        )
    return said
