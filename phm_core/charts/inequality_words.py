"""Findings about inequality in a sentence, only as strong as their interval allows."""

from typing import Any

import numpy as np

from phm_core.analysis.by_group import WIDER, ByGroup
from phm_core.analysis.slope import Gaps, Slope
from phm_core.charts.picture import MARK_REASONS
from phm_core.charts.sentences import named
from phm_core.charts.words import number, percent, signed
from phm_core.errors import listed, several
from phm_core.methods import Estimates, absolute_gap, compare

POINTS = "percentage points"
ROUNDED_TO = 5
NAMED = 3


def what(groups: ByGroup) -> str:
    """The measure, as the subject of a sentence."""
    return named(groups.asking.subject, groups.asking.basis)


def slope(found: Slope) -> str:
    """Whether the measure rises or falls with deprivation, from end to end."""
    measure = what(found.groups)
    if found.reason:
        return f"{measure}, by deprivation: no slope can be given"
    if not found.clear:
        return f"{measure} does not clearly rise or fall with deprivation"
    side = "higher" if found.higher_where_deprived else "lower"
    most, least = (percent(end, 0) for end in found.ends)
    if found.ends[0] < ROUNDED_TO or found.ends[1] < ROUNDED_TO:
        most, least = (percent(end) for end in found.ends)
    return (
        f"{measure} is {side} the more deprived people are: along the line from {most} "
        f"at the most deprived end to {least} at the least"
    )


def indices(found: Slope) -> str:
    """Both indices with their intervals, and what their sign means."""
    if found.reason:
        return found.reason
    worse = (
        "the most deprived are worse off"
        if found.groups.asking.subject.better != "none"
        else "the figure is higher among the most deprived"
    )
    return (
        f"Slope index of inequality {ranged(found.sii, sign=True)} {POINTS}; "
        f"relative index {ranged(found.rii, places=2)}. Positive, and above 1: {worse}."
    )


def gaps(found: Gaps) -> str:
    """The most against the least deprived fifth; nothing where there is no figure."""
    if found.absolute.reason[0]:
        return "The most and the least deprived fifth cannot be compared: no figure."
    apart = float(found.absolute.value[0])
    if not found.clear:
        said = ranged(found.absolute, sign=True)
        return (
            "No clear difference between the most and the least deprived fifth: "
            f"{said} {POINTS}."
        )
    side = "higher" if apart > 0 else "lower"
    ends = sorted(
        abs(float(end[0])) for end in (found.absolute.lower, found.absolute.upper)
    )
    return (
        f"The most deprived fifth is {abs(apart):.1f} {POINTS} {side} than the least "
        f"deprived (95% interval {ends[0]:.1f} to {ends[1]:.1f}); the ratio is "
        f"{ranged(found.relative, places=2)}."
    )


def people(found: Gaps, groups: ByGroup) -> str:
    """How many people would close the gap; nothing where there is none to close."""
    needed = found.people
    subject = groups.asking.subject
    if subject.better == "none":
        return ""
    if needed is None:
        return (
            "People needed to close the gap follow from crude figures: switch to them."
        )
    if not found.clear or needed.reason[0] or not needed.lower[0] > 0:
        return ""
    more = "more" if subject.better == "higher" else "fewer"
    low, high = (about(float(end[0])) for end in (needed.lower, needed.upper))
    return (
        f"{about(float(needed.value[0]))} {more} {subject.people} in the most deprived "
        f"fifth would equal the least deprived one ({low} to {high})."
    )


def about(value: float) -> str:
    """A number of people, rounded as counts are."""
    return number(round(value / ROUNDED_TO) * ROUNDED_TO)


def standing(groups: ByGroup) -> np.ndarray:
    """Higher, similar or lower than everyone together, at 99.8%: many are compared."""
    usual = groups.whole["value"]
    if usual is None:
        return np.full(groups.rows.num_rows, "")
    return compare(groups.estimates(WIDER), usual).position


