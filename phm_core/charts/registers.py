"""Registers of an area beside the range to expect: a picture, and what it says."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.profile_specs import IN_ORDER, LABELS, SCHEMA
from phm_core.charts.theme import BLUE, CONFIG, PALE
from phm_core.charts.words import day, number
from phm_core.errors import listed, several
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

PERCENT = 100.0
COLUMNS = (
    Column("title", "Register"),
    Column("recorded", "Recorded"),
    Column("expected_lower", "Expected, from"),
    Column("expected_upper", "Expected, to"),
    Column("people", "Among"),
    Column("said", "Recorded is"),
)
BELOW, WITHIN, ABOVE = "below the range", "within the range", "above the range"

SPEC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "registers"},
    "height": {"step": 34},
    "encoding": {
        "y": {"field": "title", "type": "nominal", "sort": IN_ORDER, "axis": LABELS},
        "x": {"type": "quantitative",
              "scale": {"zero": False, "nice": True, "padding": 8},
              "axis": {"title": "Recorded of 100 expected", "tickCount": 6}},
        "tooltip": [
            {"field": "title", "title": "Register"},
            {"field": "recorded", "title": "Recorded", "format": ",.0f"},
            {"field": "range", "title": "Expected"},
            {"field": "said", "title": "Recorded is"},
        ],
    },
    "layer": [
        {"mark": {"type": "bar", "aria": False, "color": PALE, "height": 16},
         "encoding": {"x": {"field": "low_share", "type": "quantitative"},
                      "x2": {"field": "high_share"}}},
        {"mark": {"type": "point", "aria": False, "filled": True, "size": 110,
                  "opacity": 1, "color": BLUE},
         "encoding": {"x": {"field": "share", "type": "quantitative"}}},
        {"transform": [{"filter": "!isValid(datum.share)"}],
         "mark": {"type": "text", "align": "left", "text": "not shown"},
         "encoding": {"x": {"value": 4}}},
    ],
}  # fmt: skip


@kept_by_answer
def registers(
    answers: tuple[Released, ...], titles: tuple[str, ...], place: str
) -> Picture:
    """Each register as a dot, over the range to expect of such people.

    answers: to the question Expected, one of each title.
    """
    rows = [
        _row(title, at, released)
        for at, (title, released) in enumerate(zip(titles, answers, strict=True))
    ]
    title = finding(rows)
    level = answers[0].facts["level"]
    return Picture(
        spec=SPEC,
        reading=reading.REGISTERS,
        data={"registers": pa.Table.from_pylist(rows)},
        title=title,
        subtitle=(
            f"People recorded (dot) of 100 who are expected, and the range to expect "
            f"(band) for their age, sex and deprivation at the level of {level}, "
            f"{place}, {day(answers[0].as_at)}."
        ),
        alt=f"A dot and a band for each register. {title}.",
        sheet=Sheet(pa.Table.from_pylist(rows), COLUMNS),
        notes=(
            "Below the range is a reason to look for people who are not diagnosed or "
            "not coded, never a verdict on a practice.",
        ),
    )


def finding(rows: Sequence[dict[str, Any]]) -> str:
    """How many registers lie below what is to be expected, and which."""
    known = [row for row in rows if row["said"]]
    below = [str(row["title"]) for row in known if row["said"] == BELOW]
    of = several(len(known), "register")
    if not known:
        return "Too few people to set a register beside what is to be expected"
    if not below:
        return f"Of {of}, none holds fewer people than expected"
    hold = "holds" if len(below) == 1 else "hold"
    return f"Of {of}, {len(below)} {hold} fewer people than expected: {listed(below)}"


def _row(title: str, at: int, released: Released) -> dict[str, Any]:
    names = ("people", "recorded", "expected_lower", "expected_upper")
    figures = {name: released.figure(name) for name in names}
    recorded, low, high = (figures[name] for name in names[1:])

    middle = None if low is None or high is None else (low + high) / 2

    def share(count: float | None) -> float | None:
        return PERCENT * count / middle if middle and count is not None else None

    return figures | {
        "title": title,
        "order": at,
        "share": share(recorded),
        "low_share": share(low),
        "high_share": share(high),
        "range": f"{number(low)} to {number(high)}",
        "said": _side(recorded, low, high),
    }


def _side(recorded: float | None, low: float | None, high: float | None) -> str:
    if recorded is None or low is None or high is None:
        return ""
    if recorded < low:
        return BELOW
    return ABOVE if recorded > high else WITHIN
