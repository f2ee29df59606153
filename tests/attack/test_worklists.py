"""Worklists: whom they hold, who may work on them, and what they never hide."""

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.finders import Capacity, FoundPeople, Membership, Moved, Reach
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.rows_of_people import Record
from phm_core.definitions.wire import to_json
from phm_core.definitions.worklist import KEPT, Step, Worklist
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.opened import Opened
from phm_core.governance.access import Scope
from phm_core.settings import Settings
from phm_core.start import House, open_house

FINDERS = load_catalogue().casefinders
WITH_FLAGS = tuple(key for key, one in FINDERS.items() if one.red_flag)
REASON = "Weekly meeting of the team"
OWN, OTHER = Area(Level.PCN, "DU0001"), Area(Level.PCN, "DU0002")
FINDER = "uncontrolled_hypertension"
EVERYBODY = 1_000_000


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


def clinician(house: House, area: Area = OWN) -> Scope:
    return house.scope("clinician", "direct_care", [area])


def made(**changed: object) -> Worklist:
    given: dict = {
        "name": "Blood pressure",
        "area": str(OWN),
        "finder": FINDER,
        "team": ("GP", "Pharmacist"),
    }
    return Worklist(**(given | changed))


def rows(house: House, question: FoundPeople) -> list[dict]:
    released = house.gateway.ask(question, clinician(house), reason=REASON)
    return released.tables["people"].to_pylist()


@pytest.mark.parametrize(
    ("role", "purpose", "areas"),
    [
        ("clinician", "planning", [OWN]),
        ("place_team", "planning", [Area(Level.PLACE, "eldenmouth")]),
        ("analyst", "planning", None),
        ("analyst", "analysis", None),
        ("public_health", "planning", [Area(Level.UPPER_TIER, "E10000999")]),
    ],
)
def test_nobody_else_has_worklists(house: House, role, purpose, areas):
    try:
        scope = house.scope(role, purpose, areas)
    except RefusedInput:
        scope = house.scope(role, purpose)
    working = house.gateway.working
    for attempt in (
        lambda: working.mine(scope),
        lambda: working.save(made(), scope),
        lambda: working.open("anything", scope, REASON),
        lambda: working.undo("anything", 1, scope),
        lambda: house.gateway.ask(Membership(FINDER), scope, reason=REASON),
    ):
        with pytest.raises((NotPermitted, RefusedInput)):
            attempt()


def test_a_list_of_another_team_is_as_if_it_were_not_there(house: House):
    working = house.gateway.working
    saved = working.save(made(), clinician(house))
    stranger = clinician(house, OTHER)
    assert working.mine(stranger) == []
    words = []
    for identity in (saved.id, "nothing_of_the_kind"):
        with pytest.raises(RefusedInput) as told:
            working.open(identity, stranger, REASON)
        words.append(str(told.value).replace(identity, "X"))
    assert words[0] == words[1]
    with pytest.raises(RefusedInput):
        working.save(made(), stranger)


def test_a_step_is_taken_for_people_of_the_list_alone(house: House):
    scope, working = clinician(house), house.gateway.working
    opened = working.open(working.save(made(), scope).id, scope, REASON)
    with pytest.raises(RefusedInput, match="person of this list"):
        working.take(opened, scope, Step("contacted"), {"f" * 16: 0})
    with pytest.raises(RefusedInput, match="at least one person"):
        working.take(opened, scope, Step("contacted"), {})
    who = opened.visit.people[0]
    act = working.take(opened, scope, Step("contacted", owner="GP"), {who: 0})
    again = working.open(opened.saved.id, scope, REASON)
    assert (again.steps[who].step, again.steps[who].owner) == ("contacted", "GP")
    working.undo(opened.saved.id, act, scope)
    assert working.open(opened.saved.id, scope, REASON).steps[who].step == "to_do"


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step("done"), "A team cannot set 'done'"),
        (Step("contcted"), "Did you mean 'contacted'"),
        (Step("snoozed"), "needs a reason"),
        (Step("snoozed", reason="because I know him"), "needs a reason"),
        (Step("snoozed", reason="away"), "needs a last day"),
        (Step("contacted", owner="Somebody"), "not of the team"),
    ],
)
def test_a_step_that_says_too_little_or_too_much_is_refused(house, step, words):
    scope, working = clinician(house), house.gateway.working
    opened = working.open(working.save(made(), scope).id, scope, REASON)
    with pytest.raises(RefusedInput, match=words):
        working.take(opened, scope, step, {opened.visit.people[0]: 0})
    assert working.open(opened.saved.id, scope, REASON).steps == {}


