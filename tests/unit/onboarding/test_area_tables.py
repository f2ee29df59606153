"""The tables of an area pack say what the public files say, and no more."""

from datetime import date

import pandas as pd

from tests.area_source import (
    CLOSED,
    GROUPS,
    LSOAS,
    OUTSIDE,
    PRACTICES,
    among,
    population,
    register,
    registrations,
)


def test_each_practice_of_the_newest_list_has_one_current_row(table) -> None:
    current = table("organisation").query("valid_to.isna()")
    assert sorted(current["practice_code"]) == sorted(PRACTICES)


def test_a_merged_icb_begins_a_new_row_on_the_day_after_the_old_one_ends(table) -> None:
    rows = table("organisation").query("practice_code == 'A90001'")
    assert list(rows["icb_code"]) == ["ZQ9", "Z9X9Z"]
    assert list(rows["valid_from"]) == [date(2022, 4, 1), date(2026, 7, 1)]
    assert rows["valid_to"].iloc[0] == date(2026, 6, 30)


def test_a_move_between_pcns_is_dated(table) -> None:
    rows = table("organisation").query("practice_code == 'A90005'")
    assert list(rows["pcn_code"]) == ["U90002", "U90003", "U90003"]
    assert list(rows["valid_from"])[1] == date(2023, 4, 1)


def test_a_closed_practice_is_kept_with_its_last_day(table) -> None:
    rows = table("organisation").query("practice_code == @CLOSED")
    assert len(rows) == 1
    assert rows["valid_to"].iloc[0] == date(2023, 3, 31)
    assert CLOSED not in PRACTICES


def test_only_the_special_allocation_practice_is_flagged(table) -> None:
    rows = table("organisation")
    assert set(rows.loc[rows["special"], "practice_code"]) == {"A90007"}


def test_names_in_capitals_are_written_out(table) -> None:
    current = table("organisation").query("valid_to.isna()").set_index("practice_code")
    assert current.loc["A90002", "name"] == "Dr Nye & Partners"
    assert current.loc["A90007", "name"] == "SAS Wessmere"
    assert current.loc["A90001", "pcn_name"] == "Bridge PCN"


def test_every_small_area_of_the_sources_is_there_and_mapped_ones_are_marked(
    table,
) -> None:
    areas = table("small_area").set_index("lsoa21")
    assert list(areas.index) == sorted([*LSOAS, *OUTSIDE])
    assert list(areas.index[areas["in_area"]]) == LSOAS
    assert areas.loc[OUTSIDE, ["pcn_code", "place_code"]].isna().all(axis=None)


def test_population_is_the_census_count_when_no_other_is_given(table) -> None:
    areas = table("small_area").set_index("lsoa21")
    assert areas["population"].to_dict() == {
        code: population(code) for code in [*LSOAS, *OUTSIDE]
    }
    assert areas.loc[LSOAS[3], "ethnicity_white"] == population(LSOAS[3]) - 200


def test_tied_ranks_stay_tied(table) -> None:
    ranks = table("small_area")["imd_rank"]
    assert (ranks.value_counts() == 2).all()


def test_a_unitary_council_is_its_own_upper_tier(table) -> None:
    areas = table("small_area").set_index("lsoa21")
    assert areas.loc[LSOAS[0], "upper_tier"] == "E06900001"
    assert pd.isna(areas.loc[LSOAS[3], "upper_tier"])  # no such county


def test_registrations_keep_every_person(table) -> None:
    found = table("registration_by_lsoa").groupby("practice_code")["patients"].sum()
    given = pd.DataFrame(registrations(), columns=["practice", "lsoa", "patients"])
    assert found.to_dict() == given.groupby("practice")["patients"].sum().to_dict()


def test_a_split_area_is_shared_by_population_in_whole_people(table) -> None:
    rows = table("registration_by_lsoa").set_index(["practice_code", "lsoa21"])
    # 101 people over 1,000 and 1,100 residents: 48.1 and 52.9
    assert rows.loc[("A90001", LSOAS[0]), "patients"] == 48
    assert rows.loc[("A90001", LSOAS[1]), "patients"] == 53


def test_merged_areas_come_together(table) -> None:
    rows = table("registration_by_lsoa").query("lsoa21 == @LSOAS[2]")
    assert dict(zip(rows["practice_code"], rows["patients"], strict=True)) == {
        "A90001": 50,
        "A90002": 7,
    }


def test_wales_unplaced_and_unmatched_are_unknown(table) -> None:
    unknown = table("registration_by_lsoa").query("lsoa21 == 'unknown'")
    assert dict(zip(unknown["practice_code"], unknown["patients"], strict=True)) == {
        "A90004": 7,
        "A90005": 3,
    }


def test_each_register_keeps_its_own_denominator(table) -> None:
    rows = table("published_register").query("year == '2024-25'")
    for group, condition in (("DM", "diabetes"), ("OST", "osteoporosis")):
        of = rows[rows["condition_id"] == condition].set_index("practice_code")
        assert set(of["list_type"]) == {GROUPS[group]}
        assert of["register"].to_dict() == {p: register(p, group) for p in of.index}
        assert of["list_size"].to_dict() == {p: among(p, group) for p in of.index}


def test_a_practice_missing_from_a_year_has_no_row(table) -> None:
    rows = table("published_register")
    years = rows.groupby("year")["practice_code"].agg(set)
    assert years["2024-25"] - years["2020-21"] == {"A90005"}


def test_list_sizes_leave_totals_out_and_keep_five_year_bands(table) -> None:
    rows = table("list_size")
    assert len(rows) == len(PRACTICES) * 2 * 20
    assert {"0-4", "90-94", "95+"} <= set(rows["age_band"])
    of = rows.groupby("practice_code")["patients"].sum()
    assert of["A90001"] == 3_000 // 40 * 40


def test_england_is_a_comparator_with_its_list_type(table) -> None:
    rows = table("comparator").set_index("indicator")
    diabetes = rows.loc["prevalence:diabetes"]
    assert (diabetes["numerator"], diabetes["denominator"]) == (4_000_000, 50_000_000)
    assert diabetes["list_type"] == "17OV"
    assert diabetes["period"] == "2024-25"
