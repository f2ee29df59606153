"""Similar areas come from public tables: what their people are like, and why."""

import pytest

from phm_core.analysis.features import FEATURES, area_features
from phm_core.analysis.similar import similar
from phm_core.area import Area, Level
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.settings import Settings
from phm_core.snapshot import active, open_snapshot


@pytest.fixture(scope="module")
def public(area_data) -> PublicTables:
    return PublicTables(open_snapshot(active(Settings(data_dir=area_data).snapshots)))


def test_features_follow_from_the_lists_and_where_people_live(public):
    found = area_features(public, Level.PCN).set_index("code")
    code = found.index[0]
    practices = public.practice_members(Level.PCN)
    own = set(practices.loc[practices["code"] == code, "practice_code"])
    lists = public.list_sizes[public.list_sizes["practice_code"].isin(own)]
    aged = ["65-69", "70-74", "75-79", "80-84", "85-89", "90+"]
    old = lists[lists["age_band"].isin(aged)]
    assert found.loc[code, "size"] == lists["patients"].sum()
    assert found.loc[code, "old"] == pytest.approx(
        100 * old["patients"].sum() / lists["patients"].sum()
    )
    placed = public.registrations[public.registrations["practice_code"].isin(own)]
    placed = placed.merge(public.small_areas, on="lsoa21")
    scored = placed.dropna(subset=["imd_score"])
    score = (scored["imd_score"] * scored["patients"]).sum() / scored["patients"].sum()
    assert found.loc[code, "deprivation"] == pytest.approx(score)
    known = placed.dropna(subset=["rural_urban"])
    rural = ~known["rural_urban"].str.startswith("Urban")
    assert found.loc[code, "rural"] == pytest.approx(
        100 * known.loc[rural, "patients"].sum() / known["patients"].sum()
    )


def test_pcn_u_is_nobodys_peer(public):
    assert "U" not in set(area_features(public, Level.PCN)["code"])
    with pytest.raises(RefusedInput, match="may be ranked"):
        similar(public, Area(Level.PCN, "U"))


def test_the_nearest_comes_first_with_reasons_in_units(public):
    code = area_features(public, Level.PRACTICE)["code"].iloc[0]

    found = similar(public, Area(Level.PRACTICE, code))

    distances = [peer.distance for peer in found.nearest]
    assert distances == sorted(distances)
    assert code not in found.codes
    table = area_features(public, Level.PRACTICE).set_index("code")
    for peer in found.nearest:
        for reason in (*peer.alike, *peer.unlike):
            assert reason.theirs == table.loc[peer.code, reason.feature.id]
            assert reason.own == table.loc[code, reason.feature.id]


def test_a_level_without_lists_by_age_is_compared_by_the_rest(public):
    table = area_features(public, Level.DISTRICT)
    assert table["old"].isna().all()
    assert table["deprivation"].notna().all()
    assert {feature.id for feature in FEATURES} <= set(table.columns)
