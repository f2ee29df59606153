"""A chart as a drawing, made without a browser."""

from datetime import date
from typing import Any

import pyarrow as pa

from phm_core.charts.picture import Picture

WIDTH = 560


def svg(picture: Picture, *, width: int = WIDTH) -> str:
    """The chart as SVG text, its data written into it."""
    import vl_convert

    return vl_convert.vegalite_to_svg(complete(picture, width=width))


def png(picture: Picture, *, width: int = WIDTH, scale: float = 2) -> bytes:
    """The chart as a bitmap, for a message or a slide."""
    import vl_convert

    return vl_convert.vegalite_to_png(complete(picture, width=width), scale=scale)


def complete(picture: Picture, *, width: int = WIDTH) -> dict[str, Any]:
    """The specification with its data as plain rows and a width of its own."""
    spec = picture.filled()
    rows = {
        name: _rows(each) if isinstance(each, pa.Table) else each
        for name, each in spec["datasets"].items()
    }
    return spec | {"datasets": rows, "width": spec.get("width", width)}


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    """Rows that are plain enough for JSON."""
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
        }
        for row in table.to_pylist()
    ]
