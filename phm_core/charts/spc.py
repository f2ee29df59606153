"""A process chart: limits, signals by shape, colour and word; what people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from phm_core.analysis.trend import STEADY, Trend
from phm_core.charts import reading, spc_words
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.spc_labels import placed
from phm_core.charts.spc_specs import ICONS, SPC
from phm_core.charts.words import day, headed, number
from phm_core.governance.once import kept_by_answer

DRAWN = ("value", "lower_limit", "upper_limit")
SHORT = 26
MARK_ROWS = 4


@dataclass(frozen=True)
class Mark:
    """What a person wrote at a month."""

    month: date
    text: str


@kept_by_answer
def spc(found: Trend, marks: tuple[Mark, ...] = ()) -> Picture:
    """One area by month."""
    rows = _points(found, marks)
    table = pa.Table.from_pylist(rows, schema=POINTS)
    unit = found.measure.unit
    return Picture(
        spec=SPC,
        data={
            "points": table,
            "targets": _targets(found),
            "marks": _marks(found, marks),
        },
        title=spc_words.title(found),
        subtitle=(
            f"{headed(unit)}, {found.measure.whom}, {found.name}, by month up to "
            f"{day(found.released.as_at)}. {spc_words.SCREENED[found.ranges]}"
        ),
        alt=spc_words.described(found),
        sheet=Sheet(
            table,
            (
                Column("when", "Month"),
                Column("value", "Value", 1),
                Column("count", "Counted"),
                Column("people", "People"),
                Column("centre", "Mean", 1),
                Column("lower_limit", "Lower limit", 1),
                Column("upper_limit", "Upper limit", 1),
                Column("said", "Signal"),
                Column("written", "What people wrote"),
            ),
        ),
        notes=spc_words.cautions(found),
        reading=reading.SPC,
    )


POINTS = pa.schema(
    [
        ("month", pa.date32()),
        ("when", pa.string()),
        ("value", pa.float64()),
        ("count", pa.int64()),
        ("people", pa.int64()),
        ("centre", pa.float64()),
        ("lower_limit", pa.float64()),
        ("upper_limit", pa.float64()),
        ("phase", pa.int64()),
        ("stretch", pa.int64()),
        ("kind", pa.string()),
        ("said", pa.string()),
        ("label", pa.string()),
        ("below", pa.int64()),
        ("ends", pa.bool_()),
        ("mark", pa.string()),
        ("written", pa.string()),
    ]
)


def _points(found: Trend, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    chart = found.chart
    if chart is None:
        return []
    firsts = {signal.first: signal for signal in found.signals}
    stretch = 0
    rows: list[dict[str, Any]] = []
    for at, row in enumerate(found.rows):
        # A line is broken where a month has no value, and where limits begin anew.
        stretch += row["value"] is None
        rule, side = str(chart.rule[at]), str(chart.side[at])
        signal = firsts.get(at)
        rows.append(
            {name: row[name] for name in ("month", "value", "count", "people", "mark")}
            | {
                "when": spc_words.month(row["month"]),
                "centre": finite(chart.centre[at]),
                "lower_limit": finite(chart.lower[at]),
                "upper_limit": finite(chart.upper[at]),
                "phase": int(chart.phase[at]),
                "stretch": stretch,
                "kind": str(chart.kind[at]),
                "said": f"{headed(side)}: {spc_words.RULES[rule]}" if rule else "",
                "label": _label(signal.side, signal.kind) if signal else "",
                "written": " ".join(m.text for m in marks if m.month == row["month"]),
            }
        )
    return _beside(rows, found)


def _beside(rows: list[dict[str, Any]], found: Trend) -> list[dict[str, Any]]:
    """The same with where the word of each signal stands beside its point."""
    drawn = [row[name] for row in rows for name in DRAWN if row[name] is not None]
    drawn += [] if found.target is None else [found.target]
    signals = [(at, r["value"], r["label"]) for at, r in enumerate(rows) if r["label"]]
    places = placed(signals, len(rows), min(drawn), max(drawn)) if signals else {}
    return [
        row | {"below": places[at].below, "ends": places[at].ends}
        if at in places
        else row
        for at, row in enumerate(rows)
    ]


def _label(side: str, kind: str) -> str:
    return headed(side) if kind == "neutral" else f"{headed(side)}, {kind}"


def finite(value: float) -> float | None:
    """A number; None where it is none."""
    return float(value) if value == value else None  # noqa: PLR0124  # NaN is not itself


def _targets(found: Trend) -> pa.Table:
    known = [] if found.target is None else [found.target]
    names = [f"Target {number(value, 1)}" for value in known]
    columns = {
        "value": pa.array(known, pa.float64()),
        "name": pa.array(names, pa.string()),
    }
    return pa.table(columns)


def _marks(found: Trend, marks: Sequence[Mark]) -> pa.Table:
    shown = [mark for mark in marks if mark.month in found.months]
    return pa.table(
        {
            "month": pa.array([mark.month for mark in shown], pa.date32()),
            "short": pa.array([_short(mark.text) for mark in shown], pa.string()),
            "row": pa.array([at % MARK_ROWS for at in range(len(shown))], pa.int64()),
        }
    )


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


LETTERS = {"high": "H", "low": "L", STEADY: "∿", "": "–"}
ASSURED = {"pass": "P", "fail": "F", "hit or miss": "?", "none": "–"}


def kind(found: Trend) -> str:
    """Kind of the latest point: improvement, concern, neutral or common cause."""
    return found.variation.removesuffix(" high").removesuffix(" low") or STEADY


def letter(found: Trend) -> str:
    """What stands in the icon of variation: H, L, the sign of chance, or a dash."""
    steady = found.variation in ("", STEADY)
    return LETTERS[found.variation if steady else found.variation.rpartition(" ")[2]]


@kept_by_answer
def icons(found: Trend) -> Picture:
    """The variation and the assurance icon, drawn and in words."""
    rows = [
        {"place": 0, "kind": kind(found), "letter": letter(found)},
        {"place": 1, "kind": STEADY, "letter": ASSURED[found.assurance]},
    ]
    words = (spc_words.variation(found), spc_words.assurance(found))
    table = pa.Table.from_pylist(rows)
    return Picture(
        spec=ICONS,
        data={"icons": table},
        title=words[0],
        subtitle=words[1],
        alt=f"Variation: {words[0]}. Assurance: {words[1]}.",
        sheet=Sheet(table, (Column("letter", "Icon"),)),
    )
