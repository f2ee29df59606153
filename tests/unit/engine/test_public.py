"""The reader of public tables: levels, members, lists and shapes of any snapshot."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from phm_core.area import Lens, Level
from phm_core.engine.membership import current_members
from phm_core.engine.public import AGE_BANDS, PublicTables, public_tables
from phm_core.engine.published import (
    comparator,
    deprivation,
    register,
    register_years,
)
from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.build import build_area_pack
from phm_core.snapshot import open_snapshot
from tests.area_source import (
    LSOAS,
    PRACTICES,
    among,
    population,
    write_area_source,
    write_csv,
)
from tests.area_source import register as register_of


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> PublicTables:
    folder = tmp_path_factory.mktemp("area")
    source = write_area_source(folder / "source")
    members = [("NB1", "Quayside", "A90003", ""), ("NB1", "Quayside", "A90005", "")]
    members += [("NB2", "Uplands", "", lsoa) for lsoa in LSOAS[12:]]
    write_csv(
        source / "teams.csv",
        "neighbourhood_code,neighbourhood_name,practice_code,lsoa21_code",
        members,
    )
    return public_tables(
        open_snapshot(build_area_pack(source, out=folder / "pack").path)
    )


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> PublicTables:
    """An area of which only the list of practices is known."""
    folder = tmp_path_factory.mktemp("bare")
    source = folder / "source"
    full = write_area_source(folder / "full")
    source.mkdir()
    (full / "practices_2026-07.csv").rename(source / "practices_2026-07.csv")
    return public_tables(
        open_snapshot(build_area_pack(source, out=folder / "pack").path)
    )


def test_one_reader_for_each_snapshot(tables: PublicTables) -> None:
    assert public_tables(tables.snapshot) is public_tables(tables.snapshot)


def test_special_and_unallocated_are_never_rankable(tables: PublicTables) -> None:
    practices = tables.areas(Level.PRACTICE).set_index("code")
    assert list(practices.index[~practices["rankable"]]) == ["A90007"]
    assert practices.loc["A90007", "name"] == "Special-allocation practice"
    pcns = tables.areas(Level.PCN).set_index("code")
    assert list(pcns.index[~pcns["rankable"]]) == ["U"]


def test_a_special_practice_has_no_position(tables: PublicTables) -> None:
    special = tables.organisations.set_index("practice_code").loc["A90007"]
    assert special[["lat", "lon"]].isna().all()


def test_levels_that_have_areas(tables: PublicTables) -> None:
    own = set(Level) - {Level.BUILT_PLACE}
    assert set(tables.levels) == own
    assert set(tables.boundary_levels) == own - {Level.ICS, Level.PRACTICE}


def test_names(tables: PublicTables) -> None:
    assert tables.names(Level.ICS) == {"": "Wessmere"}
    assert tables.names(Level.PLACE) == {"N": "North Wessmere", "S": "South Wessmere"}
    assert tables.names(Level.NEIGHBOURHOOD) == {"NB1": "Quayside", "NB2": "Uplands"}
    assert tables.names(Level.PCN)["U90001"] == "Bridge PCN"


@pytest.mark.parametrize("level", [Level.ICS, Level.PLACE, Level.PCN, Level.PRACTICE])
def test_every_current_practice_belongs_once(tables: PublicTables, level) -> None:
    members = tables.practice_members(level)
    assert sorted(members["practice_code"]) == sorted(PRACTICES)


@pytest.mark.parametrize(
    "level", [Level.ICS, Level.LSOA, Level.WARD, Level.DISTRICT, Level.PCN, Level.PLACE]
)
def test_every_mapped_small_area_lies_in_one(tables: PublicTables, level) -> None:
    members = tables.lsoa_members(level)
    assert sorted(members["lsoa21"]) == LSOAS
    known = set(tables.areas(level)["code"])
    assert set(members["code"]) <= known


def test_neighbourhoods_of_practices_or_small_areas(tables: PublicTables) -> None:
    practices = tables.practice_members(Level.NEIGHBOURHOOD)
    assert practices.to_numpy().tolist() == [["A90003", "NB1"], ["A90005", "NB1"]]
    assert set(tables.lsoa_members(Level.NEIGHBOURHOOD)["code"]) == {"NB2"}


def test_neighbourhood_membership_ends_on_its_last_day() -> None:
    members = pd.DataFrame(
        {
            "neighbourhood_code": ["A", "B", "C"],
            "valid_from": [None, date(2026, 1, 1), date(2026, 2, 2)],
            "valid_to": [date(2026, 2, 1), None, None],
        }
    )
    on = current_members(members, date(2026, 2, 1))["neighbourhood_code"]
    assert list(on) == ["A", "B"]


def test_lists_come_in_the_19_bands_of_the_standard_population(
    tables: PublicTables,
) -> None:
    found = tables.age_sex(Level.PRACTICE)
    assert set(found["age_band"]) == set(AGE_BANDS)
    assert len(AGE_BANDS) == 19
    one = found.query("code == 'A90001' and sex == 'female'").set_index("age_band")
    assert one.loc["85-89", "patients"] == 75
    assert one.loc["90+", "patients"] == 150  # 90 to 94, and 95 or over


def test_lists_and_residents_by_level(tables: PublicTables) -> None:
    lists = tables.list_size(Level.PCN).set_index("code")["patients"]
    own = [PRACTICES[code][3] // 40 * 40 for code in ("A90003", "A90004")]
    assert lists["U90002"] == sum(own)
    (people,) = tables.population(Level.ICS)["population"]
    assert people == sum(population(lsoa) for lsoa in LSOAS)


def test_a_register_adds_up_among_its_own_part_of_the_list(
    tables: PublicTables,
) -> None:
    found = register(tables, "diabetes", Level.PLACE).set_index("code")
    north = found.loc["N"]
    assert north["register"] == sum(register_of(p, "DM") for p in ("A90001", "A90002"))
    assert north["list_size"] == sum(among(p, "DM") for p in ("A90001", "A90002"))
    assert (north["list_type"], north["year"]) == ("17OV", "2024-25")


def test_a_practice_missing_from_a_year_is_missing_not_zero(
    tables: PublicTables,
) -> None:
    found = register(tables, "diabetes", Level.PCN, year="2020-21").set_index("code")
    hill = found.loc["U90003"]  # its one practice gave no figures
    assert pd.isna(hill["register"])
    assert pd.isna(hill["list_size"])
    assert (hill["practices_counted"], hill["practices"]) == (0, 1)
    whole = register(tables, "diabetes", Level.ICS, year="2020-21").iloc[0]
    assert (whole["practices_counted"], whole["practices"]) == (5, 7)


def test_an_unpublished_register_is_refused_with_what_there_is(
    tables: PublicTables,
) -> None:
    assert register_years(tables, "diabetes") == ["2020-21", "2024-25"]
    with pytest.raises(RefusedInput, match="Published: 2020-21 and 2024-25"):
        register(tables, "diabetes", Level.ICS, year="1999-00")
    with pytest.raises(RefusedInput, match="Published: none"):
        register(tables, "gout", Level.ICS)


def test_england_to_compare_with(tables: PublicTables) -> None:
    found = comparator(tables, "prevalence:hypertension", period="2024-25")
    assert list(found["numerator"]) == [4_000_001]
    assert comparator(tables, "prevalence:hypertension", period="2020-21").empty


def test_deprivation_is_weighted_by_people(tables: PublicTables) -> None:
    scores = {lsoa: at * 1.5 for at, lsoa in enumerate(LSOAS)}
    ward = [(scores[lsoa], population(lsoa)) for lsoa in LSOAS[:12]]
    found = deprivation(tables, Level.WARD, Lens.RESIDENT).set_index("code")
    people = sum(n for _, n in ward)
    assert found.loc["E05900001", "people"] == people
    assert found.loc["E05900001", "imd_score"] == pytest.approx(
        sum(score * n for score, n in ward) / people
    )
    core20 = sum(population(LSOAS[at]) for at in (0, 1, 10, 11)) / people
    assert found.loc["E05900001", "core20_share"] == pytest.approx(core20)


def test_deprivation_of_the_registered_leaves_unplaced_people_out(
    tables: PublicTables,
) -> None:
    lives = tables.registrations.query("practice_code == 'A90005'")
    placed = lives.query("lsoa21 != 'unknown'")
    found = deprivation(tables, Level.PRACTICE, Lens.REGISTERED).set_index("code")
    assert found.loc["A90005", "people"] == placed["patients"].sum()
    assert placed["patients"].sum() == lives["patients"].sum() - 3


def test_shapes(tables: PublicTables) -> None:
    shapes = tables.boundary(Level.LSOA)
    assert shapes is not None
    assert {f["properties"]["code"] for f in shapes["features"]} == set(LSOAS)
    assert tables.boundary(Level.PRACTICE) is None


def test_only_a_list_of_practices_still_answers(bare: PublicTables) -> None:
    assert set(bare.levels) == {Level.ICS, Level.PCN, Level.PRACTICE}
    assert bare.boundary_levels == ()
    assert bare.lsoa_members(Level.WARD).empty
    for lens in Lens:
        assert deprivation(bare, Level.PCN, lens).empty
    assert bare.list_size(Level.PCN).empty
    assert bare.population(Level.ICS).empty
    assert register_years(bare, "diabetes") == []
    assert comparator(bare, "prevalence:diabetes").empty
    assert Path(bare.snapshot.path).is_dir()
