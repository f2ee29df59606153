"""From a shape that somebody drew, pasted or uploaded to the small areas inside it."""

import json
from typing import Any

from phm_core.area import Level
from phm_core.definitions.built_place import Part
from phm_core.engine.outlines import inside
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput

LONGEST = 5_000_000
HOW = "Export it as GeoJSON in longitude and latitude (EPSG:4326)."


def small_areas_in(text: str, public: PublicTables) -> Part:
    """The small areas whose inner point lies in a GeoJSON polygon.

    Raises RefusedInput for what is not a polygon in degrees, or holds no small area.
    """
    shapes = public.boundary(Level.LSOA)
    if shapes is None:
        raise RefusedInput(
            "This snapshot has no shapes of small areas. Paste their codes instead."
        )
    codes = _within(shapes, _geometry(text))
    if not codes:
        raise RefusedInput(
            "No small area of this system has its centre in that shape. Check that it "
            f"lies on the map. {HOW}"
        )
    return Part(level=Level.LSOA, codes=codes)


def in_box(
    public: PublicTables, across: tuple[float, float], up: tuple[float, float]
) -> tuple[str, ...]:
    """Codes of the small areas whose inner point lies in a box, in degrees."""
    (west, east), (south, north) = sorted(across), sorted(up)
    return tuple(
        code
        for code, lon, lat in points(public)
        if west <= lon <= east and south <= lat <= north
    )


def points(public: PublicTables) -> list[tuple[str, float, float]]:
    """The inner point of each small area: code, longitude, latitude."""
    shapes = public.boundary(Level.LSOA) or {"features": []}
    held = [feature["properties"] for feature in shapes["features"]]
    return [(one["code"], one["label_lon"], one["label_lat"]) for one in held]


def _within(shapes: dict[str, Any], geometry: dict[str, Any]) -> tuple[str, ...]:
    # What shapely raises for broken coordinates is of many kinds.
    try:
        return inside(shapes, geometry)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
        raise RefusedInput(f"The polygon cannot be read ({fault}). {HOW}") from None


def _geometry(text: str) -> dict[str, Any]:
    """The polygons of a geometry, a feature or a collection, as one geometry."""
    if len(text) > LONGEST:
        raise RefusedInput(f"This shape is too large. Simplify it first. {HOW}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedInput(f"This is not GeoJSON. {HOW}") from None
    polygons = [
        ring
        for geometry in _geometries(found)
        for ring in (
            geometry["coordinates"]
            if geometry["type"] == "MultiPolygon"
            else [geometry["coordinates"]]
        )
    ]
    if not polygons:
        raise RefusedInput(f"There is no polygon in this GeoJSON. {HOW}")
    return {"type": "MultiPolygon", "coordinates": polygons}


def _geometries(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, dict):
        return []
    inner = found.get("features") or found.get("geometries") or found.get("geometry")
    if isinstance(inner, list):
        return [one for item in inner for one in _geometries(item)]
    if isinstance(inner, dict):
        return _geometries(inner)
    polygon = found.get("type") in ("Polygon", "MultiPolygon")
    return [found] if polygon and isinstance(found.get("coordinates"), list) else []
