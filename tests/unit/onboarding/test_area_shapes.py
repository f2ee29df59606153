"""Shapes are dissolved from small areas, clockwise, whole, and under 1 MB."""

import gzip
import json
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, shape

from phm_core.onboarding.area_pack.boundaries import fitted, polygons
from phm_core.onboarding.area_pack.build import build_area_pack
from tests.area_source import LSOAS, PRACTICES, feature

LEVELS = ["lsoa21", "ward", "district", "upper_tier", "pcn", "place"]


def features_of(built, level: str):
    path = built.path / "boundary" / f"{level}.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def signed_area(ring) -> float:
    """Shoelace: positive when a ring runs anticlockwise."""
    pairs = pairwise(ring)
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs) / 2


def polygons_of(geometry):
    many = geometry["type"] == "MultiPolygon"
    return geometry["coordinates"] if many else [geometry["coordinates"]]


@pytest.mark.parametrize("level", LEVELS)
def test_exteriors_run_clockwise_and_holes_the_other_way(built, level: str) -> None:
    for found in features_of(built, level):
        for exterior, *holes in polygons_of(found["geometry"]):
            assert signed_area(exterior) < 0
            assert all(signed_area(hole) > 0 for hole in holes)


def test_the_hole_of_a_small_area_is_kept(built) -> None:
    found = {f["properties"]["code"]: f for f in features_of(built, "lsoa21")}
    (rings,) = polygons_of(found[LSOAS[1]]["geometry"])
    assert len(rings) == 2


@pytest.mark.parametrize("level", LEVELS)
def test_shapes_are_valid_without_gaps_or_overlaps(built, level: str) -> None:
    shapes = [shape(found["geometry"]) for found in features_of(built, level)]
    assert all(found.is_valid and not found.is_empty for found in shapes)
    assert shapely.coverage_is_valid(shapes)


@pytest.mark.parametrize("level", ["pcn", "place", "ward", "district"])
def test_larger_areas_cover_just_the_small_areas(built, level: str) -> None:
    whole = shapely.union_all([shape(f["geometry"]) for f in features_of(built, level)])
    small = [shape(f["geometry"]) for f in features_of(built, "lsoa21")]
    assert whole.equals(shapely.union_all(small))
    assert not any(part.interiors for part in shapely.get_parts(whole))


@pytest.mark.parametrize("level", LEVELS)
def test_each_shape_has_code_name_and_a_point_inside_for_its_label(
    built, level: str
) -> None:
    for found in features_of(built, level):
        said = found["properties"]
        assert said["code"]
        assert said["name"]
        point = Point(said["label_lon"], said["label_lat"])
        assert shape(found["geometry"]).contains(point)


def test_a_pcn_shape_says_how_many_of_its_residents_are_registered_elsewhere(
    built, table
) -> None:
    shares = {
        f["properties"]["code"]: f["properties"]["residents_registered_elsewhere_share"]
        for f in features_of(built, "pcn")
    }
    lives_in = dict(table("small_area")[["lsoa21", "pcn_code"]].dropna().to_numpy())
    all_people, elsewhere = dict.fromkeys(shares, 0), dict.fromkeys(shares, 0)
    for practice, lsoa, people in table("registration_by_lsoa").to_numpy():
        if lsoa in lives_in:
            pcn = lives_in[lsoa]
            all_people[pcn] += people
            elsewhere[pcn] += people * (PRACTICES[practice][1] != pcn)
    assert shares == {
        pcn: pytest.approx(elsewhere[pcn] / all_people[pcn], abs=1e-4) for pcn in shares
    }


def test_special_and_unallocated_practices_give_no_shape(built, table) -> None:
    # A90007 has most patients everywhere, but is a special-allocation practice.
    assert set(table("small_area")["pcn_code"].dropna()) == {
        "U90001",
        "U90002",
        "U90003",
    }
    codes = {found["properties"]["code"] for found in features_of(built, "pcn")}
    assert "U" not in codes


def test_coordinates_have_five_decimals(built) -> None:
    for found in features_of(built, "lsoa21"):
        for rings in polygons_of(found["geometry"]):
            for x, y in rings[0]:
                assert (x, y) == (round(x, 5), round(y, 5))


def wavy(at: int) -> list[list[list[float]]]:
    """A column whose sides, like a coast, have 12,001 points each."""
    steps = [number / 12_000 for number in range(12_001)]
    jagged = [(0.003 * (number * 997 % 13) / 13) for number in range(12_001)]

    def side(west: float) -> list[list[float]]:
        pairs = zip(steps, jagged, strict=True)
        return [[round(west + wave, 5), round(s * 0.1, 5)] for s, wave in pairs]

    east, west = side((at + 1) * 0.1), side(at * 0.1)
    return [[*east, *reversed(west), east[0]]]


def test_detailed_shapes_are_simplified_together_to_under_1_mb(tmp_path) -> None:
    features = [feature(code, wavy(at)) for at, code in enumerate(LSOAS[:4])]
    drawn = polygons({tmp_path / "shapes.geojson": {"features": features}})
    named = pd.DataFrame({"name": "x"}, index=list(drawn))
    simple, text = fitted(drawn, named)
    assert len(json.dumps(features)) > 1_500_000
    assert len(text.encode()) < 1_000_000
    assert shapely.coverage_is_valid(list(simple.values()))


def test_a_small_area_where_nobody_is_registered_leaves_no_gap(source: Path) -> None:
    (path,) = source.glob("*.csv.gz")
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    kept = [row for row in rows if LSOAS[10] not in row]
    path.write_bytes(gzip.compress("\n".join(kept).encode()))
    built = build_area_pack(source, out=source.parent / "pack")
    areas = pd.read_parquet(built.path / "small_area.parquet").set_index("lsoa21")
    assert areas.loc[LSOAS[10], "pcn_code"] in {
        areas.loc[LSOAS[at], "pcn_code"] for at in (9, 11, 4, 16)
    }
