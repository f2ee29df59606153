"""The months of a measure as a small drawing, with the two icons of its process chart.

A page has dozens of them, so they are drawn here and not by the chart library: a
browser would need many seconds for so many charts.
"""

import base64
from collections.abc import Iterator, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from phm_core.analysis.trend import Trend
from phm_core.charts import spc_words
from phm_core.charts.spc import ASSURED, kind, letter
from phm_core.charts.spc_specs import COLOURS, KINDS
from phm_core.charts.theme import FONT, GREY, INK, LINE

WIDTH, HEIGHT = 340, 76
LEFT, RIGHT, TOP, BOTTOM = 4, 238, 10, 66
RING = 19
VARIATION, ASSURANCE = 270, 316
COLOUR: dict[str, str] = dict(zip(KINDS, COLOURS, strict=True))
MARK = 5
BAND = "#E8EDEE"
Floats = NDArray[np.float64]


def sparkline(found: Trend) -> str:
    """An SVG of the series, its limits, its latest point, and its icons."""
    chart = found.chart
    if chart is None:
        raise ValueError("a series without values has no drawing")
    x = np.linspace(LEFT, RIGHT, len(found.rows))
    y = _heights(chart.value, chart.lower, chart.upper, chart.centre)
    parts = [
        *_limits(x, y, chart.phase),
        *_line(x, y[0]),
        _latest(float(x[-1]), float(y[0][-1]), kind(found)),
        *_icons(found),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="{FONT}">'
        f"{''.join(parts)}</svg>"
    )


def image(found: Trend) -> str:
    """The drawing as an HTML image that says in words what it shows."""
    drawn = base64.b64encode(sparkline(found).encode()).decode()
    said = escape(spc_words.described(found), quote=True)
    return (
        f'<img src="data:image/svg+xml;base64,{drawn}" alt="{said}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
    )


def _heights(*series: Floats) -> list[Floats]:
    """Every series as heights on one scale, the largest at the top."""
    every = np.concatenate(series)
    low, high = np.nanmin(every), np.nanmax(every)
    span = high - low or 1.0
    return [BOTTOM - (one - low) / span * (BOTTOM - TOP) for one in series]


def _limits(x: Floats, y: Sequence[Floats], phase: NDArray[np.int64]) -> Iterator[str]:
    """A band and its middle for each stretch of months with limits of its own."""
    _, lower, upper, centre = y
    for each in np.unique(phase):
        at = np.flatnonzero(phase == each)
        if np.isnan(centre[at]).any():
            continue
        first, last = x[at[0]], x[at[-1]]
        if not np.isnan(upper[at] + lower[at]).any():
            tall = lower[at[0]] - upper[at[0]]
            yield (
                f'<rect x="{first:.1f}" y="{upper[at[0]]:.1f}" '
                f'width="{last - first:.1f}" height="{tall:.1f}" fill="{BAND}"/>'
            )
        yield (
            f'<line x1="{first:.1f}" x2="{last:.1f}" y1="{centre[at[0]]:.1f}" '
            f'y2="{centre[at[0]]:.1f}" stroke="{LINE}"/>'
        )


def _line(x: Floats, y: Floats) -> Iterator[str]:
    """The values, broken where a month has none."""
    known = np.flatnonzero(~np.isnan(y))
    for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
        points = " ".join(f"{x[at]:.1f},{y[at]:.1f}" for at in run)
        yield (
            f'<polyline points="{points}" fill="none" stroke="{INK}" '
            'stroke-width="1.6" stroke-linejoin="round"/>'
        )


def _latest(x: float, y: float, of: str) -> str:
    """The latest point: its shape says the same as its colour."""
    shapes = {
        "improvement": f"M0 {-MARK - 1}L{MARK + 1} 0L0 {MARK + 1}L{-MARK - 1} 0Z",
        "concern": f"M{-MARK} {-MARK}H{MARK}V{MARK}H{-MARK}Z",
        "neutral": f"M0 {-MARK - 1}L{MARK + 1} {MARK}H{-MARK - 1}Z",
    }
    place = f'transform="translate({x:.1f} {y:.1f})" fill="{COLOUR[of]}"'
    if of in shapes:
        return f'<path d="{shapes[of]}" {place}/>'
    return f'<circle r="3.5" {place}/>'


def _icons(found: Trend) -> Iterator[str]:
    yield _icon(VARIATION, letter(found), COLOUR[kind(found)])
    if found.assurance != "none":
        yield _icon(ASSURANCE, ASSURED[found.assurance], GREY)


def _icon(x: int, inside: str, colour: str) -> str:
    middle = HEIGHT / 2
    return (
        f'<circle cx="{x}" cy="{middle}" r="{RING}" fill="none" stroke="{colour}" '
        f'stroke-width="3.5"/><text x="{x}" y="{middle + 6}" text-anchor="middle" '
        f'font-size="17" font-weight="bold" fill="{INK}">{escape(inside)}</text>'
    )