@pytest.mark.parametrize("days", [-1, 0, 184, 100_000])
def test_nobody_is_snoozed_into_the_past_or_for_ever(house: House, days: int):
    scope, working = clinician(house), house.gateway.working
    opened = working.open(working.save(made(), scope).id, scope, REASON)
    until = house.audit.now.date() + timedelta(days=days)
    step = Step("snoozed", reason="away", until=until)
    with pytest.raises(RefusedInput, match="after today and up to"):
        working.take(opened, scope, step, {opened.visit.people[0]: 0})


@pytest.mark.parametrize("finder", WITH_FLAGS)
def test_capacity_order_and_snooze_never_hide_who_cannot_wait(house: House, finder):
    for pcn in house.public.names(Level.PCN):
        scope = clinician(house, Area(Level.PCN, pcn))
        found = house.gateway.ask(Membership(finder), scope, reason=REASON)
        urgent = found.tables["urgent"].column("pseudonym").to_pylist()
        everybody = found.tables["people"].column("pseudonym").to_pylist()
        question = FoundPeople(
            finder, "red_flags", size=EVERYBODY, aside=(*urgent, *everybody)
        )
        released = house.gateway.ask(question, scope, reason=REASON)
        shown = released.tables["people"].column("pseudonym").to_pylist()
        assert sorted(shown) == sorted(urgent)
        one = Capacity(finder, a_month=1)
        facts = house.gateway.ask(one, scope, reason=REASON).facts
        assert facts["waiting"] == len(everybody)


@pytest.mark.parametrize("order", ["need", "waiting", "open_needs", "balanced"])
def test_no_order_puts_a_lower_priority_first_and_each_has_everybody(house, order):
    titles = [one.title for one in FINDERS[FINDER].priorities]
    found = rows(house, FoundPeople(FINDER, size=EVERYBODY, order=order))
    places = [titles.index(row["priority"]) for row in found]
    assert places == sorted(places)
    usual = rows(house, FoundPeople(FINDER, size=EVERYBODY))
    assert {one["pseudonym"] for one in found} == {one["pseudonym"] for one in usual}


def test_balancing_takes_each_fifth_of_deprivation_in_proportion(house: House):
    question = Capacity(FINDER, a_month=30)
    released = house.gateway.ask(question, clinician(house), reason=REASON)
    groups = [
        row
        for row in released.tables["groups"].to_pylist()
        if row["by"] == "deprivation_quintile" and row["order"] == "balanced"
    ]
    priorities = [
        row
        for row in released.tables["priorities"].to_pylist()
        if row["order"] == "balanced"
    ]
    assert sum(row["reached"] for row in groups) == 30
    # Inside a priority nobody's fifth waits for another's; between them it may.
    assert [row["reached"] for row in priorities] == sorted(
        (row["reached"] for row in priorities), reverse=True
    ) or priorities[0]["reached"] == priorities[0]["people"]


def test_to_balance_is_a_decision_that_somebody_takes(house: House):
    working, scope = house.gateway.working, clinician(house)
    with pytest.raises(RefusedInput, match="decision of the team"):
        working.save(made(order="balanced"), scope)
    why = "PCN board, 3 November: fifths in proportion"
    working.save(made(order="balanced", decided=why), scope)


@pytest.mark.parametrize("a_month", [0, -5, 10_001])
def test_a_capacity_that_nobody_has_is_refused(house: House, a_month: int):
    question = Capacity(FINDER, a_month=a_month)
    with pytest.raises(RefusedInput, match="1 to 10,000 people a month"):
        house.gateway.ask(question, clinician(house), reason=REASON)
    question = Capacity(FINDER, a_month=10_000)
    house.gateway.ask(question, clinician(house), reason=REASON)


