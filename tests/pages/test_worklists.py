"""A worklist on the screen: made, opened for a reason, worked on, changed, refused."""

import importlib
from datetime import date, timedelta
from itertools import count

import pytest

from pages.ui import show
from phm_core.area import Area
from phm_core.definitions.finders import Membership
from phm_core.definitions.worklist import Step, Worklist
from phm_core.governance.access import Scope
from phm_core.start import House
from tests.pages.conftest import Opened, said

TEAM = {"role": "clinician", "purpose": "direct_care", "org": "pcn:DU0001"}
FINDER = "uncontrolled_hypertension"
WHY = "Weekly meeting of the PCN"
NUMBER = count(1)


@pytest.fixture
def made(house: House) -> str:
    """The id of a list of its own for each test."""
    worklist = Worklist(
        name=f"Hearts {next(NUMBER)}",
        area=TEAM["org"],
        finder=FINDER,
        team=("Dr Shah", "Pharmacist"),
    )
    return house.gateway.working.save(worklist, scope(house)).id


def scope(house: House) -> Scope:
    return house.scope("clinician", "direct_care", [Area.parse(TEAM["org"])])


def opened(open_page: Opened, identity: str, **choices: str):
    page = open_page("worklists", list=identity, **TEAM, **choices)
    page.text_input(key="work-why").input(WHY).run()
    assert not page.exception
    return page


def test_nobody_is_listed_before_a_reason_is_given(open_page: Opened, made: str):
    page = open_page("worklists", list=made, **TEAM)
    assert "Nobody is listed yet." in said(page)
    assert not page.dataframe
    page = opened(open_page, made)
    assert [one.label for one in page.metric] == [
        "Cannot wait", "Waiting", "Set aside", "Closed by the record",
    ]  # fmt: skip
    assert "nobody yet" in page.dataframe[0].value.to_string()


def test_a_list_is_made_from_a_finder_and_opens(open_page: Opened):
    page = open_page("worklists", list="new", made_of=f"finder:{FINDER}", **TEAM)
    assert page.text_input(key=f"worklist-name-finder:{FINDER}").value.startswith(
        "Hypertension above"
    )
    page.text_input(key=f"worklist-name-finder:{FINDER}").input("Pressure, made here")
    page.number_input(key=f"worklist-a_month-finder:{FINDER}").set_value(25)
    next(b for b in page.button if b.label == "Make the list").click()
    page.run()
    assert not page.exception
    page.text_input(key="work-why").input(WHY).run()
    assert page.metric
    assert "the next 25 whose turn it is" in said(page)


def test_a_team_without_anybody_is_refused_in_words(open_page: Opened):
    page = open_page("worklists", list="new", made_of=f"finder:{FINDER}", **TEAM)
    page.text_area(key=f"worklist-team-finder:{FINDER}").input("  ")
    next(b for b in page.button if b.label == "Make the list").click()
    page.run()
    assert "Who is in the team" in said(page)


def test_what_is_typed_for_one_list_is_never_saved_for_another(
    open_page: Opened, made: str, house: House
):
    other = house.gateway.working.save(
        Worklist(name="Other", area=TEAM["org"], finder=FINDER, team=("Dr Roe",)),
        scope(house),
    )
    page = opened(open_page, made, show="change")
    assert page.text_input(key=f"worklist-name-{made}-1").value.startswith("Hearts")
    page.selectbox(key="_shown_list").set_value(other.id).run()
    assert page.text_input(key=f"worklist-name-{other.id}-1").value == "Other"
    assert page.text_area(key=f"worklist-team-{other.id}-1").value == "Dr Roe"


def test_a_list_that_a_colleague_makes_does_not_take_the_place_of_ours(
    open_page: Opened, made: str, house: House
):
    page = open_page("worklists", **TEAM)
    newer = house.gateway.working.save(
        Worklist(name="Newer", area=TEAM["org"], finder=FINDER, team=("Dr Roe",)),
        scope(house),
    )
    page.text_input(key="work-why").input(WHY).run()
    assert page.selectbox(key="_shown_list").value == made
    page = open_page("worklists", **TEAM)
    assert page.selectbox(key="_shown_list").value == newer.id


