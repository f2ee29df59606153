"""Where the limits of an XmR chart might begin anew: a suggestion with its reason."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from phm_core.methods.distributions import t_tail, z_value
from phm_core.methods.estimates import Flags, Floats, divide
from phm_core.methods.inputs import numbers
from phm_core.methods.spc import spc_xmr
from phm_core.methods.spc_limits import Baseline, phases
from phm_core.methods.spc_warnings import ENOUGH_IN_PHASE

# A run of seven is a signal to ask why; one more shows that it was not the last of it.
LASTING = 8
# The mean of a range of two normal values, in standard deviations.
RANGE_OF_TWO = 1.128
# Of the many places where a level might have changed, the best fits by chance too.
SURE = 0.998
# The p value from which a slope through the points is a drift.
DRIFT = 0.01


@dataclass(frozen=True)
class Rebase:
    """A place where the level may have changed, and why: for a person to confirm.

    at: position of the first point at the new level. before, after: points with a value
    on either side, and their means. change: new mean less old. widths: the change in
    standard deviations of the earlier points (inf where those did not vary).
    """

    at: int
    side: Literal["above", "below"]
    points_before: int
    points_after: int
    mean_before: float
    mean_after: float
    widths: float

    @property
    def change(self) -> float:
        """New mean less old, in the unit of the values."""
        return self.mean_after - self.mean_before

    @property
    def reason(self) -> str:
        """Why this is suggested, and what a person should know before agreeing."""
        return (
            f"All {self.points_after} points from here lie {self.side} the mean of the "
            f"{self.points_before} before ({self.mean_before:.4g}) and are steady "
            f"around {self.mean_after:.4g}. Begin new limits only if you know what "
            "changed and it is meant to last."
        )


def suggest_rebase(
    values: ArrayLike, *, baseline: Baseline | None = None
) -> tuple[Rebase, ...]:
    """Places where new limits might begin; none for a short or an unsettled series.

    values: (points,), one per period in order, NaN where missing. baseline: phases that
    were confirmed already; each is looked at by itself. A place is suggested when at
    least 13 points come before it, at least 8 after it, all of these lie on one side of
    the earlier mean, the change is more than chance makes at its best place, neither
    side drifts, and the points after it break no rule by their own limits. Nothing is
    changed: pass the positions to Baseline once a person agrees. Raises RefusedInput
    for infinite values or phases outside the series. Source: NHS England, Making Data
    Count (never redraw limits automatically; understand the cause first), and the
    discussion in NHSRplotthedots issue 142.
    """
    how = baseline or Baseline()
    x = numbers(values, "values").ravel()
    phase = phases(x.size, how)
    found: list[Rebase] = []
    for each in np.unique(phase):
        at = np.flatnonzero(phase == each)
        found += _within(x, int(at[0]), int(at[-1]) + 1)
    return tuple(found)


def _within(x: Floats, start: int, stop: int) -> list[Rebase]:
    """Suggestions inside one phase, in order: the best one, then either side of it."""
    first, last = start + ENOUGH_IN_PHASE, stop - LASTING
    fit = {at: _explained(x, start, at, stop) for at in range(first - 1, last + 2)}
    # A step one point earlier or later must explain no more.
    steps = [
        at for at in range(first, last + 1) if fit[at] >= max(fit[at - 1], fit[at + 1])
    ]
    options = [made for at in steps if (made := _option(x, start, at, stop))]
    if not options:
        return []
    best = max(options, key=lambda made: fit[made.at])
    later = _within(x, best.at, stop)
    until = later[0].at if later else stop
    kept = [_option(x, start, best.at, until)] if _stable(x[best.at : until]) else []
    return [
        *_within(x, start, best.at),
        *[made for made in kept if made is not None],
        *later,
    ]


def _option(x: Floats, start: int, at: int, stop: int) -> Rebase | None:
    before, after = _known(x[start:at]), _known(x[at:stop])
    # A phase begins with a value, and there must be enough on either side of it.
    short = before.size < ENOUGH_IN_PHASE or after.size < LASTING
    if short or np.isnan(x[at]):
        return None
    mean = float(before.mean())
    above, below = bool((after > mean).all()), bool((after < mean).all())
    if not (above or below) or not _beyond_chance(before, after) or _drifts(before):
        return None
    deviation = _deviation(before)
    moved = float(after.mean()) - mean
    return Rebase(
        at=at,
        side="above" if above else "below",
        points_before=int(before.size),
        points_after=int(after.size),
        mean_before=mean,
        mean_after=float(after.mean()),
        widths=abs(moved) / deviation if deviation else float("inf"),
    )


def _beyond_chance(before: Floats, after: Floats) -> bool:
    """Whether the means differ more than they would at the best of many places."""
    deviation = (_deviation(before) * before.size + _deviation(after) * after.size) / (
        before.size + after.size
    )
    error = deviation * np.sqrt(1 / before.size + 1 / after.size)
    return bool(abs(after.mean() - before.mean()) > z_value(SURE) * error)


def _deviation(known: Floats) -> float:
    """Standard deviation from the mean moving range, which a shift hardly moves."""
    return float(np.abs(np.diff(known)).mean()) / RANGE_OF_TWO


def _explained(x: Floats, start: int, at: int, stop: int) -> float:
    """How much of the spread two levels explain."""
    before, after = _known(x[start:at]), _known(x[at:stop])
    if not before.size or not after.size:
        return 0.0
    apart = after.mean() - before.mean()
    return float(apart**2 * before.size * after.size / (before.size + after.size))


def _stable(values: Floats) -> bool:
    signals: Flags = spc_xmr(values).rule != ""
    return not signals.any() and not _drifts(_known(values))


def _drifts(known: Floats) -> bool:
    """Whether points rise or fall throughout: a drift has no level to begin from."""
    time = np.arange(known.size) - (known.size - 1) / 2
    slope = (time * known).sum() / (time**2).sum()
    away = known - known.mean() - slope * time
    freedom = np.asarray(known.size - 2.0)
    error = np.sqrt((away**2).sum() / freedom / (time**2).sum())
    steep = divide(np.abs(np.asarray(slope)), np.asarray(error))
    return bool(t_tail(steep, freedom) < DRIFT)


def _known(values: Floats) -> Floats:
    return values[~np.isnan(values)]
