"""The pictures of a built Place: where it is, what it overlaps, its rates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.area import LEVEL_TITLES, Level
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.place_specs import INSIDE, MAP, OUTSIDE, POINTS, RATES, SOME
from phm_core.charts.words import day, headed
from phm_core.definitions.built_place import BuiltPlace
from phm_core.errors import listed, several

NOTHING: dict[str, Any] = {"type": "FeatureCollection", "features": []}
MOST, SOME_SHARE = 0.5, 0.1
PERCENT = 100
NAMED = 4


@dataclass(frozen=True)
class Ground:
    """Small areas with their names, shares of people in the Place, shapes, outlines.

    share: by code, 1 for a small area that the Place is made of. place: its own
    outline. points: code, longitude, latitude.
    """

    names: Mapping[str, str]
    share: Mapping[str, float]
    shapes: Mapping[str, Any]
    outlines: Mapping[str, Any]
    place: Mapping[str, Any]
    points: Sequence[tuple[str, float, float]]
    as_at: date


def on_map(place: BuiltPlace | None, ground: Ground) -> Picture:
    """The Place over the areas that are there."""
    data = {
        "areas": _areas(ground),
        "shapes": ground.shapes,
        "outlines": ground.outlines,
        "place": ground.place or NOTHING,
    }
    return _picture(place, ground, MAP, data)


def as_points(place: BuiltPlace | None, ground: Ground) -> Picture:
    """Each small area as a point, to draw a box over."""
    areas = {row["code"]: row for row in _areas(ground).to_pylist()}
    rows = [
        areas[code] | {"lon": lon, "lat": lat}
        for code, lon, lat in ground.points
        if code in areas
    ]
    return _picture(place, ground, POINTS, {"points": pa.Table.from_pylist(rows)})


def _picture(
    place: BuiltPlace | None, ground: Ground, spec: Any, data: dict[str, Any]
) -> Picture:
    inside = sum(share > MOST for share in ground.share.values())
    said = f"{place.name}: {place.words}" if place else "Nothing chosen yet"
    table = _areas(ground)
    return Picture(
        spec=spec,
        data=data,
        title=said,
        subtitle=f"Blue: this Place, {several(inside, 'small area')} of "
        f"{len(ground.names):,}. Grey: elsewhere. {day(ground.as_at)}",
        alt=f"Map of small areas. {said}, {several(inside, 'small area')}.",
        sheet=Sheet(
            table.filter(pc.field("fill") != OUTSIDE),
            (Column("name", "Small area"), Column("code", "Code"),
             Column("said", "This Place")),
        ),
        notes=(
            "Pale blue: 10% to half of the people of a small area belong to it."
            if any(SOME_SHARE <= share <= MOST for share in ground.share.values())
            else "",
        ),
    )  # fmt: skip


def _areas(ground: Ground) -> pa.Table:
    shares = [ground.share.get(code, 0.0) for code in ground.names]
    return pa.table(
        {
            "code": list(ground.names),
            "name": list(ground.names.values()),
            "fill": [_fill(share) for share in shares],
            "said": [_said(share) for share in shares],
        }
    )


def _fill(share: float) -> str:
    return INSIDE if share > MOST else SOME if share >= SOME_SHARE else OUTSIDE


def _said(share: float) -> str:
    if share >= 1:
        return "in it"
    return f"{share:.0%} of its people" if share >= SOME_SHARE else "not in it"


def overlap(found: pa.Table) -> Sheet:
    """People in common with other areas, both ways."""
    titles = [headed(LEVEL_TITLES[Level(one)][0]) for one in found["level"].to_pylist()]
    table = found.append_column("kind", pa.array(titles, pa.string()))
    return Sheet(
        table,
        (
            Column("kind", "Level"),
            Column("name", "Area"),
            Column("both", "People in both"),
            Column("of_place", "Share of this Place", 1, "%"),
            Column("of_area", "Share of the area", 1, "%"),
        ),
    )


def rates(found: pa.Table, place: str, as_at: date) -> Picture:
    """Standardised rates with intervals, the whole system as marks."""
    rows = found.to_pylist()
    title = _standing(rows)
    return Picture(
        spec=RATES,
        data={"rates": found},
        title=title,
        subtitle=f"{place} (dots, 95% interval) and the whole system (marks): people "
        f"on each register, standardised for age and sex, {day(as_at)}",
        alt=f"Dot chart of {several(len(rows), 'condition')}. {title}.",
        sheet=Sheet(
            found,
            (
                Column("title", "Condition"),
                Column("people", "People"),
                Column("value", "Age-standardised", 1, "%"),
                Column("lower", "95% from", 1, "%"),
                Column("upper", "95% to", 1, "%"),
                Column("whole", "Whole system", 1, "%"),
                Column("compared", "Against the whole"),
            ),
        ),
        notes=(
            f"{several(len(rows), 'condition')} are compared, each by its own 95% "
            "interval: about one in twenty differs by chance alone.",
        ),
    )


def _standing(rows: Iterable[Mapping[str, Any]]) -> str:
    said = []
    for side in ("higher", "lower"):
        names = [str(row["title"]) for row in rows if row["compared"] == side]
        if names:
            more = len(names) - NAMED
            some = names[:NAMED] + ([f"{more} more"] if more > 0 else [])
            said.append(f"{side}: {listed(some)}")
    if not said:
        return "No condition clearly differs from the whole system"
    return headed("; ".join(said))
