"""One area on many indicators: a row each, the whole in the middle, better right."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from phm_core.analysis.standing import Line
from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.theme import BLUE, CONFIG, INK, ORANGE, PALE
from phm_core.charts.words import NOT_SHOWN, number, percent
from phm_core.errors import several
from phm_core.governance.once import kept_by_answer

STEP = 46
EDGE = 1.0
ROOM = 1.05  # the scale ends this far beyond whatever is furthest away
LOOKS = {
    "better": (BLUE, "triangle-right"),
    "worse": (ORANGE, "triangle-left"),
    "higher": ("#801650", "triangle-up"),
    "lower": ("#801650", "triangle-down"),
    "similar": ("#8C979E", "circle"),
}
JUDGEMENTS = list(LOOKS)
X = {"type": "quantitative", "title": None, "axis": None,
     "scale": {"domain": [-EDGE, EDGE], "nice": False}}  # fmt: skip


def _bar(low: str, high: str, colour: str, size: int) -> dict[str, Any]:
    return {
        "mark": {"type": "bar", "aria": False, "color": colour, "height": size},
        "encoding": {"x": {"field": low, **X}, "x2": {"field": high}},
    }


SPINE: Spec = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "config": CONFIG,
    "data": {"name": "lines"},
    "height": {"step": STEP},
    "encoding": {
        "y": {"field": "order", "type": "ordinal", "title": None, "axis": None},
        "tooltip": [
            {"field": "title", "title": "Indicator"},
            {"field": "value_text", "title": "Here"},
            {"field": "range", "title": "95% interval"},
            {"field": "whole_text", "title": "The whole"},
            {"field": "england_text", "title": "England"},
            {"field": "judgement", "title": "Against the whole"},
            {"field": "data", "title": "Data"},
        ],
    },
    "layer": [
        _bar("least", "most", PALE, 14),
        _bar("low", "high", "#B8C2C8", 14),
        {"mark": {"type": "tick", "aria": False, "color": INK, "thickness": 2,
                  "height": 24},
         "encoding": {"x": {"datum": 0, **X}}},
        {"mark": {"type": "rule", "aria": False, "color": INK, "strokeWidth": 2},
         "encoding": {"x": {"field": "from", **X}, "x2": {"field": "to"}}},
        {"mark": {"type": "point", "aria": False, "shape": "diamond", "size": 90,
                  "color": INK,
                  "fill": "#FFFFFF", "strokeWidth": 1.5, "opacity": 1},
         "encoding": {"x": {"field": "england", **X}}},
        {"mark": {"type": "point", "aria": False, "filled": True, "opacity": 1,
                  "stroke": INK},
         "encoding": {
             "x": {"field": "at", **X},
             "size": {"condition": {"test": "datum.stands_out", "value": 260},
                      "value": 110},
             "strokeWidth": {"condition": {"test": "datum.stands_out", "value": 1.5},
                             "value": 0},
             "shape": {"field": "judgement", "type": "nominal", "legend": None,
                       "scale": {"domain": JUDGEMENTS,
                                 "range": [LOOKS[j][1] for j in JUDGEMENTS]}},
             "color": {"field": "judgement", "type": "nominal",
                       "scale": {"domain": JUDGEMENTS,
                                 "range": [LOOKS[j][0] for j in JUDGEMENTS]},
                       "legend": {"title": None}}}},
        {"mark": {"type": "text", "aria": False, "align": "left",
                  "baseline": "middle", "dy": -17,
                  "fontSize": 13, "color": INK},
         "encoding": {"x": {"value": 0}, "text": {"field": "label"}}},
    ],
}  # fmt: skip
COLUMNS = (
    Column("title", "Indicator"),
    Column("value", "Here", 1, "%"),
    Column("lower", "Lower 95%", 1, "%"),
    Column("upper", "Upper 95%", 1, "%"),
    Column("count", "People counted"),
    Column("people", "Among"),
    Column("whole", "The whole", 1, "%"),
    Column("england_value", "England", 1, "%"),
    Column("judgement", "Against the whole"),
    Column("stands_out", "Stands out"),
    Column("to_average", "People to gain at the average"),
    Column("to_best", "People to gain at the best fifth"),
    Column("data", "Data"),
)


@kept_by_answer
def spine(lines: tuple[Line, ...], where: str, whole: str, when: str) -> Picture:
    """The indicators of one area as a spine chart."""
    table = pa.Table.from_pylist([_row(line, at) for at, line in enumerate(lines)])
    sides = [line.judgement for line in lines if line.stands_out]
    return Picture(
        spec=SPINE,
        reading=reading.SPINE,
        data={"lines": table},
        title=_title(lines, where),
        subtitle=(
            f"Each row has its own scale: {whole} in the middle, the better side right "
            f"where one is better. Shares of people in percent, {when}."
        ),
        alt=(
            f"Spine chart of {several(len(lines), 'indicator')} for {where} against "
            f"{whole}: {several(len(sides), 'figure')} "
            f"{'stands' if len(sides) == 1 else 'stand'} out."
        ),
        sheet=Sheet(table, COLUMNS),
        notes=(
            "Grey bar: all areas of this kind; darker: the middle three fifths. Line "
            "through a mark: 95% interval. White diamond: England, where published. A "
            "large mark with an edge stands out.",
        ),
    )


def _title(lines: Sequence[Line], where: str) -> str:
    out = [line for line in lines if line.stands_out]
    if not out:
        return f"Nothing here clearly stands out in {where}"
    worse = sum(line.judgement == "worse" for line in out)
    better = sum(line.judgement == "better" for line in out)
    parts = [f"{worse} worse"] if worse else []
    parts += [f"{better} better"] if better else []
    rest = len(out) - worse - better
    parts += [f"{rest} neither better nor worse"] if rest else []
    return (
        f"{where}: {len(out)} of {several(len(lines), 'figure')} stand out "
        f"({', '.join(parts)})"
    )


def _row(line: Line, order: int) -> dict[str, Any]:
    value = NOT_SHOWN if line.value is None else percent(line.value)
    whole = percent(line.whole)
    data = f" · {line.data[:1].lower()}{line.data[1:]}" if line.data else ""
    return {
        "order": order,
        "title": line.indicator.title,
        "label": f"{line.indicator.short}: {_said(line, value)} ({whole}){data}",
        "data": line.data,
        "value": line.value,
        "lower": line.lower,
        "upper": line.upper,
        "count": line.count,
        "people": line.people,
        "whole": line.whole,
        "england_value": line.england,
        "judgement": line.judgement,
        "stands_out": line.stands_out,
        "to_average": line.to_average,
        "to_best": line.to_best,
        "mark": line.mark,
        "value_text": _said(line, value),
        "range": ""
        if line.lower is None or line.upper is None
        else f"{number(line.lower, 1)} to {number(line.upper, 1)}%",
        "whole_text": whole,
        "england_text": "not published" if line.england is None
        else percent(line.england),
    } | _places(line)  # fmt: skip


def _said(line: Line, value: str) -> str:
    return line.reason.rstrip(".") or value if line.value is None else value


def _places(line: Line) -> dict[str, float | None]:
    """Where everything stands on the row: 0 is the whole, 1 the better end."""
    names = ("least", "low", "high", "most", "from", "to", "at", "england")
    if line.whole is None or line.span is None:
        return dict.fromkeys(names)
    span, whole = line.span, line.whole
    given = (
        span.least, span.low, span.high, span.most,
        line.lower, line.upper, line.value, line.england,
    )  # fmt: skip
    furthest = ROOM * max(abs(value - whole) for value in given if value is not None)
    sign = -1 if line.indicator.better == "lower" else 1
    scale = sign / furthest if furthest else 0.0
    return {
        name: None if value is None else (value - whole) * scale
        for name, value in zip(names, given, strict=True)
    }
