"""Process charts in words: what stands out, what the icons say, what to beware of."""

from datetime import date

from phm_core.analysis.trend import STEADY, Signal, Trend
from phm_core.charts.words import number, signed
from phm_core.errors import several
from phm_core.methods import Rebase

RULES = {
    "outside limits": "outside the limits",
    "trend": "seven or more rising or falling in a row",
    "two in three": "two of three close to a limit",
    "shift": "seven or more on one side of the mean",
}
KINDS = {
    "improvement": "Improvement",
    "concern": "Concern",
    "neutral": "Change",
    "common cause": "Steady",
}
SIDES = {"high": "higher", "low": "lower"}
ASSURANCE = {
    "pass": "The target will be met as things are",
    "fail": "The target will not be met as things are",
    "hit or miss": "The target may be met or missed by chance",
    "none": "No target to set it against",
}
SCREENED = {
    "screened": "Limits from screened moving ranges (outlying ones left out).",
    "all": "Limits from all moving ranges (not screened).",
}


def month(when: date) -> str:
    """A month: March 2026."""
    return f"{when:%B %Y}"


def finding(found: Trend) -> str:
    """What the latest signal says; nothing where no rule does, or months overlap."""
    if not found.measure.apart or not found.signals:
        return ""
    last = found.signals[-1]
    return (
        f"{found.measure.title} in {found.name}: {SIDES[last.side]} than chance alone "
        f"makes likely {_when(found, last)} ({RULES[last.rule]})."
    )


def _when(found: Trend, signal: Signal) -> str:
    first, last = (month(found.months[at]) for at in (signal.first, signal.last))
    return f"in {first}" if first == last else f"from {first} to {last}"


def title(found: Trend) -> str:
    """The heading of the chart: the finding, or what it shows."""
    said = finding(found)
    return (
        said.rstrip(".") if said else f"{found.measure.title}, {found.name}, by month"
    )


def variation(found: Trend) -> str:
    """The variation icon in words."""
    if found.chart is None:
        return "No values"
    if not found.variation:
        return "Not judged: no earlier month is counted apart from the latest"
    kind, _, side = found.variation.rpartition(" ")
    if found.variation == STEADY:
        return "Steady: chance alone explains the latest point"
    return f"{KINDS[kind]}: the latest point is unusually {side}"


def assurance(found: Trend) -> str:
    """The assurance icon in words."""
    return ASSURANCE[found.assurance]


def moved(found: Trend) -> str:
    """How far the latest value is from the one counted apart from it; or nothing."""
    course = found.course
    if course is None:
        return ""
    unit = "points" if found.measure.indicator is not None else found.measure.unit
    told = f"{signed(course.change, 1)} {unit} on {several(course.months, 'month')}"
    return f"{told} before, {'beyond chance' if course.side else 'no clear change'}"


def course(found: Trend) -> str:
    """Whether the latest point is unusual, and how far it has moved, in a sentence."""
    if not found.variation:
        return f"{variation(found)}."
    kind, _, side = found.variation.rpartition(" ")
    steady = found.variation == STEADY
    head = KINDS[STEADY] if steady else f"{KINDS[kind]}, unusually {side}"
    return f"{': '.join(part for part in (head, moved(found)) if part)}."


def cautions(found: Trend) -> tuple[str, ...]:
    """What to know before reading limits: overlap, too few points, gaps."""
    chart = () if found.chart is None else found.chart.warnings
    return tuple(line for line in (found.measure.overlap, *chart) if line)


def suggestion(found: Trend, option: Rebase) -> str:
    """Where new limits might begin, and why."""
    return f"New limits from {month(found.months[option.at])}? {option.reason}"


def described(found: Trend) -> str:
    """The chart for somebody who cannot see it."""
    values = [row["value"] for row in found.rows if row["value"] is not None]
    if not values:
        return f"No values of {found.measure.title} in {found.name}."
    signals = several(len(found.signals), "stretch", "stretches")
    return (
        f"{found.measure.title} in {found.name}, {several(len(values), 'month')}: from "
        f"{number(min(values), 1)} to {number(max(values), 1)} {found.measure.unit}, "
        f"latest {number(values[-1], 1)}; {signals} beyond chance. "
        f"{variation(found)}. {assurance(found)}."
    )
