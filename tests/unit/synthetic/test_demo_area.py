"""The Demo ICS: a fictional county that looks like a real one."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shapely import coverage_is_valid, from_geojson, get_parts
from shapely.geometry import Polygon

from phm_core.synthetic.demo_area import AreaTables, demo_area, null_area

LEVELS = {
    "lsoa21": 150,
    "ward": 30,
    "neighbourhood": 5,
    "pcn": 7,
    "place": 4,
    "district": 3,
    "upper_tier": 1,
}


def frame(county: AreaTables, table: str) -> pd.DataFrame:
    return county.tables[table].to_pandas()


def test_the_same_seed_makes_the_same_county(county: AreaTables) -> None:
    again = demo_area(2026)
    assert all(again.tables[name].equals(county.tables[name]) for name in county.tables)
    assert again.polygons == county.polygons
    other = demo_area(7).tables["list_size"]
    assert not other.equals(county.tables["list_size"])


def test_about_250_000_people_live_in_150_small_areas(county: AreaTables) -> None:
    areas = frame(county, "small_area")
    inside = areas[areas["in_area"]]
    assert len(inside) == 150
    assert 240_000 < inside["population"].sum() < 262_000
    assert 240_000 < frame(county, "list_size")["patients"].sum() < 262_000


def test_practices_networks_and_the_unusual_ones(county: AreaTables) -> None:
    practices = frame(county, "organisation")
    current = practices[practices["valid_to"].isna()]
    assert len(current) == 30
    assert set(current["pcn_code"]) == {f"DU000{n}" for n in range(1, 8)} | {"U"}
    assert current["special"].sum() == 1
    assert (current["pcn_code"] == "U").sum() == 2
    assert len(practices) - len(current) == 1


def test_no_code_of_the_county_is_a_real_one(county: AreaTables) -> None:
    areas = frame(county, "small_area")
    for column in ("lsoa21", "msoa21", "ward", "district", "upper_tier"):
        assert areas[column].dropna().str.startswith("D").all()
    longitude, latitude = areas["lon"].dropna(), areas["lat"].dropna()
    assert longitude.between(1.9, 2.9).all(), "in the North Sea"
    assert latitude.between(54.3, 54.9).all()


def test_neighbourhoods_cut_across_networks(county: AreaTables) -> None:
    members = frame(county, "neighbourhood_member")
    now = members[members["valid_to"].isna()]
    homes = now.dropna(subset="lsoa21").merge(frame(county, "small_area"), on="lsoa21")
    assert homes.groupby("neighbourhood_code")["pcn_code"].nunique().max() >= 3
    by_practice = now.dropna(subset="practice_code")
    networks = frame(county, "organisation").set_index("practice_code")["pcn_code"]
    shared = by_practice.assign(pcn=by_practice["practice_code"].map(networks))
    assert shared.groupby("pcn")["neighbourhood_code"].nunique().max() >= 2
    moved = members[members["lsoa21"].notna()]["lsoa21"].value_counts()
    assert (moved == 2).sum() == 1, "one small area moved between neighbourhoods"


def test_deprivation_clusters_in_space(county: AreaTables) -> None:
    """Moran's I over neighbours that share an edge is far above what chance gives."""
    areas = frame(county, "small_area").query("in_area").set_index("lsoa21")
    codes = list(county.polygons)
    shapes = [county.polygons[code] for code in codes]
    score = areas.loc[codes, "imd_score"].to_numpy()
    centred = score - score.mean()
    pairs = [
        (i, j)
        for i in range(len(shapes))
        for j in range(i)
        if shapes[i].touches(shapes[j])
    ]
    products = np.array([centred[i] * centred[j] for i, j in pairs])
    moran = products.mean() / (centred**2).mean()
    assert moran > 0.3
    assert areas["imd_decile"].value_counts().reindex(range(1, 11)).min() >= 8


def test_crude_age_falls_with_deprivation(county: AreaTables) -> None:
    sizes = frame(county, "list_size")
    homes = frame(county, "registration_by_lsoa").merge(
        frame(county, "small_area"), on="lsoa21"
    )
    score = homes.groupby("practice_code").apply(
        lambda rows: np.average(rows["imd_score"].fillna(20), weights=rows["patients"])
    )
    old = sizes["age_band"].isin(["65-69", "70-74", "75-79", "80-84", "85-89", "90-94"])
    share = sizes[old].groupby("practice_code")["patients"].sum()
    share = share / sizes.groupby("practice_code")["patients"].sum()
    both = pd.concat([score, share], axis=1).drop("D90099")
    assert np.corrcoef(both.iloc[:, 0], both.iloc[:, 1])[0, 1] < -0.5


@pytest.mark.parametrize("level", LEVELS)
def test_shapes_are_whole_clockwise_and_small(area: Path, level: str) -> None:
    text = (area / "boundary" / f"{level}.geojson").read_text(encoding="utf-8")
    assert len(text) < 1_000_000
    collection = json.loads(text)
    assert len(collection["features"]) == LEVELS[level]
    shapes = [from_geojson(json.dumps(f["geometry"])) for f in collection["features"]]
    assert all(shape.is_valid for shape in shapes)
    assert coverage_is_valid(shapes)
    for shape in shapes:
        for part in get_parts(shape):
            assert isinstance(part, Polygon)
            assert not part.exterior.is_ccw
    if level == "pcn":
        name = "residents_registered_elsewhere_share"
        shares = [feature["properties"][name] for feature in collection["features"]]
        assert all(0 < share < 0.7 for share in shares)


def test_the_county_is_like_england_where_ages_are_not_published(
    county: AreaTables,
) -> None:
    england = frame(county, "comparator").query("area_type == 'england'")
    england = england.set_index("indicator")
    registers = frame(county, "published_register").query("year == '2024-25'")
    totals = registers.groupby("condition_id")[["register", "list_size"]].sum()
    assert len(totals) == 21
    for condition, row in totals.iterrows():
        theirs = england.loc[f"prevalence:{condition}"]
        ratio = row["register"] / row["list_size"] * theirs["denominator"]
        assert 0.9 < ratio / theirs["numerator"] < 1.1, condition


def test_without_planting_the_two_practices_find_their_diabetes(
    county: AreaTables,
) -> None:
    def found(source: AreaTables) -> float:
        rows = frame(source, "published_register").query(
            "year == '2024-25' and condition_id == 'diabetes'"
        )
        rows = rows[rows["practice_code"].isin(["D90006", "D90007"])]
        return float(rows["register"].sum() / rows["list_size"].sum())

    assert found(county) / found(null_area(2026)) == pytest.approx(0.70, abs=0.06)
