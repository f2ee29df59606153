"""From a shape that somebody drew, pasted or uploaded to the small areas inside it."""

import tempfile
from pathlib import Path

from phm_core.area import Level
from phm_core.definitions.built_place import Part
from phm_core.engine.outlines import inside
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.onboarding.uploads.shape import HOW

SHAPE = "The shape"


def small_areas_in(text: str, public: PublicTables) -> Part:
    """The small areas whose inner point lies in a GeoJSON polygon; it is read apart.

    Raises RefusedInput for what is not a polygon in degrees, or holds no small area.
    """
    shapes = public.boundary(Level.LSOA)
    if shapes is None:
        raise RefusedInput(
            "This snapshot has no shapes of small areas. Paste their codes instead."
        )
    with tempfile.TemporaryDirectory(prefix="phm-") as folder:
        file = Path(folder) / "shape.geojson"
        file.write_text(text, encoding="utf-8")
        drawn = apart("shape", file, Path(folder), name=SHAPE, limits=SMALL)
    codes = inside(shapes, drawn)
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
