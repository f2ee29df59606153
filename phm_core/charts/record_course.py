"""What happened to one person, in lanes: conditions, medicines, contacts, checks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.charts import reading
from phm_core.charts.picture import Picture, Spec
from phm_core.charts.profile_specs import IN_ORDER, LABELS, SCHEMA
from phm_core.charts.record_words import course_rows, title_of
from phm_core.charts.theme import CATEGORIES, CONFIG
from phm_core.charts.words import day
from phm_core.errors import several
from phm_core.governance.released import Released
from phm_core.period import months_before

LANES = {
    "condition": "Conditions",
    "medication": "Medicines",
    "activity": "Contacts and stays",
    "procedure": "Operations",
    "process": "Checks and reviews",
    "waiting": "Waiting",
}
USUAL_DAYS = 28  # of an issue whose length is not recorded
GAP_DAYS = 60  # between issues that are drawn as one line
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down")
# Three columns beside long names would be wider than a telephone.
LEGEND = {"title": None, "columns": 1}
Event = Mapping[str, Any]
Span = tuple[date, date]

SPEC: Spec = {
    "$schema": SCHEMA,
    "config": CONFIG,
    "data": {"name": "course"},
    "height": {"step": 22},
    "encoding": {
        "y": {"field": "row", "type": "nominal", "sort": IN_ORDER,
              "axis": LABELS | {"labelExpr": "split(datum.label, '|')[1]",
                                "labelLimit": 190, "grid": True}},
        "x": {"field": "start", "type": "temporal",
              "axis": {"title": None, "format": "%b %Y", "tickCount": 6,
                       "labelOverlap": True}},
        "color": {"field": "lane", "type": "nominal", "sort": list(LANES.values()),
                  "scale": {"domain": list(LANES.values()),
                            "range": list(CATEGORIES)},
                  "legend": LEGEND},
        "tooltip": [
            {"field": "lane", "title": "Kind"},
            {"field": "title", "title": "What"},
            {"field": "said", "title": "When"},
            {"field": "detail", "title": "Detail"},
        ],
    },
    "layer": [
        {"transform": [{"filter": "datum.lasts"}],
         "mark": {"type": "rule", "aria": False, "strokeWidth": 8},
         "encoding": {"x2": {"field": "end"}}},
        {"transform": [{"filter": "!datum.lasts"}],
         "mark": {"type": "point", "aria": False, "filled": True, "size": 60,
                  "opacity": 1},
         "encoding": {"shape": {"field": "lane", "type": "nominal",
                                "scale": {"domain": list(LANES.values()),
                                          "range": list(SHAPES)},
                                "legend": None}}},
    ],
}  # fmt: skip


def course(released: Released, catalogue: Catalogue, months: int) -> Picture | None:
    """The last months of one record in lanes; None where nothing is in it."""
    first = months_before(released.as_at, months)
    events = [
        one for one in released.tables["events"].to_pylist() if one["table"] in LANES
    ]
    rows = list(_rows(events, catalogue, first, released.as_at))
    if not rows:
        return None
    counts = dict.fromkeys(LANES, 0)
    for lane, _ in {(row["table"], row["title"]) for row in rows}:
        counts[lane] += 1
    told = ", ".join(
        f"{LANES[lane].lower()} {count}" for lane, count in counts.items() if count
    )
    title = f"Kinds of entry: {told}"
    return Picture(
        spec=SPEC,
        reading=reading.COURSE,
        data={"course": pa.Table.from_pylist(rows)},
        title=title,
        subtitle=(
            f"One row for each kind of entry, {day(first)} to {day(released.as_at)}; "
            "conditions from before it too."
        ),
        alt=f"Bars and points by kind of entry over time. {title}.",
        sheet=course_rows(released, catalogue),
        notes=(
            f"Issues of a medicine that follow within {GAP_DAYS} days are one line; "
            f"one of unknown length is taken as {USUAL_DAYS} days.",
        ),
    )


def _rows(
    events: Sequence[Event], catalogue: Catalogue, first: date, last: date
) -> Iterator[dict[str, Any]]:
    order = list(LANES)
    kinds = sorted(events, key=lambda one: (order.index(one["table"]), one["id"]))
    of_kind = groupby(kinds, key=lambda one: (one["table"], one["id"]))
    for place, ((table, identity), some) in enumerate(of_kind):
        title = title_of(table, identity, catalogue)
        for (start, end), detail in SPANS.get(table, _points)(list(some), last):
            if end < first:
                continue
            yield {
                "row": f"{place:03}|{title}",
                "order": place,
                "table": table,
                "lane": LANES[table],
                "title": title,
                "start": max(start, first),
                "end": end,
                "lasts": end > start,
                "said": day(start) if end == start else f"{day(start)} to {day(end)}",
                "detail": detail,
            }


def _points(events: Sequence[Event], _: date) -> Iterator[tuple[Span, str]]:
    for one in events:
        if one["date"] is not None:
            yield (one["date"], one["date"]), (one["detail"] or "").replace("_", " ")


def _stays(events: Sequence[Event], _: date) -> Iterator[tuple[Span, str]]:
    for one in events:
        if one["date"] is not None:
            end = one["until"] or one["date"]
            yield (one["date"], max(end, one["date"])), one["detail"] or ""


def _waits(events: Sequence[Event], last: date) -> Iterator[tuple[Span, str]]:
    for one in events:
        if one["date"] is not None:
            still = "still waiting" if one["until"] is None else ""
            yield (one["date"], max(one["until"] or last, one["date"])), still


def _held(events: Sequence[Event], last: date) -> Iterator[tuple[Span, str]]:
    """From each diagnosis until it is resolved, or still."""
    began: date | None = None
    for one in events:
        when = one["date"] or date.min
        if one["detail"] == "resolution":
            if began is not None:
                yield (began, when), "resolved"
            began = None
        elif began is None:
            began = when
    if began is not None:
        yield (began, last), "" if began > date.min else "since when is not known"


def _taken(events: Sequence[Event], last: date) -> Iterator[tuple[Span, str]]:
    """Issues that follow each other, as one line."""
    span: Span | None = None
    issues = 0
    for one in events:
        if one["date"] is None:
            continue
        end = one["date"] + timedelta(days=int(one["value"] or USUAL_DAYS))
        if span and (one["date"] - span[1]).days <= GAP_DAYS:
            span, issues = (span[0], max(span[1], end)), issues + 1
            continue
        if span:
            yield (span[0], min(span[1], last)), several(issues, "issue")
        span, issues = (one["date"], end), 1
    if span:
        yield (span[0], min(span[1], last)), several(issues, "issue")


SPANS = {
    "condition": _held,
    "medication": _taken,
    "activity": _stays,
    "waiting": _waits,
}
