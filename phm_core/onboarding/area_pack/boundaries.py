"""Shapes of small areas, dissolved into every level and drawn as Vega draws them.

Shapes are simplified as one coverage and larger areas dissolved from them, so that
neighbours keep one shared edge, at every level the same: no gaps, no overlaps.
Exterior rings are clockwise, as d3 and Vega need (RFC 7946 has them the other way
round), with five decimals of a degree.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from phm_core.errors import RefusedInput

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Shapes = Mapping[str, "BaseGeometry"]

LSOA21_CODE = re.compile(r"[EW]01\d{6}|[EW]\d{8}")
LSOA21_NAME = re.compile(r"(lsoa)?_?((20)?21)?_?(code|cd)|lsoa_?(20)?21", re.IGNORECASE)
DECIMALS = 5
GRID = 10.0**-DECIMALS
LARGEST = 1_000_000
# Tolerances in degrees, tried in turn until a level fits: 0 m to about 300 m.
TOLERANCES = (0.0, 0.0002, 0.0005, 0.001, 0.002, 0.004)
WGS84 = (-180.0, -90.0, 180.0, 90.0)


def polygons(shapes: Mapping[Path, dict[str, Any]]) -> dict[str, "BaseGeometry"]:
    """Polygons by LSOA code, valid and made to share their edges.

    Raises RefusedInput naming the file when a shape is broken, twice there, or not
    in degrees of longitude and latitude.
    """
    found: dict[str, BaseGeometry] = {}
    for path, collection in shapes.items():
        for number, feature in enumerate(collection["features"], start=1):
            code, shape = _polygon(feature, f"'{path.name}', feature {number}")
            if code in found:
                raise RefusedInput(
                    f"'{path.name}' has the small area {code} more than once, or it is "
                    "also in another boundary file. Leave one shape for each."
                )
            found[code] = shape
    return _coverage(found) if found else {}


def _polygon(feature: dict[str, Any], where: str) -> tuple[str, "BaseGeometry"]:
    import shapely
    from shapely.geometry import shape as read_shape

    properties = feature.get("properties") or {}
    code = next((properties[n] for n in properties if LSOA21_NAME.fullmatch(n)), None)
    if not isinstance(code, str) or not LSOA21_CODE.fullmatch(code):
        raise RefusedInput(
            f"{where}: there is no 2021 small-area code in its properties "
            "(lsoa21_code or LSOA21CD). Give boundaries of LSOAs of 2021."
        )
    try:
        shape = read_shape(feature.get("geometry") or {})
    except (AttributeError, KeyError, TypeError, ValueError, shapely.GEOSException):
        shape = None
    if shape is None or shape.is_empty or "Polygon" not in shape.geom_type:
        raise RefusedInput(
            f"{where} ({code}) has no polygon. Download the boundaries again."
        )
    west, south, east, north = shape.bounds
    if west < WGS84[0] or south < WGS84[1] or east > WGS84[2] or north > WGS84[3]:
        raise RefusedInput(
            f"{where} ({code}) is not in degrees of longitude and latitude. Give "
            "boundaries in WGS84 (EPSG:4326), as the GeoJSON standard asks."
        )
    return code, shape


def _coverage(found: Shapes) -> dict[str, "BaseGeometry"]:
    import shapely

    shapes = [
        shape if shape.is_valid else shapely.make_valid(shape, method="structure")
        for shape in found.values()
    ]
    shapes = list(shapely.set_precision(shapes, GRID))
    if not shapely.coverage_is_valid(shapes):
        shapes = list(
            shapely.coverage_clean(shapes)  # pyright: ignore[reportAttributeAccessIssue]  newer than its stubs
        )
    return dict(zip(found, shapes, strict=True))


def dissolved(lsoas: Shapes, member_of: pd.Series) -> dict[str, "BaseGeometry"]:
    """Join small areas into the areas that `member_of` (by LSOA code) puts them in."""
    import shapely

    known = member_of[member_of.index.isin(list(lsoas))].dropna()
    return {
        str(code): shapely.coverage_union_all([lsoas[lsoa] for lsoa in group.index])
        for code, group in known.groupby(known)
    }


def fitted(shapes: Shapes, properties: pd.DataFrame) -> tuple[Shapes, str]:
    """Shapes of one level and their GeoJSON text; `properties` has a row by code.

    Simplified, with topology kept, only as far as needed to be under 1 MB.
    """
    for tolerance in TOLERANCES:
        simple = _simplified(shapes, tolerance)
        text = _written(simple, properties)
        if len(text.encode()) < LARGEST:
            return simple, text
    raise RefusedInput(
        f"{len(shapes)} shapes do not fit in 1 MB even when simplified. Give "
        "generalised boundaries (ONS 'BSC' or 'BUC') or a smaller area."
    )


def _simplified(shapes: Shapes, tolerance: float) -> dict[str, "BaseGeometry"]:
    import shapely

    if not tolerance:
        return dict(shapes)
    simple = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return dict(zip(shapes, simple, strict=True))


def _written(shapes: Shapes, properties: pd.DataFrame) -> str:
    import shapely

    said = properties.to_dict(orient="index")
    features = []
    for code, shape in shapes.items():
        drawn = shapely.orient_polygons(shape, exterior_cw=True)
        point = shapely.point_on_surface(shape)
        features.append(
            {
                "type": "Feature",
                "properties": {
                    "code": code,
                    **_plain(said[code]),
                    "label_lon": round(point.x, DECIMALS),
                    "label_lat": round(point.y, DECIMALS),
                },
                "geometry": _rounded(drawn),
            }
        )
    return json.dumps(
        {"type": "FeatureCollection", "features": features},
        separators=(",", ":"),
        ensure_ascii=False,
    )


def _plain(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): None if pd.isna(value) else value for name, value in values.items()
    }


def _rounded(shape: "BaseGeometry") -> dict[str, Any]:
    from shapely.geometry import mapping

    geometry = mapping(shape)
    return {"type": geometry["type"], "coordinates": _round(geometry["coordinates"])}


def _round(part: Iterable[Any] | float) -> list[Any] | float:
    if isinstance(part, float | int):
        return round(float(part), DECIMALS)
    return [_round(inner) for inner in part]
