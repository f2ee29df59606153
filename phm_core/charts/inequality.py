"""The pictures of inequality: by deprivation, by group, two crossed, and over time."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.analysis.by_group import ByGroup
from phm_core.analysis.slope import Gaps, Slope
from phm_core.charts import inequality_words as words
from phm_core.charts import reading
from phm_core.charts.inequality_specs import GROUPS, HEAT, OVER_TIME, SLOPE
from phm_core.charts.picture import MARK_WORDS, Column, Picture, Sheet
from phm_core.charts.words import day, headed, interval, percent
from phm_core.definitions.questions import RateBy
from phm_core.governance.once import kept_by_answer

FIGURES = (
    Column("value", "Value", 1, "%"),
    Column("lower", "Lower 95%", 1),
    Column("upper", "Upper 95%", 1),
    Column("count", "People counted"),
    Column("people", "People"),
)
DARK = 0.55
EVERYONE = "everyone"
AGES = frozenset({"age_band", "age_group", "sex"})


@kept_by_answer
def slope(found: Slope, gap: Gaps, place: str) -> Picture:
    """Each group of deprivation with its interval, and the line through them."""
    groups = found.every
    names = found.groups.rows["group"].to_pylist()
    line = {
        name: float(at)
        for name, at in zip(names, found.fitted, strict=True)
        if np.isfinite(at)
    }
    rows = _rows(groups)
    fitted = [line.get(name) for name in rows["group"].to_pylist()]
    title = words.slope(found)
    return Picture(
        spec=SLOPE,
        reading=reading.SLOPE,
        data={"groups": rows.append_column("fitted", pa.array(fitted, pa.float64()))},
        title=title,
        subtitle=subtitle(groups, place, "tenth" if found.tenths else "fifth"),
        alt=f"Dots with intervals and a line. {title}. {words.gaps(gap)}",
        sheet=Sheet(groups.rows, (Column("label", "Deprivation"), *FIGURES)),
        notes=(
            "Diamond: not known. Orange: the line.",
            "" if found.tenths else "Fifths, since tenths are too small here.",
            words.unknown(groups),
        ),
    )


@kept_by_answer
def groups(found: ByGroup, place: str, by: str) -> Picture:
    """Groups in their order, each a dot with its interval, against everyone."""
    natural = _natural(found)
    title = words.spread(found) if natural else words.differing(found, by)
    everyone = found.whole["value"]
    return Picture(
        spec=GROUPS,
        reading=reading.GROUPS,
        data={
            "groups": _rows(found.peopled),
            "whole": pa.table({"value": pa.array([everyone], pa.float64())}),
        },
        title=title,
        subtitle=subtitle(found, place, by),
        alt=f"Dots with intervals by {by}. {title}.",
        sheet=Sheet(found.rows, (Column("label", headed(by)), *FIGURES)),
        notes=(
            f"Line: everyone, {percent(everyone)}. Diamond: not known.",
            ""
            if _natural(found)
            else "Dark: higher, light: lower, grey: similar, by "
            "intervals at 99.8% since several are compared.",
            words.unknown(found),
            words.left_out(found),
        ),
    )


@kept_by_answer
def crossed(found: ByGroup, place: str, by: tuple[str, str]) -> Picture:
    """Two breakdowns at once: a shade, the value and its interval in each cell."""
    rows = found.rows.to_pylist()
    values = found.numbers("value")
    shown = np.isfinite(values)
    low, high = (
        (float(values[shown].min()), float(values[shown].max()))
        if shown.any()
        else (0.0, 1.0)
    )
    order = list(dict.fromkeys(row["label"] for row in rows))
    across = list(dict.fromkeys(row["other_label"] for row in rows))
    extra: dict[str, list[Any]] = {
        "cell_text": [_cell(row) for row in rows],
        "dark": [
            bool(v > low + DARK * (high - low)) for v in np.nan_to_num(values, nan=low)
        ],
        "order": [order.index(row["label"]) for row in rows],
        "other_order": [across.index(row["other_label"]) for row in rows],
        "value_text": [_value(row) for row in rows],
        "range": [interval(row["lower"], row["upper"]) for row in rows],
    }
    cells = found.rows
    for name, column in extra.items():
        cells = cells.append_column(name, pa.array(column))
    title = _crossed_title(found, rows, values)
    return Picture(
        spec=HEAT,
        reading=reading.HEAT,
        data={"cells": cells},
        title=title,
        subtitle=subtitle(found, place, " and ".join(by)),
        alt=f"Table of shades, {by[0]} down and {by[1]} across. {title}.",
        sheet=Sheet(
            found.rows,
            (
                Column("label", headed(by[0])),
                Column("other_label", headed(by[1])),
                *FIGURES,
            ),
        ),
        notes=("In each cell the value in percent and its 95% interval.",),
    )


@kept_by_answer
def over_time(slopes: tuple[tuple[date, Slope], ...], place: str) -> Picture:
    """The fifths of deprivation at several dates, the earliest first."""
    points: list[dict[str, Any]] = []
    for at, (when, found) in enumerate(slopes):
        for order, row in enumerate(found.groups.rows.to_pylist()):
            end = order in (0, found.groups.rows.num_rows - 1)
            points.append(_point(row) | {"when": day(when), "at": at, "order": order,
                                         "end": end})  # fmt: skip
    table = pa.Table.from_pylist(points)
    first, last = slopes[0], slopes[-1]
    title = words.changed(first[1], last[1], day(first[0]))
    each = "; ".join(
        f"{day(when)}: {words.ranged(found.sii, sign=True)}" for when, found in slopes
    )
    return Picture(
        spec=OVER_TIME,
        reading=reading.OVER_TIME,
        data={"points": table},
        title=title,
        subtitle=subtitle(last[1].groups, place, "fifth of deprivation", dated=False),
        alt=f"Lines of fifths of deprivation over time. {title}.",
        sheet=Sheet(
            table, (Column("when", "As at"), Column("label", "Deprivation"), *FIGURES)
        ),
        notes=(
            f"Slope index of inequality, {words.POINTS}: {each}.",
            "Each date counts the people registered then; deprivation is that of where "
            "they live now.",
        ),
    )


def subtitle(found: ByGroup, place: str, by: str, *, dated: bool = True) -> str:
    """Measure, unit, groups, whose people, place and date.

    place: with whose people they are, such as 'registered in North PCN'.
    """
    asking = found.asking
    subject = asking.subject
    figure = "crude share" if asking.basis == "crude" else "age-adjusted share"
    when = f", {day(found.released.as_at)}" if dated else ""
    whom = subject.whom if subject.whom == EVERYONE else f"{subject.whom},"
    return f"{subject.title}: {figure} (%), by {by}. {headed(whom)} {place}{when}."


def _natural(found: ByGroup) -> bool:
    """Whether the groups are ages or sexes, which differ from everyone by nature."""
    question = found.released.question
    return isinstance(question, RateBy) and any(by in AGES for by in question.by)


def _rows(found: ByGroup) -> pa.Table:
    rows = found.rows.to_pylist()
    table = found.rows.append_column("order", pa.array(range(len(rows)), pa.int64()))
    table = table.append_column("value_text", pa.array([_value(row) for row in rows]))
    ranges = [interval(row["lower"], row["upper"]) for row in rows]
    table = table.append_column("range", pa.array(ranges))
    sides = [""] * len(rows) if _natural(found) else words.standing(found).tolist()
    return table.append_column("compared", pa.array(sides, pa.string()))


def _point(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "value_text": _value(row),
        "range": interval(row["lower"], row["upper"]),
    }


def _value(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return MARK_WORDS.get(row["mark"], "not shown")
    return percent(row["value"])


def _cell(row: dict[str, Any]) -> str:
    if row["value"] is None:
        why = {"suppressed": "hidden", "none": "nobody"}.get(row["mark"], "too few")
        return f"{why}| "
    return f"{row['value']:.1f}|{row['lower']:.0f}–{row['upper']:.0f}"


def _crossed_title(
    found: ByGroup, rows: list[dict[str, Any]], values: np.ndarray
) -> str:
    """The highest and lowest cell, where their intervals are apart."""
    measure = words.what(found)
    known = np.array([row["known"] and row["other_known"] for row in rows])
    seen = np.where(known, values, np.nan)
    if np.isfinite(seen).sum() <= 1:
        return f"{measure}: too few people in these groups to compare"
    top, bottom = int(np.nanargmax(seen)), int(np.nanargmin(seen))
    wide = found.estimates(0.998)
    if not wide.lower[top] > wide.upper[bottom]:
        return f"{measure}: the groups do not clearly differ"
    said = [
        f"{percent(values[at])} in {rows[at]['label']}, {rows[at]['other_label']}"
        for at in (top, bottom)
    ]
    return f"{measure}: from {said[0]} down to {said[1]}"
