"""History counted beforehand: equal to the live engine, and silent where it must be."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from phm_core.area import Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import parse_criterion
from phm_core.definitions.questions import Rate
from phm_core.engine.columns import day_number
from phm_core.engine.history import history_of
from phm_core.engine.history.beginning import first_held
from phm_core.engine.history.monthly import held_as
from phm_core.engine.policy import Rows
from phm_core.governance.door import DOOR
from phm_core.onboarding.history import MONTHLY
from phm_core.settings import Settings
from phm_core.start import House, open_house
from phm_core.synthetic.calendar import month_number
from tests.demo_tables import table_of
from tests.snapshots import write_snapshot

AS_AT = date(2026, 7, 1)
OPT_OUTS = frozenset({"type_1", "national_data_opt_out"})
Table = dict[str, str]


def catalogue(among: Any, counted: Any):
    """The shipped catalogue with one indicator."""
    shipped = load_catalogue()
    one = shipped.indicators["diabetes_prevalence"].model_copy(
        update={
            "id": "one",
            "among": None if among is None else parse_criterion(among),
            "counted": parse_criterion(counted),
        }
    )
    return replace(shipped, indicators={"one": one})


def history(
    folder: Path,
    tables: dict[str, list[dict[str, Any]]],
    counted: Any,
    among: Any = None,
    **how: Any,
) -> pd.DataFrame:
    """One indicator by month on a few people, as a table."""
    places = {
        "organisation": [
            {"practice_code": code, "name": code, "pcn_code": pcn, "place_code": "A"}
            | {"pcn_name": pcn, "place_name": "A", "special": False}
            for code, pcn in (("P1", "N1"), ("P2", "N2"))
        ],
        "small_area": [{"lsoa21": "L1", "in_area": True}],
    }
    snapshot = write_snapshot(folder, places | tables)
    rows = how.pop("rows", Rows())
    table = history_of(snapshot, catalogue(among, counted), rows, **how).to_pandas()
    return table.assign(month=pd.to_datetime(table["month"]))


def of_whole(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["level"] == "ics"].set_index("month").sort_index()


def person(identity: int, practice: str = "P1", **given: Any) -> dict[str, Any]:
    return {
        "person_id": identity,
        "practice_code": practice,
        "registered_on": date(2000, 1, 1),
        "birth_month": date(1950, 1, 1),
        "sex": "female",
        "lsoa21": "L1",
    } | given


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def monthly(house: House) -> pd.DataFrame:
    return table_of(house.snapshot, MONTHLY)


@pytest.mark.parametrize("level", [Level.PRACTICE, Level.PCN, Level.NEIGHBOURHOOD])
@pytest.mark.parametrize(
    "identity", ["hypertension_controlled", "diabetes_prevalence", "ethnicity_recorded"]
)
def test_the_last_month_is_the_live_figure(
    house: House, monthly: pd.DataFrame, identity: str, level: Level
):
    indicator = house.catalogue.indicators[identity]
    question = Rate(
        of=indicator.counted_definition, per=level, among=indicator.among_definition
    )
    live = house.gateway._ground.engine.answer(question, Rows(opt_out_kinds=OPT_OUTS))
    found = live.open(DOOR)

    last = monthly[monthly["level"] == level]
    last = last[last["measure_id"] == held_as(identity)]
    last = last[last["month"] == last["month"].max()].set_index("area_code")
    held = last.loc[list(found.areas.codes)]

    assert held["numerator"].tolist() == found.share.counted.tolist()
    assert held["denominator"].tolist() == found.share.among.tolist()


def test_a_month_of_the_past_is_what_plain_counting_gives(
    house: House, monthly: pd.DataFrame
):
    """Emergency admissions in twelve months, counted again with pandas."""
    day, since = pd.Timestamp(2025, 2, 28), pd.Timestamp(2024, 2, 28)
    people = table_of(house.snapshot, "person")
    spells = table_of(house.snapshot, "registration").merge(
        people[["person_id", "died_on"]], on="person_id"
    )
    there = spells[
        (spells["start"] <= day)
        & (spells["end"].isna() | (spells["end"] >= day))
        & (spells["died_on"].isna() | (spells["died_on"] > day))
    ].sort_values(["person_id", "start"])
    there = there.drop_duplicates("person_id", keep="last")
    out = table_of(house.snapshot, "opt_out")
    as_at = pd.Timestamp(house.snapshot.as_at)
    stands = out["withdrawn_on"].isna() | (out["withdrawn_on"] > as_at)
    there = there[~there["person_id"].isin(out["person_id"][stands])]
    stays = table_of(house.snapshot, "activity", "emergency_admission")
    stays = stays[stays["acsc"].fillna(value=False).astype(bool)]
    within = stays[(stays["start"] > since) & (stays["start"] <= day)]
    counted = there["person_id"].isin(within["person_id"])
    by_practice = counted.groupby(there["practice_code"]).agg(["sum", "count"])

    held = monthly.query(
        "measure_id == 'indicator:ambulatory_care_admission' and level == 'practice' "
        "and denominator > 0"
    )
    held = held[held["month"] == pd.Timestamp(2025, 2, 1)].set_index("area_code")

    assert held["numerator"].to_dict() == by_practice["sum"].to_dict()
    assert held["denominator"].to_dict() == by_practice["count"].to_dict()


def test_every_indicator_has_36_months_and_no_other_series_its_name(
    house: House, monthly: pd.DataFrame
):
    assert house.snapshot.as_at == date(2026, 10, 31)
    for identity in house.catalogue.indicators:
        held = monthly[monthly["measure_id"] == held_as(identity)]
        months = held[held["level"] == "ics"]["month"]
        assert len(months) == months.nunique() == 36, identity
        assert months.min() == pd.Timestamp(2023, 11, 1)


def test_a_person_counts_at_the_practice_where_they_were(tmp_path: Path):
    moved = date(2026, 5, 15)
    found = history(
        tmp_path,
        {
            "person": [person(0), person(1, "P2", registered_on=moved)],
            "registration": [
                {"person_id": 0, "practice_code": "P1", "start": date(2000, 1, 1)},
                {"person_id": 1, "practice_code": "P1", "start": date(2000, 1, 1)}
                | {"end": date(2026, 5, 14)},
                {"person_id": 1, "practice_code": "P2", "start": moved},
            ],
        },
        {"age": {"min": 40}},
        months=3,
    )
    by_area = found[found["level"] == "practice"].pivot_table(
        index="month", columns="area_code", values="denominator"
    )
    assert by_area["P1"].tolist() == [2, 1, 1]
    assert by_area["P2"].tolist() == [0, 1, 1]
    assert of_whole(found)["denominator"].tolist() == [2, 2, 2]


def test_whoever_opted_out_by_now_is_left_out_of_every_month(tmp_path: Path):
    tables = {
        "person": [person(0), person(1), person(2)],
        "opt_out": [
            {"person_id": 0, "kind": "type_1", "recorded_on": date(2026, 6, 20)},
            {"person_id": 1, "kind": "type_1", "recorded_on": date(2020, 1, 1)}
            | {"withdrawn_on": date(2026, 6, 1)},
        ],
    }
    found = history(
        tmp_path,
        tables,
        {"age": {"min": 40}},
        rows=Rows(opt_out_kinds=OPT_OUTS),
        months=6,
    )
    assert of_whole(found)["denominator"].tolist() == [2] * 6


def test_a_window_from_before_the_records_is_not_counted(tmp_path: Path):
    """Checks are held for 20 months: of a year's window, 9 days ago and no more."""
    checks = [
        {
            "person_id": identity,
            "process_id": "foot_check",
            "date": day,
            "outcome": "done",
        }
        for identity in range(30)
        for day in pd.date_range("2024-11-01", "2026-06-20", freq="MS").date
    ]
    found = history(
        tmp_path,
        {"person": [person(n) for n in range(30)], "process": checks},
        {"process": {"of": "foot_check", "within_months": 12}},
    )
    whole = of_whole(found)
    known = whole["value"].dropna()
    assert known.index[0] == pd.Timestamp(2025, 11, 1)
    assert len(known) == 9
    assert whole["denominator"].tolist() == [30] * 36


