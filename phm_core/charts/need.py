"""The pictures of the map page: map, legend, scatter and the areas ranked by need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.measured import Measured
from phm_core.analysis.need_map import NeedMap, by_need
from phm_core.area import Lens
from phm_core.charts import maps, reading, sentences
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.scatter import SCATTER
from phm_core.charts.words import day, headed
from phm_core.errors import several
from phm_core.governance.once import kept_by_answer

LEGEND_MM = 24
ELSEWHERE = "residents_registered_elsewhere_share"
Shapes = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Where:
    """Shapes of the areas, outlines of larger ones, and the name of the place shown."""

    name: str
    shapes: dict[str, Any]
    outlines: dict[str, Any]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Codes of the areas that have a shape."""
        return frozenset(f["properties"]["code"] for f in self.shapes["features"])


@kept_by_answer
def pictures(found: NeedMap, where: Where, picked: str = "") -> tuple[Picture, Picture]:
    """The map and the scatter, in the same colours, with one area picked out."""
    table = drawn(found)
    codes: list[Any] = table["code"].to_pylist()
    shapes = maps.only(where.shapes, codes)
    settings = {"picked": picked}
    listed = sheet(found, shapes)
    measured = found.measured
    shared = {"sheet": listed, "settings": settings}
    area_map = Picture(
        spec=maps.BIVARIATE_MAP,
        reading=reading.MAP,
        data={"areas": table, "shapes": shapes, "outlines": where.outlines},
        title=sentences.together(measured.together, measured),
        subtitle=subtitle(measured, where.name),
        alt=map_in_words(found, where.name),
        notes=(sentences.reading(measured), *_map_notes(table)),
        **shared,
    )
    dots = Picture(
        spec=SCATTER,
        reading=reading.SCATTER,
        data={"areas": table},
        title=sentences.correlation(measured.together)
        or "Too few areas for a correlation",
        subtitle=f"Up: {measured.name.lower()} with 95% intervals{_in_unit(measured)}. "
        "Across: deprivation.",
        alt=sentences.together(measured.together, measured),
        **shared,
    )
    return area_map, dots


@kept_by_answer
def legend(found: NeedMap) -> Picture:
    """The nine colours as a square, in words."""
    cells = maps.legend_cells(found.areas, found.across, found.up)
    held = cells.filter(pc.field("areas") > 0).to_pydict()
    across, up = (
        "; ".join(labels) if len({*held[column]}) > 1 else "the same everywhere"
        for labels, column in ((found.across, "across_words"), (found.up, "up_words"))
    )
    columns = (
        Column("across_words", "Deprivation score"),
        Column("up_words", found.measured.name),
        Column("areas", "Areas"),
    )
    return Picture(
        spec=maps.LEGEND,
        data={"cells": cells},
        title="How to read the colours",
        subtitle=(
            f"Across, deprivation score: {across}. Up, "
            f"{found.measured.name.lower()}: {up}. "
            "Thirds of the areas shown."
        ),
        alt=(
            "Legend of nine colours: yellow to brown is more deprived, blue is higher, "
            "black is both."
        ),
        tall=LEGEND_MM,
        sheet=Sheet(cells, columns),
    )


def drawn(found: NeedMap) -> pa.Table:
    """The areas with what a map needs: colour, sign, and texts of the tooltip."""
    measured, table = found.measured, found.areas
    rows = table.to_pylist()
    cells: list[Any] = table["cell"].to_pylist()
    marks: list[Any] = table["mark"].to_pylist()
    counts: list[Any] = table["count"].to_pylist()
    return pa.Table.from_pydict(
        {
            "code": table["code"],
            "name": table["name"],
            "value": table["value"],
            "lower": table["lower"],
            "upper": table["upper"],
            "imd": table["imd"],
            "people": table["people"],
            "fill": maps.fills(cells),
            "sign": maps.signs(marks, counts),
            "value_text": pa.array(
                [
                    row["reason"]
                    if row["value"] is None
                    else sentences.valued(measured, row["value"])
                    for row in rows
                ],
                pa.string(),
            ),
            "range": pa.array(
                [sentences.ranged(measured, r["lower"], r["upper"]) for r in rows],
                pa.string(),
            ),
        }
    )


