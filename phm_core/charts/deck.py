"""The map to pan and zoom in: shapes on a plain ground, nothing fetched."""

from typing import Any

import pydeck

from phm_core.charts.picture import Picture

LAYER = "areas"
ZOOM_OF_A_DEGREE = 8.2


def areas(picture: Picture) -> pydeck.Deck:
    """The areas of a map picture in the same colours."""
    rows = {row["code"]: row for row in picture.data["areas"].to_pylist()}  # pyright: ignore[reportAttributeAccessIssue]  # a table, as pictures() makes it
    shapes: Any = picture.data["shapes"]
    features = [
        {
            "type": "Feature",
            "geometry": shape["geometry"],
            "properties": _properties(rows[shape["properties"]["code"]]),
        }
        for shape in shapes["features"]
        if shape["properties"]["code"] in rows
    ]
    picked = picture.settings.get("picked", "")
    layer = pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=LAYER,
        pickable=True,
        stroked=True,
        get_fill_color="properties.colour",
        get_line_color=[255, 255, 255],
        line_width_min_pixels=1,
    )
    chosen = [f for f in features if f["properties"]["code"] == picked]
    ring = pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": chosen},
        id="picked",
        filled=False,
        stroked=True,
        get_line_color=[213, 40, 27],
        line_width_min_pixels=4,
    )
    return pydeck.Deck(
        layers=[layer, ring],
        initial_view_state=_view([f["properties"] for f in shapes["features"]]),
        map_provider=None,  # pyright: ignore[reportArgumentType]  # nothing is fetched
        tooltip={"text": "{name}\n{value_text}\n{range}"},  # pyright: ignore[reportArgumentType]  # pydeck takes a mapping
    )


def _properties(row: dict[str, Any]) -> dict[str, Any]:
    colour = row["fill"].lstrip("#")
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    kept = {name: row[name] for name in ("code", "name", "value_text", "range")}
    return kept | {"colour": [*parts, 235]}


def _view(labels: list[dict[str, Any]]) -> pydeck.ViewState:
    lons = [label["label_lon"] for label in labels]
    lats = [label["label_lat"] for label in labels]
    import math

    span = max(max(lons) - min(lons), 1.6 * (max(lats) - min(lats)), 0.02)
    return pydeck.ViewState(
        longitude=(max(lons) + min(lons)) / 2,
        latitude=(max(lats) + min(lats)) / 2,
        zoom=ZOOM_OF_A_DEGREE - math.log2(span),
    )
