"""Dates, years, names and numbers are read as publishers write them."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from phm_core.onboarding.area_pack.build import build_area_pack
from phm_core.onboarding.area_pack.councils import COUNTY_OF
from phm_core.onboarding.area_pack.dates import day_in, financial_year
from phm_core.onboarding.area_pack.naming import is_special, written_name
from phm_core.onboarding.area_pack.reading import numbers
from phm_core.onboarding.area_pack.registration import whole_shares
from tests.area_source import LSOAS, PRACTICES, write_area_source, write_csv


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("practices_2026-07.csv", date(2026, 7, 1)),
        ("list 20260731.csv", date(2026, 7, 31)),
        ("01JUL2026", date(2026, 7, 1)),
        ("01/07/2026", date(2026, 7, 1)),
        ("gp-list-jul-26.csv", date(2026, 7, 1)),
        ("qof_2024-25.csv", None),
        ("places.csv", None),
    ],
)
def test_dates_in_text(text: str, day: date | None) -> None:
    assert day_in(text) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024/25", "2024-25"),
        ("qof_prevalence_2024-25.csv", "2024-25"),
        ("PREVALENCE_2425.csv", "2024-25"),
        ("PREVALENCE_2021.csv", "2020-21"),
        ("10_2019-2020.csv", "2019-20"),
        ("practices_2026-07.csv", None),
        ("structures_2019-2024.csv", None),
    ],
)
def test_financial_years_in_text(text: str, year: str | None) -> None:
    assert financial_year(text) == year


def test_names_in_capitals() -> None:
    written = {
        "ST ANNE'S SURGERY": "St Anne's Surgery",
        "SS9 NORTH PCN": "SS9 North PCN",
        "BRIDGE OF THE HILL HC": "Bridge of the Hill HC",
        "Dr McAll": "Dr McAll",
    }
    assert {name: written_name(name) for name in written} == written


def test_special_allocation_is_told_by_name() -> None:
    names = pd.Series(
        ["SAS Wessmere", "Special Allocation Scheme", "Sasha Lane Surgery", "The Hall"]
    )
    assert list(is_special(names)) == [True, True, False, False]


def test_numbers_as_text_and_what_stands_for_none() -> None:
    column = pd.Series(["1,234", "378.0", '"5"', "12%", "*", "", "n/a", "-"])
    read = numbers(column, source="x.csv", name="n")
    assert read.dropna().tolist() == [1234, 378, 5, 12]


def test_whole_shares_keep_totals_and_give_the_largest_remainders() -> None:
    group = pd.Series(["a", "a", "a", "b", "b", "c", "c"])
    size = pd.Series([1.0, 1.0, 1.0, 3.0, 1.0, 5.0, np.nan])
    total = np.array([10, 10, 10, 7, 7, 3, 3])
    # a: 3.33 each; b: 5.25 and 1.75; c: a size is missing, so equal: 1.5 each
    assert whole_shares(total, size, group).tolist() == [4, 3, 3, 5, 2, 2, 1]


def test_districts_lie_in_one_county() -> None:
    assert COUNTY_OF["E07000008"] == ("E10000003", "Cambridgeshire")
    assert COUNTY_OF["E07000245"] == ("E10000029", "Suffolk")
    assert len(COUNTY_OF) == 164  # non-metropolitan districts since April 2023


def test_files_as_nhs_england_publishes_them(tmp_path: Path) -> None:
    source = write_area_source(
        tmp_path / "source",
        without=["list_size", "registrations", "lsoa_change", "places"],
    )
    sizes = [("01JUL2026", "GP", "A90001", "MALE", "40_44", "7")]
    sizes += [("01JUL2026", "ICB", "A90001", "MALE", "45_49", "9")]
    sizes += [("01JUL2026", "GP", "B00001", "MALE", "40_44", "9")]
    write_csv(
        source / "quin-age.csv",
        "EXTRACT_DATE,ORG_TYPE,ORG_CODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS",
        sizes,
    )
    lives = [("A90001", LSOAS[0], "ALL", 8), ("A90001", LSOAS[0], "MALE", 5)]
    write_csv(
        source / "lsoa.csv", "PRACTICE_CODE,LSOA21CD,SEX,NUMBER_OF_PATIENTS", lives
    )
    path = build_area_pack(source, out=tmp_path / "pack").path
    assert pd.read_parquet(path / "list_size.parquet")["patients"].tolist() == [7]
    registered = pd.read_parquet(path / "registration_by_lsoa.parquet")
    assert registered["patients"].tolist() == [8]
    places = pd.read_parquet(path / "organisation.parquet")["place_code"]
    assert places.isna().all()
    assert not (path / "boundary" / "place.geojson").exists()
    assert "A90001" in PRACTICES
