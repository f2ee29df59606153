"""Shapes are dissolved from small areas, clockwise, whole, and under 1 MB."""

import json

import pytest
import shapely
from shapely.geometry import Point, shape

from phm_core.onboarding.area_pack.boundaries import fitted, polygons
from tests.area_source import (
    LSOAS,
    PRACTICES,
    feature,
    square,
    write_area_source,
)

LEVELS = ["lsoa21", "ward", "district", "upper_tier", "pcn", "place"]


def features_of(built, level: str):
    path = built.path / "boundary" / f"{level}.geojson"
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def signed_area(ring) -> float:
    """Shoelace: positive when a ring runs anticlockwise."""
    pairs = zip(ring, ring[1:], strict=False)
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


def test_detailed_shapes_are_simplified_together_to_under_1_mb(tmp_path) -> None:
    def wavy(at: int) -> list:
        # Neighbours share a coast-like edge of 12,000 points.
        west, east = at * 0.1, (at + 1) * 0.1
        steps = [number / 12_000 for number in range(12_001)]
        up = [[east + 0.003 * shapely_sine(s), s * 0.1] for s in steps]
        down = [[west + 0.003 * shapely_sine(s), s * 0.1] for s in reversed(steps)]
        return [[*up, *down, up[0]]]

    def shapely_sine(s: float) -> float:
        return ((s * 997) % 1) * (1 if int(s * 997) % 2 else -1)

    features = [feature(code, wavy(at)) for at, code in enumerate(LSOAS[:4])]
    path = tmp_path / "shapes.geojson"
    drawn = polygons({path: {"features": features}})
    import pandas as pd

    named = pd.DataFrame({"name": "x"}, index=list(drawn))
    simple, text = fitted(drawn, named)
    assert sum(len(json.dumps(f)) for f in features) > 1_000_000
    assert len(text.encode()) < 1_000_000
    assert shapely.coverage_is_valid(list(simple.values()))


def test_a_small_area_where_nobody_is_registered_leaves_no_gap(tmp_path) -> None:
    from phm_core.onboarding.area_pack.build import area_tables
    from phm_core.onboarding.area_pack.recognise import recognise

    folder = write_area_source(tmp_path / "source")
    import gzip

    (path,) = folder.glob("*.csv.gz")
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()
    kept = [row for row in rows if LSOAS[10] not in row]
    path.write_bytes(gzip.compress("\n".join(kept).encode()))
    inputs = recognise(folder)
    tables, _ = area_tables(inputs, inputs.all("practices")[0].day)
    areas = tables["small_area"].set_index("lsoa21")
    assert areas.loc[LSOAS[10], "pcn_code"] in set(areas.loc[LSOAS, "pcn_code"])
    assert len(square(10)) == 1
