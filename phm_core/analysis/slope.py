"""How a measure goes with deprivation, over all of its fifths or tenths."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from phm_core.analysis.by_group import PERCENT, ByGroup
from phm_core.errors import several
from phm_core.governance.once import kept_by_answer
from phm_core.methods import (
    Estimates,
    Gradient,
    absolute_gap,
    people_to_close,
    relative_gap,
    sii_rii,
    standard_errors,
)
from phm_core.methods.inequality import FEWEST_QUANTILES

DECILE, FIFTH = "deprivation_decile", "deprivation_quintile"
KEPT = 256
Numbers = tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Slope:
    """The line through tenths or fifths of deprivation, the most deprived first.

    every: all of them, and those whose is not known. groups: those with people.
    sii: percentage points from the most to the least deprived end of the line; positive
    means that the most deprived are worse off, or that their need is greater. rii: the
    ratio of the two ends, the disadvantaged over the other. fitted: the line at each
    group. reason: "", or why there is no line.
    """

    every: ByGroup
    groups: ByGroup
    tenths: bool
    sii: Estimates
    rii: Estimates
    ends: tuple[float, float]
    fitted: np.ndarray
    reason: str = ""

    @property
    def clear(self) -> bool:
        """Whether the interval of the slope leaves nought out."""
        return bool(self.sii.lower[0] > 0 or self.sii.upper[0] < 0)

    @property
    def higher_where_deprived(self) -> bool:
        """Whether the line is higher at the most deprived end."""
        return self.ends[0] > self.ends[1]


@dataclass(frozen=True, eq=False)
class Gaps:
    """The most deprived fifth beside the least deprived one.

    absolute: percentage points, most less least. relative: most over least. people:
    those of the most deprived fifth who would have to change for its crude share to
    equal the least deprived; None where neither side is better or figures are adjusted.
    """

    absolute: Estimates
    relative: Estimates
    people: Estimates | None

    @property
    def clear(self) -> bool:
        """Whether the interval of the difference leaves nought out."""
        return bool(self.absolute.lower[0] > 0 or self.absolute.upper[0] < 0)


@kept_by_answer
def slope(deciles: ByGroup, fifths: ByGroup) -> Slope:
    """The line through tenths; through fifths where a tenth has no figure.

    Tenths where nobody lives are left out: deciles are those of England.
    """
    tenths = _peopled(deciles)
    if _complete(tenths):
        return _slope(deciles, tenths, tenths=True)
    return _slope(fifths, _peopled(fifths), tenths=False)


@kept_by_answer
def gaps(fifths: ByGroup) -> Gaps:
    """Gaps between the ends, with their intervals."""
    known = fifths.known
    figures = known.estimates()
    most, least = figures.take([0]), figures.take([len(figures) - 1])
    better = known.asking.subject.better
    people = None
    if better != "none" and known.asking.basis == "crude":
        people = people_to_close(
            known.numbers("count"), known.numbers("people"), better=better
        ).take([0])
    return Gaps(absolute_gap(most, least), relative_gap(most, least), people)


def _peopled(groups: ByGroup) -> ByGroup:
    rows = groups.known.rows.to_pylist()
    return groups.groups([row["group"] for row in rows if row["people"] != 0])


def _complete(groups: ByGroup) -> bool:
    enough = groups.rows.num_rows >= FEWEST_QUANTILES
    return enough and bool(np.isfinite(groups.numbers("value")).all())


def _slope(every: ByGroup, groups: ByGroup, *, tenths: bool) -> Slope:
    number = groups.rows.num_rows
    if number < FEWEST_QUANTILES:
        return _no_line(
            every,
            groups,
            f"People live in {several(number, 'fifth')} only; a slope needs 5 groups.",
        )
    people = groups.numbers("people")
    sign = 1 if groups.asking.subject.better == "higher" else -1
    found = _line(
        *(
            tuple(groups.numbers(name) / PERCENT)
            for name in ("value", "lower", "upper")
        ),
        tuple(people),
        sign,
    )
    sii, rii, start = found
    if sii.reason[0]:
        return _no_line(every, groups, "A fifth has no figure, so there is no slope.")
    rise = float(sii.value[0]) * sign
    share = people / people.sum()
    middle = share.cumsum() - share / 2
    return Slope(
        every=every,
        groups=groups,
        tenths=tenths,
        sii=sii,
        rii=rii,
        ends=(start, start + rise),
        fitted=start + rise * middle,
    )


def _no_line(every: ByGroup, groups: ByGroup, reason: str) -> Slope:
    empty = np.array([np.nan])
    none = Estimates(empty, empty, empty, empty, empty, "none", np.array([reason]))
    nothing = np.full(groups.rows.num_rows, np.nan)
    return Slope(
        every=every,
        groups=groups,
        tenths=False,
        sii=none,
        rii=none,
        ends=(np.nan, np.nan),
        fitted=nothing,
        reason=reason,
    )


@lru_cache(maxsize=KEPT)
def _line(
    values: Numbers, lower: Numbers, upper: Numbers, people: Numbers, sign: int
) -> tuple[Estimates, Estimates, float]:
    """Both indices, and where the line starts in percent; kept: it is simulated."""
    errors = standard_errors([lower], [upper], kind="proportion")
    made = sii_rii(
        [values],
        [people],
        errors,
        gradient=Gradient(kind="proportion", multiplier=sign * PERCENT),
    )
    return made.sii, made.rii, float(made.intercept[0])
