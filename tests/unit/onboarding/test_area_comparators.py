"""Published figures to compare with are recognised by their columns."""

from pathlib import Path

import pandas as pd
import pytest

from phm_core.onboarding.area_pack.build import build_area_pack
from phm_core.onboarding.area_pack.comparators import area_types
from tests.area_source import write_csv

FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,"
    "Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,"
    "Upper CI 95.0 limit,Count,Denominator,Value note"
)
CVDPREVENT = (
    "AreaCode,AreaName,IndicatorCode,IndicatorName,MetricCategoryTypeName,"
    "MetricCategoryName,CategoryAttribute,TimePeriodName,Numerator,Denominator,Value,"
    "LowerConfidenceLimit,UpperConfidenceLimit"
)


@pytest.fixture
def compared(source: Path):
    """Build the area with one more file, and give its rows of the comparator table."""

    def build(name: str, header: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
        write_csv(source / name, header, rows)
        built = build_area_pack(source, out=source.parent / "pack")
        table = pd.read_parquet(built.path / "comparator.parquet")
        return table[table["area_type"] != "england"].set_index("area_code")

    return build


def test_fingertips_export(compared) -> None:
    named = ("241", "Diabetes: QOF prevalence", "E92000001", "England")
    after = ("Persons", "17+ yrs", "", "", "2023/24", "7.5", "7.4", "7.6")
    found = compared(
        "x.csv",
        FINGERTIPS,
        [
            (*named, "E54000026", "An ICB", "ICBs", *after, "1,000", "13333", ""),
            (*named, "E06000033", "A council", "Counties & UAs", *after, "5", "50", ""),
        ],
    )
    icb = found.loc["E54000026"]
    assert icb["area_type"] == "icb"
    assert icb["indicator"] == "fingertips:241"
    assert icb["period"] == "2023-24"
    assert (icb["numerator"], icb["denominator"], icb["value"]) == (1000, 13333, 7.5)
    assert (icb["lower"], icb["upper"], icb["sex"]) == (7.4, 7.6, "persons")
    assert pd.isna(icb["category"])
    assert found.loc["E06000033", "area_type"] == "council"


def test_cvdprevent_export(compared) -> None:
    named = ("U90001", "Bridge PCN", "CVDP001AF", "AF", "Age group", "40-59")
    found = compared(
        "y.csv",
        CVDPREVENT,
        [
            (*named, "Female", "To March 2025", 12, 400, 3.0, 1.7, 5.2),
        ],
    )
    row = found.loc["U90001"]
    assert row["area_type"] == "pcn"
    assert row["indicator"] == "cvdprevent:CVDP001AF"
    assert row["category"] == "Age group: 40-59"
    assert (row["sex"], row["numerator"], row["denominator"]) == ("female", 12, 400)


def test_qof_achievement_is_kept_for_the_practices_of_the_area(compared) -> None:
    found = compared(
        "achievement_2425.csv",
        "PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE",
        [
            ("A90001", "DM036", "NUMERATOR", "30"),
            ("A90001", "DM036", "DENOMINATOR", "40"),
            ("A90001", "DM036", "ACHIEVED_POINTS", "9.5"),
            ("A90001", "DM036", "PCAS", "10"),
            ("B00001", "DM036", "NUMERATOR", "1"),
            ("B00001", "DM036", "DENOMINATOR", "2"),
        ],
    )
    assert list(found.index) == ["A90001", "A90001"]
    by_rule = found.reset_index().set_index("indicator")
    # With people under a personalised care adjustment kept in the denominator.
    everyone = by_rule.loc["qof_everyone:DM036"]
    assert (everyone["denominator"], everyone["value"]) == (50, 60.0)
    row = by_rule.reset_index().set_index("indicator", drop=False).loc["qof:DM036"]
    assert (row["indicator"], row["period"]) == ("qof:DM036", "2024-25")
    assert (row["numerator"], row["denominator"], row["value"]) == (30, 40, 75.0)
    assert row["area_name"] == "Bridge Street Surgery"


@pytest.mark.parametrize(
    ("header", "kind"), [("icb_code", "icb"), ("sub_icb_location_code", "sub_icb")]
)
def test_icb_totals_of_registers(compared, header: str, kind: str) -> None:
    found = compared(
        "totals_2024-25.csv",
        f"{header},GROUP_CODE,REGISTER,PATIENT_LIST_TYPE,LIST_SIZE",
        [("ZQ9", "DM", "80.0", "17OV", "1000")],
    )
    row = found.loc["ZQ9"]
    assert row["area_type"] == kind
    assert row["indicator"] == "prevalence:diabetes"
    assert (row["numerator"], row["denominator"], row["value"]) == (80, 1000, 8.0)


def test_kinds_of_area_from_words_and_codes() -> None:
    said = {
        "England": "england",
        "Regions (statistical)": "region",
        "ICB sub-locations": "sub_icb",
        "ICBs": "icb",
        "PCNs (v. 14/08/24)": "pcn",
        "GPs": "practice",
        "Districts & UAs (from Apr 2023)": "district",
        "Counties & UAs (from Apr 2023)": "council",
        "E54000026": "icb",
        "E38000106": "sub_icb",
        "QH8": "icb",
        "F81001": "practice",
        "Mars": "other",
    }
    found = area_types(pd.Series(list(said)))
    assert dict(zip(said, found, strict=True)) == said