def differing(groups: ByGroup, by: str) -> str:
    """Which groups of a breakdown differ from everyone together."""
    measure, known = what(groups), groups.known
    labels = [called(label, by) for label in known.rows["label"].to_pylist()]
    sides = standing(known)
    said = [
        f"{side} in {some([labels[at] for at in np.flatnonzero(sides == side)])}"
        for side in ("higher", "lower")
        if side in sides
    ]
    if not said:
        return f"{measure}: no group clearly differs from everyone together"
    usual = percent(groups.whole["value"])
    return f"{measure}, against {usual} of everyone: {'; '.join(said)}"


def called(label: Any, by: str) -> str:
    """A group within a sentence: '2' becomes 'deprivation decile 2'."""
    return f"{by} {label}" if str(label)[:2].strip().isdigit() else str(label)


def some(labels: list[str]) -> str:
    """The first few of a list, and how many more there are."""
    more = len(labels) - NAMED
    return listed(labels if more <= 1 else [*labels[:NAMED], f"{more} more"])


def spread(groups: ByGroup) -> str:
    """The highest and the lowest of groups that differ by nature, such as ages."""
    measure, known = what(groups), groups.known
    values = known.numbers("value")
    if np.isfinite(values).sum() <= 1:
        return f"{measure}: too few groups have a figure to compare"
    top, bottom = int(np.nanargmax(values)), int(np.nanargmin(values))
    figures = known.estimates(WIDER)
    apart = absolute_gap(figures.take([top]), figures.take([bottom]))
    labels = known.rows["label"].to_pylist()
    if not apart.lower[0] > 0:
        return f"{measure} does not clearly differ between these groups"
    return (
        f"{measure}: highest for {labels[top]} ({percent(values[top])}), lowest for "
        f"{labels[bottom]} ({percent(values[bottom])})"
    )


def unknown(groups: ByGroup) -> str:
    """Those not known: how many, and their figure; they are never left out."""
    rows = [row for row in groups.rows.to_pylist() if not row["known"]]
    if not rows or rows[0]["people"] == 0:
        return "The group is known of everybody who is counted."
    row, everyone = rows[0], groups.whole["people"]
    share = f" ({percent(row['people'] / everyone * 100)} of all)" if (
        row["people"] and everyone) else ""  # fmt: skip
    return (
        f"Not known: {number(row['people'])} people{share}; among them "
        f"{percent(row['value'])}."
    )


def left_out(groups: ByGroup) -> str:
    """That groups with nobody are not drawn."""
    nobody = groups.rows.num_rows - groups.peopled.rows.num_rows
    return (
        f"Not drawn, since nobody is in them: {several(nobody, 'group')}."
        if nobody
        else ""
    )


def changed(earlier: Slope, now: Slope, when: str) -> str:
    """Whether the slope is steeper or flatter than it was."""
    if earlier.reason or now.reason:
        return "The slope cannot be compared over time: a figure is not shown."
    change = absolute_gap(now.sii, earlier.sii)
    said = f"{ranged(change, sign=True)} {POINTS}"
    if change.lower[0] <= 0 <= change.upper[0]:
        return f"The slope is not clearly steeper or flatter than on {when}: {said}"
    worse = abs(float(now.sii.value[0])) > abs(float(earlier.sii.value[0]))
    side = "steeper" if worse else "flatter"
    return f"The slope by deprivation is {side} than on {when}: {said}"


def ranged(found: Estimates, *, places: int = 1, sign: bool = False) -> str:
    """A value with its interval: '+3.1 (95% interval +1.0 to +5.2)'."""
    if found.reason[0]:
        return "not given"
    value, low, high = (
        signed(float(each[0]), places) if sign else f"{float(each[0]):.{places}f}"
        for each in (found.value, found.lower, found.upper)
    )
    if np.isnan(found.lower[0]) or np.isnan(found.upper[0]):
        return f"{value} (no interval can be given)"
    return f"{value} (95% interval {low} to {high})"


def headline(
    found: Estimates, *, places: int = 1, sign: bool = False
) -> tuple[str, str]:
    """A value alone, and its interval or the reason that there is none."""
    if found.reason[0]:
        reason = str(found.reason[0])
        return "not given", MARK_REASONS.get(reason, reason)
    value, _, rest = ranged(found, places=places, sign=sign).partition(" (")
    return value, rest.rstrip(")")
