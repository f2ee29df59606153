"""The polygons of a GeoJSON file, made valid."""

import json
from pathlib import Path
from typing import Any

from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads.limits import Limits

HOW = "Export it as GeoJSON in longitude and latitude (EPSG:4326)."
MOST_POINTS = 200_000


def polygons(file: Path, into: Path, limits: Limits) -> dict[str, Any]:
    """Every polygon of a geometry, a feature or a collection, as one valid geometry.

    Raises RefusedInput for what is not GeoJSON, holds no polygon, or too many points.
    """
    import shapely
    from shapely.geometry import mapping, shape

    del into, limits
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise RefusedInput(f"this is not GeoJSON. {HOW}") from None
    drawn = [ring for geometry in _geometries(found) for ring in _rings(geometry)]
    if not drawn:
        raise RefusedInput(f"there is no polygon in this GeoJSON. {HOW}")
    # What shapely raises for broken coordinates is of many kinds.
    try:
        area = shape({"type": "MultiPolygon", "coordinates": drawn})
        if shapely.get_num_coordinates(area) > MOST_POINTS:
            raise RefusedInput(f"this shape is too large. Simplify it first. {HOW}")
        valid = shapely.make_valid(area)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as fault:
        raise RefusedInput(f"the polygon cannot be read ({fault}). {HOW}") from None
    return dict(mapping(valid))


def _rings(geometry: dict[str, Any]) -> list[Any]:
    coordinates = geometry["coordinates"]
    return coordinates if geometry["type"] == "MultiPolygon" else [coordinates]


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
