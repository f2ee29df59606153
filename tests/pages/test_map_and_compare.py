from collections import Counter

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest

from phm_core.analysis.subject import of_condition
from phm_core.area import Level
from phm_core.definitions.questions import Rate, Standing
from phm_core.start import House
from tests.pages.conftest import Opened, said


def table(app: AppTest, heading: str) -> list[dict[str, str]]:
    """The first table that has a column of this heading."""
    for each in app.table:
        if heading in each.value.columns:
            return each.value.to_dict("records")
    raise AssertionError(f"no table has a column '{heading}'")


def register_of(house: House, condition: str, pcn: str) -> tuple[int, int]:
    rows = pq.read_table(house.snapshot.files("published_register")[0]).to_pandas()
    rows = rows[rows["condition_id"] == condition]
    rows = rows[rows["year"] == rows["year"].max()]
    members = house.public.practice_members(Level.PCN)
    codes = members.loc[members["code"] == pcn, "practice_code"]
    found = rows[rows["practice_code"].isin(codes)]
    return int(found["register"].sum()), int(found["list_size"].sum())


@pytest.mark.parametrize("name", ["map", "compare"])
def test_published_register_of_a_network_is_the_sum_of_its_practices(
    open_area: Opened, area_house: House, name: str
) -> None:
    counted, people = register_of(area_house, "diabetes", "DU0001")
    rows = table(
        open_area(name, opened=("ranked",), condition="diabetes"), "People counted"
    )
    row = next(r for r in rows if r["PCN"] == "Eldenmouth Harbour PCN")
    assert row["People counted"] == f"{counted:,}"
    assert row["People"] == f"{people:,}"


def test_people_on_the_map_are_those_that_the_gateway_released(
    open_page: Opened, house: House
) -> None:
    subject = of_condition(house.catalogue.conditions["hypertension"])
    asked = Rate(of=subject.definition, among=subject.among, per=Level.PLACE)
    released = house.gateway.ask(asked, house.scope()).tables["areas"].to_pylist()
    rows = table(
        open_page("map", condition="hypertension", per="place"), "People counted"
    )
    expected = {row["name"]: f"{row['count']:,}" for row in released if row["rankable"]}
    assert {row["Place"]: row["People counted"] for row in rows} == expected


def test_crude_is_a_switch_that_says_what_it_is(open_page: Opened) -> None:
    assert "age-adjusted prevalence" in said(open_page("map"))
    crude = said(open_page("map", crude="yes"))
    assert "crude prevalence" in crude
    assert "Adjusting for age" in crude


def test_correlation_has_its_interval_its_number_and_its_warning(
    open_page: Opened,
) -> None:
    text = said(open_page("map", per="lsoa", lens="resident"))
    assert "95% interval" in text
    assert "about areas, not people" in text


def test_areas_inside_one_network_are_mapped(open_page: Opened, house: House) -> None:
    members = house.public.lsoa_members(Level.PCN)
    inside = members.loc[members["code"] == "DU0001", "lsoa21"]
    app = open_page("map", area="pcn:DU0001", lens="resident", condition="hypertension")
    offered = app.selectbox(key="_shown_pick").options
    assert len(offered) == len(inside) + 1


def test_picked_area_is_said_in_words_and_can_become_the_context(
    open_page: Opened,
) -> None:
    app = open_page("compare", pick="DU0001", condition="hypertension")
    assert "Eldenmouth Harbour PCN is" in said(app)
    button = next(b for b in app.button if b.label.startswith("Show every page for"))
    button.click().run()
    assert "registered in Eldenmouth Harbour PCN" in said(app)


def test_practices_that_may_not_be_ranked_are_counted_and_left_out(
    open_area: Opened, area_house: House
) -> None:
    areas = area_house.public.areas(Level.PRACTICE)
    may = areas.loc[areas["rankable"], "name"]
    app = open_area("compare", opened=("ranked",), per="practice")
    rows = table(app, "People counted")
    assert {row["Practice"] for row in rows} == set(may)
    assert "not ranked" in said(app)


def test_new_cases_are_offered_where_there_are_people(open_page: Opened) -> None:
    rows = table(
        open_page("compare", opened=("ranked",), kind="incidence", per="place"),
        "New cases",
    )
    assert all(row["Person-years"] for row in rows)


def test_england_stands_beside_a_crude_figure_when_asked_for(
    open_area: Opened, area_house: House
) -> None:
    england = area_house.catalogue.conditions["diabetes"].england.percent
    app = open_area("compare", crude="yes", against="england", condition="diabetes")
    shown = {metric.label: metric.value for metric in app.metric}
    assert float(shown["England, crude"].rstrip("%")) == pytest.approx(england, abs=0.1)


def test_hand_picked_areas_stand_alone_and_the_test_is_that_of_all(
    open_page: Opened,
) -> None:
    page = open_page(
        "compare", opened=("ranked",), peers="DU0001,DU0004", beside="chosen"
    )

    assert set(page.table[0].value["PCN"]) == {
        "Eldenmouth Harbour PCN",
        "Gullstrand Bay PCN",
    }


def test_people_to_gain_are_those_that_were_released(
    open_page: Opened, house: House
) -> None:
    page = open_page("compare", condition="indicator:hypertension_controlled")

    asked = Standing(("hypertension_controlled",), Level.PCN)
    rows = house.gateway.ask(asked, house.scope()).tables["areas"].to_pylist()
    gain = sum(row["to_average"] or 0 for row in rows if row["rankable"])
    assert f"about {gain:,.0f} more people under 80 treated to target" in said(page)


def test_compare_names_the_areas_that_stand_out_in_their_profiles(
    open_page: Opened, house: House
) -> None:
    asked = Standing(tuple(house.catalogue.indicators), Level.PCN)
    rows = house.gateway.ask(asked, house.scope()).tables["areas"].to_pylist()
    indicators = house.catalogue.indicators
    out = [
        row
        for row in rows
        if row["stands_out"] and indicators[row["indicator"]].group != "prevalence"
    ]
    identity = Counter(row["indicator"] for row in out).most_common(1)[0][0]

    page = open_page("compare", condition=f"indicator:{identity}", per="pcn")

    title = next(
        line for line in said(page).splitlines() if line.startswith("**Against ")
    )
    named = {row["name"] for row in out if row["indicator"] == identity}
    assert sum(name in title for name in named) == min(len(named), 3)
    others = {row["name"] for row in rows} - named
    assert not any(name in title for name in others)
    assert f"among {len(indicators)} indicators" in said(page)
