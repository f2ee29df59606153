"""The page of one person: for those who care for them, and for nobody else."""

from pathlib import Path

import pytest

from phm_core.area import Area
from phm_core.definitions import parse_definition
from phm_core.definitions.rows_of_people import People, Record
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.pages.conftest import Opened, said
from tests.pages.test_priorities import linked
from tests.pages.test_themes import faces

TEAM = {"role": "clinician", "purpose": "direct_care", "org": "pcn:DU0001"}
OTHERS = TEAM | {"org": "pcn:DU0002"}
REASON = "Weekly meeting of the PCN"
OLDER = parse_definition("name: Older\ncriteria: {age: {min: 60}}")
CLOSED = "Nobody whose record you may open"


@pytest.fixture(scope="module")
def records(demo_data: Path) -> dict[str, list[dict]]:
    """The case finders of each of some older people of the team."""
    house = open_house(Settings(data_dir=demo_data))
    scope = house.scope("clinician", "direct_care", [Area.parse("pcn:DU0001")])
    asked = People(OLDER, ("pseudonym",), size=40)
    people = house.gateway.ask(asked, scope, reason=REASON).tables["people"]
    return {
        who: house.gateway.ask(Record(who), scope, reason=REASON)
        .tables["finders"]
        .to_pylist()
        for who in people.column("pseudonym").to_pylist()
    }


def opened(open_page: Opened, who: str, *tables: str, **choices: str):
    page = open_page("person", person=who, opened=tables, **(TEAM | choices))
    page.text_input(key="person-why").input(REASON).run()
    assert not page.exception
    return page


def test_nothing_is_open_before_a_reason_is_given(
    open_page: Opened, records: dict[str, list[dict]]
) -> None:
    who = next(iter(records))
    page = open_page("person", person=who, **TEAM)
    assert "Nobody's record is open yet." in said(page)
    assert "Age:" not in said(page)
    page.text_input(key="person-why").input("MDT").run()
    assert "at least 15 characters" in said(page)


def test_it_shows_what_finds_the_person_and_what_happened(
    open_page: Opened, house: House, records: dict[str, list[dict]]
) -> None:
    who = max(records, key=lambda one: len(records[one]))
    page = opened(open_page, who, "course", "found")
    titles = house.catalogue.casefinders
    assert set(faces(page)) == {titles[row["finder"]].title for row in records[who]}
    assert "**Age:**" in said(page)
    assert "**Interpreter:**" in said(page)
    frames = [each.value for each in (*page.table, *page.dataframe)]
    [course] = [one for one in frames if "When" in one.columns]
    assert len(course)
    [found] = [one for one in frames if "Lane" in one.columns]
    assert len(found) == len(records[who])
    assert page.get("vega_lite_chart")


def test_a_near_miss_says_which_rule_keeps_them_off(
    open_page: Opened, house: House, records: dict[str, list[dict]]
) -> None:
    near = {
        who: row for who, rows in records.items() for row in rows
        if row["state"] == "near"
    }  # fmt: skip
    assert near
    who, row = next(iter(near.items()))
    page = opened(open_page, who)
    assert "What nearly finds them" in [each.value for each in page.subheader]
    words = faces(page)[house.catalogue.casefinders[row["finder"]].title]
    assert row["missed"] in words


@pytest.mark.parametrize("who", ["another", "f" * 16, "%"])
def test_others_and_nobody_are_refused_alike(
    open_page: Opened, records: dict[str, list[dict]], who: str
) -> None:
    person = next(iter(records)) if who == "another" else who
    page = opened(open_page, person, **OTHERS)
    assert CLOSED in said(page)
    assert "**Age:**" not in said(page)


def test_the_number_is_shown_when_it_is_asked_for(
    open_page: Opened, records: dict[str, list[dict]]
) -> None:
    page = opened(open_page, next(iter(records)))
    assert "999" not in said(page)
    [button] = [one for one in page.button if one.label == "Look up this person"]
    button.click().run()
    assert "**NHS number:** 999" in said(page)
    page.run()
    assert "NHS number:" not in said(page)


def test_a_care_coordinator_sees_what_is_open_and_not_what_happened(
    open_page: Opened, records: dict[str, list[dict]]
) -> None:
    who = max(records, key=lambda one: len(records[one]))
    page = opened(open_page, who, role="care_coordinator")
    assert "What happened to a person is not open to your role." in said(page)
    assert faces(page)
    assert not page.get("vega_lite_chart")


@pytest.mark.parametrize(
    "visit",
    [
        {"role": "clinician", "purpose": "planning"},
        {"role": "analyst", "purpose": "analysis"},
        {"role": "analyst"},
        {"role": "place_team"},
        {"role": "public_health"},
        {"role": "public"},
    ],
)
def test_for_every_other_purpose_there_is_no_such_page(
    open_page: Opened, records: dict[str, list[dict]], visit: dict[str, str]
) -> None:
    page = open_page("person", person=next(iter(records)), **visit)
    assert "Person" not in [title.value for title in page.title]
    assert not [box for box in page.text_input if box.key == "person-why"]


def test_a_list_leads_to_a_record_with_its_reason(open_page: Opened) -> None:
    page = open_page("case_finding", finder="flu_vaccination_due", lane="list", **TEAM)
    page.text_input(key="finding-why").input(REASON).run()
    [box] = [one for one in page.selectbox if one.label == "Open the record of"]
    who = box.options[0]
    box.set_value(who).run()
    assert linked(page, "Open the record") == [("person", f"person={who}")]
