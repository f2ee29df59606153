"""Steps on a worklist: none is lost, two people at once are told, an act is undone."""

from datetime import date

import pytest

from phm_core.definitions.worklist import Cited, Step, Worklist
from phm_core.errors import RefusedInput
from phm_core.store.visits import Visit, Visits
from phm_core.store.work import Overtaken, Work
from phm_core.store.worklists import Worklists

LIST, SNAPSHOT = "blood_pressure", "0123456789abcdef"
CITED = Cited("condition", "diabetes", "2026-11-12", "dm_cod", "local")


@pytest.fixture
def work(database, clock) -> Work:
    return Work(database, clock)


@pytest.fixture
def lists(database, clock) -> Worklists:
    return Worklists(database, clock)


def step(what: str = "contacted", seen: int = 0, **more) -> Step:
    return Step(what, revision=seen, **more)


def worklist(name: str = "Blood pressure", area: str = "pcn:DU0001") -> Worklist:
    return Worklist(
        name=name, area=area, finder="undiagnosed_hypertension", team=("GP",)
    )


def test_a_step_is_kept_with_everything_that_it_says(work):
    said = step("snoozed", owner="GP", reason="away", until=date(2026, 12, 1))
    act = work.record(LIST, "snoozed", "ann", SNAPSHOT, {"p1": said})
    found = work.now(LIST)["p1"]
    assert (found.step, found.owner, found.reason) == ("snoozed", "GP", "away")
    assert (found.until, found.revision, found.act) == (date(2026, 12, 1), 1, act)
    cited = step("done", seen=1, cited=CITED)
    work.record(LIST, "record", "the record", SNAPSHOT, {"p1": cited})
    assert work.now(LIST)["p1"].cited == CITED
    assert work.now("another") == {}


def test_the_second_of_two_who_write_at_once_is_told_and_nothing_is_lost(work):
    work.record(LIST, "contacted", "ann", SNAPSHOT, {"p1": step()})
    with pytest.raises(Overtaken, match="changed by a colleague meanwhile"):
        work.record(
            LIST, "booked", "bob", SNAPSHOT, {"p1": step("booked"), "p2": step()}
        )
    now = work.now(LIST)
    assert now["p1"].step == "contacted"
    # Together or not at all: the other person was not changed either.
    assert "p2" not in now


def test_an_act_on_several_people_is_undone_as_one(work):
    work.record(LIST, "contacted", "ann", SNAPSHOT, {"p1": step()})
    both = {"p1": step("booked", seen=1), "p2": step("booked")}
    act = work.record(LIST, "booked", "ann", SNAPSHOT, both)
    work.undo(LIST, act, "ann", SNAPSHOT)
    now = work.now(LIST)
    assert (now["p1"].step, now["p2"].step) == ("contacted", "to_do")
    assert (now["p1"].revision, now["p2"].revision) == (3, 2)
    with pytest.raises(RefusedInput, match="undone already"):
        work.undo(LIST, act, "ann", SNAPSHOT)
    newest, before, _ = work.acts(LIST)
    assert (newest.what, newest.undoes, newest.people) == ("undo", act, 2)
    assert before.id == act


def test_what_a_colleague_did_since_is_not_undone(work):
    act = work.record(LIST, "contacted", "ann", SNAPSHOT, {"p1": step()})
    work.record(LIST, "booked", "bob", SNAPSHOT, {"p1": step("booked", seen=1)})
    with pytest.raises(Overtaken):
        work.undo(LIST, act, "ann", SNAPSHOT)
    assert work.now(LIST)["p1"].step == "booked"


def test_an_act_of_another_list_is_not_undone(work):
    act = work.record(LIST, "contacted", "ann", SNAPSHOT, {"p1": step()})
    with pytest.raises(RefusedInput, match="not there"):
        work.undo("another", act, "ann", SNAPSHOT)


def test_the_history_of_one_person_says_who_did_what(work):
    work.record(LIST, "contacted", "ann", SNAPSHOT, {"p1": step()})
    work.record(LIST, "booked", "bob", SNAPSHOT, {"p1": step("booked", seen=1)})
    told = [(one.step, act.by) for one, act in work.history(LIST, "p1")]
    assert told == [("booked", "bob"), ("contacted", "ann")]


def visit(clock, number: int, **changed) -> Visit:
    given = {
        "number": number,
        "snapshot": SNAPSHOT,
        "content": "rules",
        "as_at": date(2026, 10, 31),
        "opened_at": clock(),
        "definition": "{}",
        "people": ("p1", "p2"),
        "urgent": ("p2",),
    }
    return Visit(**(given | changed))


def test_a_visit_is_noted_once_with_what_the_record_said(database, clock, work):
    visits = Visits(database, work)
    first = visit(clock, 1)
    visits.note(LIST, first, {})
    second = visit(clock, 2, people=("p2",), urgent=())
    visits.note(LIST, second, {"p1": step("done", cited=CITED)})
    # Somebody else opens it at the same moment, and says the same.
    visits.note(LIST, second, {"p1": step("done", cited=CITED)})
    assert visits.last(LIST) == [second, first]
    assert work.now(LIST)["p1"].revision == 1
    [act] = work.acts(LIST)
    assert act.by == "the record"


def test_a_visit_stands_back_for_a_step_that_was_taken_meanwhile(database, clock, work):
    visits = Visits(database, work)
    work.record(LIST, "booked", "ann", SNAPSHOT, {"p1": step("booked")})
    with pytest.raises(Overtaken):
        visits.note(LIST, visit(clock, 1), {"p1": step("done")})
    assert visits.last(LIST) == []
    assert work.now(LIST)["p1"].step == "booked"


def test_a_list_is_seen_by_its_team_alone_and_others_learn_nothing(lists):
    saved = lists.save(worklist(), "ann")
    assert lists.get(saved.id, ("pcn:DU0001",)) == saved
    with pytest.raises(RefusedInput) as foreign:
        lists.get(saved.id, ("pcn:DU0002",))
    with pytest.raises(RefusedInput) as absent:
        lists.get("no_such_list", ("pcn:DU0001",))
    assert str(foreign.value).replace(saved.id, "X") == str(absent.value).replace(
        "no_such_list", "X"
    )
    assert lists.of(("pcn:DU0002",)) == []


def test_two_lists_of_one_name_have_an_id_each_and_a_change_is_not_lost(lists):
    one, two = lists.save(worklist(), "ann"), lists.save(worklist(), "bob")
    assert one.id != two.id
    lists.save(worklist("Mine"), "ann", identity=one.id, edited=1)
    with pytest.raises(RefusedInput, match="changed by ann meanwhile"):
        lists.save(worklist("Theirs"), "bob", identity=one.id, edited=1)
    assert lists.get(one.id, ("pcn:DU0001",)).worklist.name == "Mine"


def test_a_name_with_an_nhs_number_is_refused(lists):
    with pytest.raises(RefusedInput, match="NHS number"):
        lists.save(worklist("For 999 000 0018"), "ann")