def ranking(measured: Measured) -> str:
    """How the list is ordered, and what it is not."""
    usual = "than the age and sex of the people there would lead one to expect"
    if measured.choice.basis == "crude" or measured.choice.kind == "incidence":
        usual = "than at the rate of the whole"
    return (
        "Ordered by people above expected: how many more (or, below nought, fewer) are "
        f"counted {usual}. It is not a league table."
    )


def sheet(found: NeedMap, shapes: Shapes | None = None) -> Sheet:
    """The areas ranked by need: people above expected, with everything behind it."""
    measured = found.measured
    table = by_need(found)
    incidence = measured.choice.kind == "incidence"
    columns = [
        Column("name", headed(measured.choice.per.title)),
        Column("excess", "People above expected"),
        Column("count", "New cases" if incidence else "People counted"),
        Column("people", "Person-years" if incidence else "People"),
        Column("value", measured.name, measured.decimals, _symbol(measured)),
        Column("lower", "Lower 95%", measured.decimals),
        Column("upper", "Upper 95%", measured.decimals),
        Column("imd", "Deprivation score", 1),
        Column("share_core20", "In the most deprived fifth", 0, "%"),
    ]
    shares = {
        f["properties"]["code"]: f["properties"].get(ELSEWHERE)
        for f in (shapes or {}).get("features", ())
    }
    if any(share is not None for share in shares.values()):
        away = [shares.get(code) for code in table["code"].to_pylist()]
        percent = [None if s is None else s * 100 for s in away]
        table = table.append_column("elsewhere", pa.array(percent, pa.float64()))
        columns.append(Column("elsewhere", "Residents registered elsewhere", 0, "%"))
    return Sheet(table, tuple(columns))


def subtitle(measured: Measured, place: str) -> str:
    """Measure, unit, place, lens and date."""
    choice = measured.choice
    published = measured.released.question.reveals == "public"
    lens = "registered" if choice.lens == Lens.REGISTERED else "resident"
    whom = choice.subject.whom if choice.kind == "prevalence" else "people at risk"
    people = "published registers" if published else f"{lens} {whom}"
    when = day(measured.released.as_at)
    if year := measured.released.facts.get("year"):
        when = f"{year}"
    return (
        f"{choice.subject.title}: {measured.name[:1].lower()}{measured.name[1:]}"
        f"{_in_unit(measured)}, by {choice.per.title}, {place}, {people}, {when}."
    )


def map_in_words(found: NeedMap, place: str) -> str:
    """The map for a person who cannot see it."""
    both = found.areas["cell"].to_pylist().count(8)
    total = found.areas.num_rows
    return (
        f"Map of {place}: {several(total, 'area')}. "
        f"{both} in the most deprived third and in the highest third. "
        f"{sentences.together(found.measured.together, found.measured)}."
    )


def _map_notes(table: pa.Table) -> tuple[str, ...]:
    signs: list[Any] = table["sign"].to_pylist()
    key = maps.key_to(signs)
    thirds = (
        "Colours are thirds of the areas shown; areas of different colour may still be "
        "alike within their intervals."
    )
    return (thirds, f"White: {key}.") if key else (thirds,)


def off_map(found: NeedMap, where: Where) -> str:
    """That people also live where the map does not reach."""
    if not found.off_map:
        return ""
    per = found.measured.choice.per
    others = several(found.off_map, f"other {per.title}", f"other {per.plural}")
    return (
        f"Drawn, compared and listed are {per.plural} of {where.name} alone. Some of "
        f"its people live in {others}."
    )


def _in_unit(measured: Measured) -> str:
    return f" ({measured.unit.strip()})" if measured.unit else ""


def _symbol(measured: Measured) -> str:
    return "%" if measured.unit == "%" else ""


def elsewhere(where: Where) -> str:
    """What a PCN's shape leaves out: residents registered with other practices."""
    shares = [f["properties"].get(ELSEWHERE) for f in where.shapes["features"]]
    known = [share for share in shares if share is not None]
    if not known:
        return ""
    return (
        "A PCN's shape is where most of its people live. Of the residents of these "
        f"shapes, {min(known):.0%} to {max(known):.0%} are registered with a practice "
        "elsewhere."
    )
