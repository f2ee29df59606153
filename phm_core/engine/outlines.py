"""Small areas joined into one shape for each Place."""

from collections.abc import Iterable, Mapping
from typing import Any

DECIMALS = 5


def outlines(
    shapes: Mapping[str, Any],
    members: Mapping[str, Iterable[str]],
    names: Mapping[str, str],
) -> dict[str, Any]:
    """GeoJSON of each Place, dissolved from its small areas that have a shape.

    shapes: of the small areas, one coverage. Exterior rings are clockwise, as Vega
    needs.
    """
    import shapely
    from shapely.geometry import mapping, shape

    drawn = {f["properties"]["code"]: f["geometry"] for f in shapes["features"]}
    features = []
    for code, lsoas in members.items():
        held = [shape(drawn[lsoa]) for lsoa in lsoas if lsoa in drawn]
        if not held:
            continue
        whole = shapely.orient_polygons(shapely.union_all(held), exterior_cw=True)
        point = shapely.point_on_surface(whole)
        label = {
            "label_lon": round(point.x, DECIMALS),
            "label_lat": round(point.y, DECIMALS),
        }
        about = {"code": code, "name": names[code]} | label
        features.append(
            {"type": "Feature", "properties": about, "geometry": _lists(mapping(whole))}
        )
    return {"type": "FeatureCollection", "features": features}


def inside(shapes: Mapping[str, Any], drawn: dict[str, Any]) -> tuple[str, ...]:
    """Codes of the small areas whose inner point lies in a drawn GeoJSON geometry."""
    import shapely
    from shapely.geometry import Point, shape

    area = shape(drawn)
    shapely.prepare(area)
    return tuple(
        f["properties"]["code"]
        for f in shapes["features"]
        if area.covers(
            Point(f["properties"]["label_lon"], f["properties"]["label_lat"])
        )
    )


def _lists(geometry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _listed(geometry["coordinates"])}


def _listed(part: Any) -> Any:
    return part if isinstance(part, float) else [_listed(inner) for inner in part]