def test_a_list_that_was_closed_is_not_the_first_to_be_opened(
    open_page: Opened, made: str, house: House
):
    own, working = scope(house), house.gateway.working
    done = working.save(
        Worklist(name="Done", area=TEAM["org"], finder=FINDER, team=("Dr Roe",)), own
    )
    closed = done.worklist.model_copy(update={"closed": True})
    working.save(closed, own, done)
    page = open_page("worklists", **TEAM)
    assert page.selectbox(key="_shown_list").value == made
    assert "Done (closed)" in page.selectbox(key="_shown_list").options


def test_who_is_chosen_stays_chosen_only_where_nobody_was_moved(
    open_page: Opened, made: str, house: House
):
    own, working = scope(house), house.gateway.working
    page = opened(open_page, made)
    first = page.dataframe[-1].value
    one = working.open(made, own, WHY)
    waiting = first["Pseudonym"].tolist()[0]
    before = page.dataframe[-1].proto.id
    page.run()
    assert page.dataframe[-1].proto.id == before
    working.take(
        one,
        own,
        Step("snoozed", reason="away", until=soon(house)),
        {waiting: 0},
    )
    page.run()
    assert waiting not in page.dataframe[-1].value["Pseudonym"].tolist()
    assert page.dataframe[-1].proto.id != before


def test_people_are_chosen_without_the_mouse_and_saved(
    open_page: Opened, made: str, house: House
):
    page = opened(open_page, made)
    by_name = page.multiselect[-1]
    who = page.dataframe[-1].value["Pseudonym"].tolist()[1]
    assert by_name.options[1].startswith(f"{who}, ")
    by_name.set_value([who]).run()
    page.selectbox(key="work-owner-list").set_value("Pharmacist").run()
    page.button(key="work-save-list").click().run()
    own, working = scope(house), house.gateway.working
    assert working.open(made, own, WHY).steps[who].owner == "Pharmacist"
    assert page.multiselect[-1].value == []


def test_a_page_that_is_no_more_is_the_last_one(
    open_page: Opened, made: str, monkeypatch: pytest.MonkeyPatch
):
    people = importlib.import_module("pages.ui.working.people")
    monkeypatch.setattr(people, "PAGE", 2)
    page = opened(open_page, made)
    turn = page.number_input(key=f"work-page-{made}-list")
    last = int(turn.max)
    assert last > 1
    turn.set_value(last).run()
    monkeypatch.setattr(people, "PAGE", 10_000)
    page.run()
    assert "page 1 of 1" in said(page)


def test_names_that_look_like_markup_are_words(house: House):
    own, working = scope(house), house.gateway.working
    odd = "[GP](http://elsewhere.example)"
    saved = working.save(
        Worklist(name="Odd", area=TEAM["org"], finder=FINDER, team=(odd,)), own
    )
    assert show.written(odd) == r"\[GP\](http\://elsewhere.example)"
    assert saved.worklist.team == (odd,)


def test_how_far_a_month_goes_is_said_in_weeks(open_page: Opened, made: str):
    page = opened(open_page, made, show="capacity")
    assert "a month the list takes" in said(page)
    page.number_input(key=f"fit-{made}").set_value(1).run()
    assert "At 1 a month" in said(page)
    assert "Each fifth of deprivation in proportion" in page.table[0].value.columns


def test_the_first_time_nothing_is_compared_and_that_is_said(
    open_page: Opened, made: str
):
    page = opened(open_page, made, show="since")
    assert "first time that the list is opened" in said(page)


def test_who_may_be_missed_is_told_by_group(open_page: Opened, made: str):
    page = opened(open_page, made, show="missed")
    assert "Not known" in page.table[0].value.columns
    assert "Ethnic group" in set(page.table[0].value["By"])


def test_what_was_done_is_shown_and_undone(open_page: Opened, made: str, house: House):
    own, working = scope(house), house.gateway.working
    one = working.open(made, own, WHY)
    who = one.visit.people[-1]
    working.take(one, own, Step("booked", owner="Dr Shah"), {who: 0})
    page = opened(open_page, made, whom="mine", whose="Dr Shah")
    assert "Booked" in page.dataframe[-1].value.to_string()
    page.button(key="work-undo").click().run()
    assert "Undone." in "".join(one.value for one in page.success)
    assert working.again(one, own).steps[who].step == "to_do"


def test_the_capacity_and_the_order_are_changed_and_balance_needs_a_decision(
    open_page: Opened, made: str
):
    page = opened(open_page, made, show="change")
    page.selectbox(key=f"worklist-order-{made}-1").set_value("balanced")
    next(b for b in page.button if b.label == "Save the change").click()
    page.run()
    assert "decision of the team" in said(page)


