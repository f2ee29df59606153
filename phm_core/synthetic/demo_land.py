"""The land of the Demo ICS: small-area polygons between an invented coast and border.

Cells are Voronoi cells of the settlements' points, warped by one smooth field, so that
neighbours still share their edges exactly and outlines look surveyed, not drawn.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from phm_core.synthetic import demo_gazetteer as gazetteer
from phm_core.synthetic.chance import generator

EDGE_STEP_KM = 0.35
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class Land:
    """Small areas as drawn: one polygon, centre and settlement for each."""

    polygons: tuple[Any, ...]
    centres: NDArray[np.floating]
    settlement: NDArray[np.integer]


def survey(seed: int) -> Land:
    """Draw the small areas of the county."""
    from shapely import MultiPoint, Polygon, segmentize, transform, voronoi_polygons

    points, settlement = _points(generator(seed, "land"))
    coast = Polygon(gazetteer.COAST_KM)
    cells = voronoi_polygons(MultiPoint(points), extend_to=coast, ordered=True)
    warp = _warp(generator(seed, "warp"))
    drawn = tuple(
        transform(segmentize(cell.intersection(coast), EDGE_STEP_KM), warp)
        for cell in cells.geoms
    )
    centres = np.array([cell.representative_point().coords[0] for cell in drawn])
    return Land(drawn, centres, settlement)


def in_degrees(land: Land) -> tuple[Any, ...]:
    """The polygons in WGS84."""
    from shapely import transform

    return tuple(transform(polygon, to_degrees) for polygon in land.polygons)


def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude and latitude of points given in kilometres."""
    west, south = gazetteer.ORIGIN
    lat = south + points[:, 1] / KM_PER_DEGREE
    lon = west + points[:, 0] / (KM_PER_DEGREE * np.cos(np.radians(south)))
    # Rounded point by point, so that neighbours still share their edges exactly.
    return np.round(np.column_stack([lon, lat]), 5)


def _points(
    rng: np.random.Generator,
) -> tuple[NDArray[np.floating], NDArray[np.integer]]:
    from shapely import Polygon, contains_xy

    coast = Polygon(gazetteer.COAST_KM).buffer(-0.15)
    chosen: list[NDArray[np.floating]] = []
    owner: list[int] = []
    for number, town in enumerate(gazetteer.SETTLEMENTS):
        room = 0.42 if town.kind in ("city", "suburb", "coast", "town") else 2.4
        wanted = town.cells
        while wanted:
            point = rng.normal((town.x, town.y), town.spread * np.array([1.0, 0.9]))
            near = min((np.hypot(*(point - other)) for other in chosen), default=9.0)
            if near > room and contains_xy(coast, point[0], point[1]):
                chosen.append(point)
                owner.append(number)
                wanted -= 1
    return np.array(chosen), np.array(owner)


def _warp(rng: np.random.Generator) -> Any:
    lengths = np.array([9.0, 4.5, 2.2, 1.2, 0.7])
    heights = lengths * 0.03
    angles = rng.uniform(0, np.pi, (2, lengths.size))
    phases = rng.uniform(0, 2 * np.pi, (2, lengths.size))

    def moved(exact: NDArray[np.float64]) -> NDArray[np.float64]:
        # An edge is cut from either end; rounding makes both ends' points one.
        points = np.round(exact, 7)
        shifts = []
        for axis in (0, 1):
            along = np.outer(points[:, 0], np.cos(angles[axis])) + np.outer(
                points[:, 1], np.sin(angles[axis])
            )
            waves = np.sin(2 * np.pi * along / lengths + phases[axis]) * heights
            shifts.append(waves.sum(axis=1))
        return points + np.column_stack(shifts)

    return moved
