"""Measures by month come through the door protected, from what was counted before."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from phm_core.area import Area, Level
from phm_core.definitions.questions import Histories, Rate, Series
from phm_core.engine.history.monthly import held_as
from phm_core.engine.policy import Rows
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.access import Scope
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.demo_tables import table_of

MOST_HIDDEN = 7
COLUMNS = [
    "code",
    "name",
    "month",
    "count",
    "people",
    "value",
    "lower",
    "upper",
    "mark",
]


@pytest.fixture(scope="module")
def demo(demo_data: Path) -> House:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    return open_house(Settings(data_dir=demo_data), clock=lambda: noon)


@pytest.fixture(scope="module")
def scope(demo: House) -> Scope:
    return demo.scope()


def frame(released, name: str = "series") -> pd.DataFrame:
    return released.tables[name].to_pandas()


def same(one: pd.Series, other: pd.Series) -> bool:
    """Equal, empty where the other is empty."""
    return np.array_equal(
        one.to_numpy(float, na_value=np.nan),
        other.to_numpy(float, na_value=np.nan),
        equal_nan=True,
    )


def counts_of(demo: House, measure: str, level: str) -> pd.DataFrame:
    """Exact counts, read apart from the engine."""
    table = table_of(demo.snapshot, "theme_month")
    rows = table[(table["measure_id"] == held_as(measure)) & (table["level"] == level)]
    return rows.assign(month=rows["month"].dt.date)


def test_a_series_is_the_held_counts_protected_and_rounded(demo: House, scope: Scope):
    question = Series("hypertension_controlled", Level.PRACTICE)
    found = frame(demo.gateway.ask(question, scope))
    assert found.columns.tolist()[: len(COLUMNS)] == COLUMNS
    exact = counts_of(demo, "hypertension_controlled", "practice")
    both = found.merge(
        exact, left_on=["code", "month"], right_on=["area_code", "month"]
    )
    assert len(both) == len(found) > 500

    small = both["numerator"].between(1, MOST_HIDDEN)
    assert small.sum() > 10
    assert both.loc[small, ["count", "value_x", "lower", "upper"]].isna().all(axis=None)
    assert set(both.loc[small, "mark"]) == {"suppressed"}
    shown = both[both["mark"] == ""]
    assert ((shown["numerator"] + 2) // 5 * 5 == shown["count"]).all()
    assert ((shown["denominator"] + 2) // 5 * 5 == shown["people"]).all()
    by_hand = 100 * shown["count"] / shown["people"]
    assert shown["value_x"].tolist() == pytest.approx(by_hand.tolist())
    assert (shown["lower"] <= shown["value_x"]).all()


@pytest.mark.parametrize("level", [Level.PLACE, Level.PCN, Level.PRACTICE])
@pytest.mark.parametrize(
    "measure",
    ["smi_physical_health_check", "ambulatory_care_admission", "activity:deaths"],
)
def test_no_small_count_follows_from_the_whole_less_the_others(
    demo: House, scope: Scope, measure: str, level: Level
):
    """An attacker subtracts, month by month, what is shown from the whole."""
    released = demo.gateway.ask(Series(measure, level), scope)
    whole = frame(released, "whole").set_index("month")["count"]
    exact = counts_of(demo, measure, str(level)).set_index(["area_code", "month"])
    held = frame(released).query("mark != 'not held'")
    for month, rows in held.groupby("month"):
        hidden = rows[rows["count"].isna() & (rows["mark"] == "suppressed")]
        if len(hidden) != 1 or pd.isna(whole[month]):
            continue
        shown = rows["count"].dropna()
        low = whole[month] - 2 - (shown + 2).sum()
        high = whole[month] + 2 - (shown[shown > 0] - 2).sum()
        truth = exact.loc[(hidden["code"].iloc[0], month), "numerator"]
        assert low <= truth <= high
        assert truth > MOST_HIDDEN or (low <= 1 and high >= MOST_HIDDEN)


def test_one_area_hides_what_it_hides_among_its_neighbours(demo: House, scope: Scope):
    every = frame(
        demo.gateway.ask(Series("smi_physical_health_check", Level.PCN), scope)
    )
    for code, rows in every.groupby("code"):
        question = Series(
            "smi_physical_health_check", Level.PCN, Area(Level.PCN, str(code))
        )
        alone = frame(demo.gateway.ask(question, scope))
        assert alone["mark"].tolist() == rows["mark"].tolist()
        assert same(alone["count"], rows["count"])


def test_the_last_month_is_the_rate_of_today(demo: House, scope: Scope):
    indicator = demo.catalogue.indicators["hypertension_controlled"]
    today = Rate(
        of=indicator.counted_definition,
        per=Level.PCN,
        among=indicator.among_definition,
    )
    live = demo.gateway.ask(today, scope).tables["areas"].to_pandas()
    series = frame(
        demo.gateway.ask(Series("hypertension_controlled", Level.PCN), scope)
    )
    last = series[series["month"] == date(2026, 10, 1)].reset_index(drop=True)
    for mine, theirs in (("count", "count"), ("people", "people"), ("value", "crude")):
        assert same(last[mine], live[theirs]), mine


def test_practices_of_a_network_and_fewer_months(demo: House, scope: Scope):
    pcn = demo.public.areas(Level.PCN)["code"].iloc[0]
    members = demo.public.practice_members(Level.PCN)
    area = Area(Level.PCN, pcn)
    question = Series("diabetes_prevalence", Level.PRACTICE, area, months=12)
    found = frame(demo.gateway.ask(question, scope))
    inside = set(members[members["code"] == pcn]["practice_code"])
    assert inside <= set(found["code"])
    assert found["month"].nunique() == 12


def test_a_month_before_the_records_is_null_and_says_why(demo: House, scope: Scope):
    question = Series("living_alone_65", Level.ICS)
    found = frame(demo.gateway.ask(question, scope))
    first = found.iloc[0]
    assert (first["mark"], first["reason"][:24]) == (
        "not held",
        "Records do not reach bac",
    )
    assert pd.isna(first["value"])
    assert first["people"] > 0


def test_many_indicators_of_one_area_in_one_question(demo: House, scope: Scope):
    area = Area(Level.PLACE, demo.public.areas(Level.PLACE)["code"].iloc[0])
    wanted = ("diabetes_prevalence", "hypertension_controlled", "no_such_thing")
    released = demo.gateway.ask(Histories(wanted, area), scope)
    found = frame(released)
    assert found.groupby("indicator").size().to_dict() == dict.fromkeys(wanted[:2], 36)
    one = frame(demo.gateway.ask(Series(wanted[0], Level.PLACE, area), scope))
    mine = found[found["indicator"] == wanted[0]].drop(columns="indicator")
    assert mine.reset_index(drop=True).equals(one)
    assert any("No such thing" in note for note in released.notes)


def test_notes_say_who_is_left_out_and_which_areas(demo: House):
    analyst = demo.scope(purpose="analysis")
    released = demo.gateway.ask(Series("diabetes_prevalence", Level.PCN), analyst)
    said = " ".join(released.notes)
    assert "people who had opted out by 31 October 2026 are left out" in said
    assert "Areas are as on 31 October 2026" in said
    exact = counts_of(demo, "diabetes_prevalence", "pcn")
    total = frame(released)["count"].sum()
    assert total == exact["numerator"].sum()


def test_small_areas_are_refused_to_the_public(demo: House):
    public = demo.scope("public", "public")
    with pytest.raises(NotPermitted):
        demo.gateway.ask(Series("diabetes_prevalence", Level.PRACTICE), public)
    with pytest.raises(NotPermitted):
        demo.gateway.ask(
            Histories(("diabetes_prevalence",), Area(Level.PRACTICE, "D90001")), public
        )


def test_whoever_sees_some_practices_sees_the_areas_that_are_wholly_theirs(
    demo: House,
):
    members = demo.public.practice_members(Level.PCN)
    mine = members[members["code"] == members["code"].min()]["practice_code"]
    answer = demo.gateway._ground.engine.answer
    rows = Rows(practices=frozenset(mine))
    pcns = answer(Series("diabetes_prevalence", Level.PCN), rows).open(DOOR)
    shown = np.array(pcns.areas.codes)[pcns.chosen]
    assert shown.tolist() == [members["code"].min()]
    with pytest.raises(NotPermitted, match="wholly yours"):
        answer(Series("diabetes_prevalence", Level.ICS), rows)
    with pytest.raises(NotPermitted, match="only some of them"):
        answer(Series("diabetes_prevalence", Level.PCN), Rows(lsoas=frozenset({"E01"})))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            Series("diabetes_prevalense", Level.PCN),
            "Did you mean 'diabetes_prevalence'",
        ),
        (Series("diabetes_prevalence", Level.LSOA), "not held for small areas"),
        (
            Series("diabetes_prevalence", Level.PCN, Area(Level.PCN, "nowhere")),
            "There is no PCN with the code 'nowhere'",
        ),
    ],
)
def test_a_refusal_says_what_there_is(demo: House, scope: Scope, question, said: str):
    with pytest.raises(RefusedInput, match=said):
        demo.gateway.ask(question, scope)


def test_a_snapshot_without_series_says_what_to_do(house: House):
    with pytest.raises(RefusedInput, match="Publish the data again"):
        house.gateway.ask(Series("diabetes_prevalence", Level.PCN), house.scope())