def test_a_withdrawn_definition_is_said_and_nothing_is_lost(
    open_page: Opened, made: str, house: House, monkeypatch: pytest.MonkeyPatch
):
    own, working = scope(house), house.gateway.working
    one = working.open(made, own, WHY)
    who = one.visit.people[-1]
    working.take(one, own, Step("booked", owner="Dr Shah"), {who: 0})
    monkeypatch.setattr(
        "phm_core.catalogue.schema.casefinder.CaseFinder.runs",
        lambda self, **_: self.id != FINDER,
    )
    page = open_page("worklists", list=made, **TEAM)
    page.text_input(key="work-why").input(WHY).run()
    assert not page.exception
    assert "runs when a clinician has reviewed it" in said(page)
    assert not page.dataframe
    assert working.again(one, own).steps[who].step == "booked"


@pytest.mark.parametrize(
    "who",
    [
        {"role": "place_team", "org": "place:DEM"},
        {"role": "public_health"},
        {"role": "public"},
        {"role": "analyst"},
        {"role": "clinician", "purpose": "planning", "org": "pcn:DU0001"},
    ],
)
def test_nobody_else_has_the_page_cold_link_or_not(
    open_page: Opened, made: str, who: dict[str, str]
):
    page = open_page("worklists", list=made, **who)
    assert not page.dataframe
    assert not page.metric
    assert "Hearts" not in said(page)


def test_a_list_of_another_team_is_as_one_that_is_not_there(
    open_page: Opened, made: str
):
    other = {**TEAM, "org": "pcn:DU0002"}
    foreign = open_page("worklists", list=made, **other)
    absent = open_page("worklists", list="not_a_list", **other)
    assert "Hearts" not in said(foreign)
    assert said(foreign).replace(made, "X") == said(absent).replace("not_a_list", "X")


def test_a_tile_leads_to_a_list_of_its_gap_for_a_team_alone(open_page: Opened):
    held = ("closer-diabetes-diabetes_all_eight_checks",)
    for who, links in ((TEAM, 1), ({"org": "pcn:DU0001", "role": "clinician"}, 0)):
        page = open_page("themes", theme="diabetes", held=held, **who)
        labels = [one.proto.label for one in page.get("page_link")]
        assert "Map" in labels
        assert labels.count("Make a worklist") == links


def test_a_gap_in_care_becomes_a_list(open_page: Opened, house: House):
    key = "gap:diabetes_all_eight_checks"
    page = open_page("worklists", list="new", made_of=key, **TEAM)
    next(b for b in page.button if b.label == "Make the list").click()
    page.run()
    page.text_input(key="work-why").input(WHY).run()
    assert not page.exception
    found = house.gateway.ask(
        Membership(of=house.catalogue.indicators[key[4:]].gap_definition),
        scope(house),
        reason=WHY,
    )
    waiting = next(one for one in page.metric if one.label == "Waiting")
    assert waiting.value == f"{found.facts['listed']:,}"


def test_a_list_says_how_old_each_source_is(open_page: Opened, made: str):
    page = opened(open_page, made)
    box = next(one for one in page.expander if one.label == "How old is each source?")
    words = "".join(one.value for one in box.markdown)
    assert "Synthetic GP record: up to 31 October 2026 (" in words
    assert "ago)" in words


def test_of_one_person_who_is_chosen_every_step_is_told(
    open_page: Opened, made: str, house: House
):
    own, working = scope(house), house.gateway.working
    one = working.open(made, own, WHY)
    page = opened(open_page, made)
    who = page.multiselect[-1].options[0].partition(",")[0]
    working.take(one, own, Step("booked", owner="Dr Shah"), {who: 0})
    working.take(
        working.again(one, own), own, Step("seen", until=soon(house)), {who: 1}
    )
    page = opened(open_page, made, whom="aside")
    assert "Seen, record awaited" in page.dataframe[-1].value.to_string()
    page.multiselect[-1].set_value([who]).run()
    told = page.table[0].value
    assert list(told["Stands at"]) == ["Seen, record awaited", "Booked"]
    assert set(told["With"]) == {"Dr Shah"}
    assert set(told["By"]) == {"visitor"}


def soon(house: House) -> date:
    return house.audit.now.date() + timedelta(days=7)