def test_joined_less_left_is_the_difference(house: House):
    scope, as_at = clinician(house), house.snapshot.as_at
    old = as_at - timedelta(days=200)
    definition = FINDERS[FINDER].definition
    question = Membership(of=definition.model_copy(update={"as_at": old}))
    earlier = house.gateway.ask(question, scope, reason=REASON).tables["people"]
    before = tuple(earlier.column("pseudonym").to_pylist())
    moved = house.gateway.ask(
        Moved(FINDER, before=before, since=old, was=definition), scope, reason=REASON
    )
    now = rows(house, FoundPeople(FINDER, size=EVERYBODY))
    facts = moved.facts
    assert facts["now"] == len(now)
    assert facts["joined"] - facts["left"] == len(now) - len(before)
    kept = {row["pseudonym"] for row in now} & set(before)
    assert facts["left"] == len(before) - len(kept)
    whys = {row["why"] for row in moved.tables["moves"].to_pylist()}
    assert {"record"} <= whys <= {
        "record", "time", "data", "arrived", "moved_practice", "died", "withheld",
        "definition", "gone",
    }  # fmt: skip
    for row in moved.tables["moves"].to_pylist():
        if row["why"] == "record":
            assert old < row["on"] <= as_at


def test_other_words_are_told_from_what_people_did(house: House):
    adults = parse_definition("name: Adults\ncriteria: {age: {min: 18}}")
    older = parse_definition("name: Adults\ncriteria: {age: {min: 40}}")
    scope, as_at = clinician(house), house.snapshot.as_at
    found = house.gateway.ask(Membership(of=older), scope, reason=REASON)
    before = tuple(found.tables["people"].column("pseudonym").to_pylist())
    moved = house.gateway.ask(
        Moved(of=adults, before=before, since=as_at, was=older), scope, reason=REASON
    )
    whys = {(row["way"], row["why"]) for row in moved.tables["moves"].to_pylist()}
    assert whys == {("joined", "definition")}


def test_of_a_stranger_nothing_is_told(house: House):
    [file] = house.snapshot.files("person")
    people = pq.read_table(file, columns=["pseudonym", "practice_code", "died_on"])
    members = house.public.practice_members(Level.PCN)
    theirs = set(members.loc[members["code"] == OTHER.code, "practice_code"])
    # Those who died first: of a death nothing may be told either.
    theirs_all = [row for row in people.to_pylist() if row["practice_code"] in theirs]
    theirs_all.sort(key=lambda row: row["died_on"] is None)
    strangers = [row["pseudonym"] for row in theirs_all[:40]]
    assert theirs_all[0]["died_on"] is not None
    definition = FINDERS[FINDER].definition
    question = Moved(
        FINDER,
        before=(*strangers, "0" * 16),
        since=house.snapshot.as_at - timedelta(days=30),
        was=definition,
    )
    moved = house.gateway.ask(question, clinician(house), reason=REASON)
    left = [r for r in moved.tables["moves"].to_pylist() if r["way"] == "left"]
    assert len(left) == 41
    # Those of another practice, dead or alive, are as those who are not there at all,
    # but for whoever was a patient here a month ago.
    assert {row["why"] for row in left} <= {"gone", "moved_practice"}
    assert sum(row["why"] == "gone" for row in left) >= 39
    assert all(row["on"] is None for row in left)


def test_who_is_found_who_may_be_and_who_is_withheld_add_up(house: House):
    scope = clinician(house)
    reach = house.gateway.ask(Reach("undiagnosed_diabetes"), scope, reason=REASON)
    found = house.gateway.ask(Membership("undiagnosed_diabetes"), scope, reason=REASON)
    groups = reach.tables["groups"].to_pylist()
    for by in ("deprivation_quintile", "ethnicity_group", "practice"):
        own = [row for row in groups if row["by"] == by]
        listed = sum(row["listed"] for row in own)
        withheld = sum(row["withheld"] for row in own)
        assert listed - withheld == found.facts["listed"]
        assert withheld == found.facts["withheld"]
        assert all(row["listed"] + row["not_known"] <= row["eligible"] for row in own)