def test_what_a_record_says_today_has_no_past(tmp_path: Path):
    found = history(
        tmp_path,
        {"person": [person(0, smoking="current"), person(1, smoking="never")]},
        {"social": {"is": "smoker"}},
    )
    values = of_whole(found)["value"]
    assert values.isna().tolist() == [True] * 35 + [False]
    assert values.iloc[-1] == 50


def days_of(counts: dict[str, int]) -> np.ndarray:
    """Day numbers of so many records in each month, rising."""
    numbers = [
        day_number(date.fromisoformat(f"{month}-15"))
        for month in sorted(counts)
        for _ in range(counts[month])
    ]
    return np.array(numbers, dtype=np.int32)


def every_month(first: str, last: str, number: int) -> dict[str, int]:
    months = pd.period_range(first, last, freq="M")
    return {str(month): number for month in months}


def test_records_begin_where_a_year_has_far_more_than_the_year_before():
    held = first_held(days_of(every_month("2025-05", "2026-07", 40)), AS_AT)
    assert held == date(2025, 5, 1)


def test_few_first_issues_before_repeats_are_held_do_not_count_as_records():
    early = every_month("2021-01", "2025-05", 2)
    held = first_held(days_of(early | every_month("2025-06", "2026-07", 60)), AS_AT)
    assert held == date(2025, 6, 1)


def test_seasons_and_steady_growth_are_not_a_beginning():
    winters = {
        month: number
        for month, number in every_month("2010-01", "2026-07", 100).items()
        if month[-2:] in ("10", "11", "12")
    }
    grown = {
        month: 5 + month_number(date.fromisoformat(f"{month}-01")) % 700
        for month in every_month("2008-01", "2026-07", 1)
    }
    assert first_held(days_of(winters), AS_AT).year <= 2012
    assert first_held(days_of(grown), AS_AT).year <= 2012


def test_an_indicator_whose_records_are_missing_has_no_series(tmp_path: Path):
    found = history(
        tmp_path,
        {"person": [person(0)]},
        {"waiting": {"weeks_at_least": 18}},
    )
    assert found.empty
