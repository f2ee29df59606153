"""Small multiples: one strip an area, all of them on the same scale."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from phm_core.analysis.trend import STEADY, Trend
from phm_core.charts import reading, spc_words
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.spc import finite
from phm_core.charts.spc_specs import STRIP, STRIPS
from phm_core.charts.words import day, headed, number
from phm_core.errors import several
from phm_core.governance.once import kept_by_answer

MARGIN, HEIGHT = 0.1, 0.8


@kept_by_answer
def strips(found: tuple[Trend, ...]) -> Picture:
    """Several areas by month; the order is theirs."""
    low, high = _span(found)
    rows = [row for at, one in enumerate(found) for row in _strip(one, at, low, high)]
    first = found[0]
    names = [_named(one) for one in found]
    return Picture(
        spec=_sized(len(found)),
        data={
            "points": pa.Table.from_pylist(rows),
            "edges": pa.table({"edge": [0.5 - at for at in range(1, len(found))]}),
        },
        title=f"{first.measure.title}, {several(len(found), 'area')} by month",
        subtitle=(
            f"{headed(first.measure.unit)}, by month up to "
            f"{day(first.released.as_at)}. Every strip runs from {number(low, 1)} to "
            f"{number(high, 1)}. {spc_words.SCREENED[first.ranges]}"
        ),
        alt=" ".join(f"{one.name}: {spc_words.variation(one)}." for one in found),
        sheet=Sheet(_table(found), COLUMNS),
        notes=((first.measure.overlap,) if first.measure.overlap else ()),
        settings={"names": names},
        tall=0,
        reading=reading.STRIPS,
    )


COLUMNS = (
    Column("name", "Area"),
    Column("when", "Latest month"),
    Column("value", "Value", 1),
    Column("lower_limit", "Lower limit", 1),
    Column("upper_limit", "Upper limit", 1),
    Column("variation", "Variation"),
)


def _sized(count: int) -> Spec:
    axis = STRIPS["encoding"]["y"]["axis"] | {"values": [-at for at in range(count)]}
    scale = {"domain": [-count + 0.5, 0.5], "nice": False, "zero": False}
    y = STRIPS["encoding"]["y"] | {"axis": axis, "scale": scale}
    encoding = STRIPS["encoding"] | {"y": y}
    return {**STRIPS, "encoding": encoding, "height": count * STRIP}


def _span(found: Sequence[Trend]) -> tuple[float, float]:
    known = [
        value
        for one in found
        if one.chart is not None
        for values in (one.chart.value, one.chart.lower, one.chart.upper)
        for value in map(finite, values)
        if value is not None
    ]
    low, high = max(min(known), 0.0), max(known)
    return (low, high) if high > low else (low, low + 1)


def _strip(one: Trend, at: int, low: float, high: float) -> list[dict[str, Any]]:
    """The points of one area, as heights within its strip."""
    chart = one.chart
    if chart is None:
        return []

    def height(value: float) -> float | None:
        known = finite(value)
        if known is None:
            return None
        share = min(max((known - low) / (high - low), 0.0), 1.0)
        return -at - HEIGHT / 2 + share * HEIGHT

    gaps = 0
    rows: list[dict[str, Any]] = []
    for place, row in enumerate(one.rows):
        gaps += row["value"] is None
        rule = str(chart.rule[place])
        rows.append(
            {
                "name": one.name,
                "month": row["month"],
                "value": row["value"],
                "at": height(float(chart.value[place])),
                "low": height(float(chart.lower[place])),
                "high": height(float(chart.upper[place])),
                "middle": height(float(chart.centre[place])),
                "lower_limit": finite(chart.lower[place]),
                "upper_limit": finite(chart.upper[place]),
                "stretch": f"{at}-{gaps}",
                "kind": str(chart.kind[place]),
                "said": spc_words.RULES[rule] if rule else "",
            }
        )
    return rows


def _named(one: Trend) -> list[str]:
    """The label of a strip: the area, and its icon in a word."""
    return [one.name, _word(one)]


def _word(one: Trend) -> str:
    if one.variation in ("", STEADY):
        return "steady"
    kind, _, side = one.variation.rpartition(" ")
    return side if kind == "neutral" else f"{side}, {kind}"


def _table(found: Sequence[Trend]) -> pa.Table:
    rows = []
    for one in found:
        last = one.rows[-1]
        chart = one.chart
        rows.append(
            {
                "name": one.name,
                "when": spc_words.month(last["month"]),
                "value": last["value"],
                "lower_limit": None if chart is None else finite(chart.lower[-1]),
                "upper_limit": None if chart is None else finite(chart.upper[-1]),
                "variation": _word(one),
                "mark": last["mark"],
            }
        )
    return pa.Table.from_pylist(rows)