def test_a_list_of_a_cohort_has_its_evidence_from_its_rules(house: House):
    text = """
name: Diabetes without a recent review
criteria:
  all:
    - register: {is: diabetes}
    - none: [{process: {of: diabetes_review, within_months: 12}}]
"""
    cohort = parse_definition(text)
    scope, working = clinician(house), house.gateway.working
    wire = to_json(cohort.to_wire())
    saved = working.save(made(name="Reviews", finder="", cohort=wire), scope)
    opened = working.open(saved.id, scope, REASON)
    found = rows(house, FoundPeople(of=cohort, size=EVERYBODY))
    assert {row["pseudonym"] for row in found} == set(opened.visit.people)
    assert "process:diabetes_review:date" in found[0]
    assert "condition:diabetes:date" in found[0]


def with_urgent(house: House) -> tuple[Opened, Scope]:
    """A list on which somebody cannot wait."""
    for pcn in house.public.names(Level.PCN):
        area = Area(Level.PCN, pcn)
        scope, working = clinician(house, area), house.gateway.working
        for finder in WITH_FLAGS:
            worklist = made(finder=finder, area=str(area))
            opened = working.open(working.save(worklist, scope).id, scope, REASON)
            if opened.visit.urgent:
                return opened, scope
    raise AssertionError("nobody in the demo cannot wait")


def test_who_cannot_wait_needs_somebody_by_name(house: House):
    opened, scope = with_urgent(house)
    who, working = opened.visit.urgent[0], house.gateway.working
    with pytest.raises(RefusedInput, match="somebody by name"):
        working.take(opened, scope, Step("contacted"), {who: 0})
    working.take(opened, scope, Step("contacted", owner="GP"), {who: 0})
    # From then on they are with the GP, whatever else is said.
    again = working.again(opened, scope)
    working.take(again, scope, Step("booked"), {who: 1})
    assert working.again(opened, scope).steps[who].owner == "GP"


def test_who_arranges_care_learns_when_and_not_what(house: House):
    scope = house.scope("care_coordinator", "direct_care", [OWN])
    question = FoundPeople(FINDER, size=EVERYBODY)
    released = house.gateway.ask(question, scope, reason=REASON)
    names = released.tables["people"].column_names
    assert not any(":" in name for name in names)
    assert "open_needs" not in names
    told = set(released.tables["people"].column("priority").to_pylist())
    assert told <= {f"Within {one.see_within}" for one in FINDERS[FINDER].priorities}


def test_people_are_given_to_somebody_and_their_step_stays(house: House):
    scope, working = clinician(house), house.gateway.working
    opened = working.open(working.save(made(), scope).id, scope, REASON)
    who = opened.visit.people[0]
    working.take(opened, scope, Step("booked"), {who: 0})
    again = working.again(opened, scope)
    working.take(again, scope, Step(KEPT, owner="Pharmacist"), {who: 1})
    found = working.again(opened, scope).steps[who]
    assert (found.step, found.owner) == ("booked", "Pharmacist")
    with pytest.raises(RefusedInput, match="Choose a step, or with whom"):
        working.take(again, scope, Step(KEPT), {who: 2})


def test_what_else_is_open_is_what_the_page_of_the_person_says(house: House):
    scope = clinician(house)
    found = rows(house, FoundPeople(FINDER, size=12))
    for row in found:
        record = Record(row["pseudonym"])
        released = house.gateway.ask(record, scope, reason=REASON)
        states: dict[str, set[str]] = {}
        for one in released.tables["finders"].to_pylist():
            if one["finder"] != FINDER:
                states.setdefault(one["state"], set()).add(one["finder"])
        assert set(row["open_needs"]) == states.get("listed", set())
        assert set(row["near"]) == states.get("near", set())
    assert any(row["near"] for row in found)
    assert any(row["open_needs"] for row in found)


def test_where_nothing_else_decides_no_practice_goes_first(house: House):
    """Every score has the same day: whoever lies first on disk is not seen first."""
    scope = clinician(house, OWN)
    question = FoundPeople("af_no_anticoagulant", size=EVERYBODY)
    released = house.gateway.ask(question, scope, reason=REASON)
    found = released.tables["people"].to_pylist()
    assert len({row["score:cha2ds2_vasc:date"] for row in found}) == 1
    titles = [one.title for one in FINDERS["af_no_anticoagulant"].priorities]
    for title in titles:
        names = [row["pseudonym"] for row in found if row["priority"] == title]
        assert names == sorted(names)
    assert len(found) > len(titles)
