from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pages.ui import inequality
from phm_core.analysis.by_group import ByGroup
from phm_core.charts.picture import MARK_WORDS
from phm_core.definitions.questions import RateBy
from phm_core.start import House
from tests.pages.conftest import Opened, said
from tests.pages.test_map_and_compare import table

CONTROLLED = "indicator:hypertension_controlled"


def registered(house: House) -> pd.DataFrame:
    """People who count for planning, read apart from the engine."""
    person = pq.read_table(house.snapshot.files("person")[0]).to_pandas()
    as_at = house.snapshot.as_at
    gone = [
        person[column].notna() & (person[column] <= as_at)
        for column in ("deregistered_on", "died_on")
    ]
    here = (person["registered_on"] <= as_at) & ~gone[0] & ~gone[1]
    out = pq.read_table(house.snapshot.files("opt_out")[0]).to_pandas()
    kinds = house.catalogue.purposes["planning"].synthetic_opt_outs
    active = out["kind"].isin(kinds) & (
        out["withdrawn_on"].isna() | (out["withdrawn_on"] > as_at)
    )
    return person[here & ~person["person_id"].isin(out.loc[active, "person_id"])]


def rounded(count: int) -> str:
    return f"{(count + 2) // 5 * 5:,}"


def test_people_by_tenth_are_those_of_the_data(open_page: Opened, house: House) -> None:
    rows = table(
        open_page("inequalities", opened=("slope",), condition="asthma"), "Deprivation"
    )
    people = registered(house)
    people = people[people["age"] >= 6]
    deciles = people["imd_decile"].value_counts(dropna=False)
    for row in rows[:10]:
        decile = int(row["Deprivation"].split(" ")[0])
        assert row["People"] == rounded(int(deciles.get(decile, 0)))
    unknown = int(people["imd_decile"].isna().sum())
    assert rows[10]["Deprivation"] == "Not known"
    assert rows[10]["People"] == rounded(unknown)


def test_the_slope_is_said_with_its_interval(open_page: Opened) -> None:
    text = said(open_page("inequalities", condition="hypertension"))
    assert "higher the more deprived people are" in text
    assert "Slope index of inequality +" in text
    assert "95% interval" in text
    assert "Not known:" in text


def test_the_gap_in_people_is_given_for_crude_care_and_not_for_need(
    open_page: Opened,
) -> None:
    adjusted = said(open_page("inequalities", condition=CONTROLLED, crude="no"))
    assert "switch to them" in adjusted
    need = said(open_page("inequalities", condition="hypertension"))
    assert "would equal the least deprived" not in need


def test_groups_are_those_that_the_gateway_released(
    open_page: Opened, house: House
) -> None:
    entry = house.catalogue.indicators["hypertension_controlled"]
    released = house.gateway.ask(
        RateBy(
            entry.counted_definition, ("ethnicity_group",), among=entry.among_definition
        ),
        house.scope(),
    )
    rows = table(
        open_page(
            "inequalities",
            opened=("by-ethnicity_group",),
            condition=CONTROLLED,
            view="groups",
        ),
        "Ethnic group",
    )
    shown = {row["Ethnic group"]: row["Value"] for row in rows}
    for row in released.tables["groups"].to_pylist():
        missing = MARK_WORDS.get(row["mark"])
        expected = missing if row["crude"] is None else f"{row['crude']:.1f}%"
        assert shown[row["label"]] == expected
    assert "Not known" in shown


@pytest.mark.parametrize("view", ["groups", "crossed", "time", "digital"])
def test_every_view_is_reached_by_its_address(open_page: Opened, view: str) -> None:
    app = open_page("inequalities", condition="hypertension", view=view)
    assert not app.error
    assert "People of all ages, registered in" in said(app)


def test_crossed_cells_carry_their_intervals(open_page: Opened) -> None:
    app = open_page(
        "inequalities",
        opened=("crossed",),
        condition="hypertension",
        view="crossed",
        down="sex",
        across="age_group",
    )
    rows = table(app, "Age group")
    women = next(
        r for r in rows if (r["Sex"], r["Age group"]) == ("Female", "65 to 79")
    )
    ends = (float(women["Lower 95%"]), float(women["Upper 95%"]))
    assert ends[0] < float(women["Value"].rstrip("%")) < ends[1]


def test_the_same_breakdown_twice_says_what_to_do(open_page: Opened) -> None:
    app = open_page("inequalities", view="crossed", down="sex", across="sex")
    assert "Choose another" in said(app)


def test_one_practice_with_few_people_states_what_cannot_be_given(
    open_page: Opened, house: House
) -> None:
    people = registered(house)["practice_code"].value_counts()
    areas = house.public.areas("practice")
    may = set(areas.loc[areas["rankable"], "code"])
    smallest = [code for code in people.index if code in may][-1]
    text = said(
        open_page(
            "inequalities", area=f"practice:{smallest}", condition="heart_failure"
        )
    )
    assert "no slope can be given" in text or "does not clearly" in text
    assert "no figure" in text or "No clear difference" in text


def test_without_anybody_in_a_known_decile_it_says_what_to_do(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = inequality.measured

    def nobody(*asked: Any) -> list[ByGroup]:
        return [each.groups([]) for each in measured(*asked)]

    monkeypatch.setattr(inequality, "measured", nobody)
    app = open_page("inequalities")
    assert "Nobody counted here is known to live" in said(app)
    assert not app.get("vega_lite_chart")
