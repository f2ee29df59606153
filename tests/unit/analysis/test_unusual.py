"""What is unusual among acts is found, and ordinary work is not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from phm_core.analysis.transparency import band, never_used, used
from phm_core.analysis.unusual import USUAL, unusual
from phm_core.catalogue.load import load_catalogue
from phm_core.charts.auditing import of_acts, of_findings
from phm_core.store.acts import Act, acts
from phm_core.store.audit import Use

NOON = datetime(2026, 10, 27, 12, tzinfo=UTC)  # a Tuesday
ACT = Act(
    seq=1,
    at=NOON,
    actor="ana",
    role="analyst",
    purpose="planning",
    action="HowMany",
    about="Adults",
    outcome="released",
    released=1,
    reason="",
    datasets=("person",),
    rules=frozenset(),
)


def many(count: int, every: timedelta = timedelta(seconds=20), **more) -> list[Act]:
    return [replace(ACT, seq=n, at=NOON + n * every, **more) for n in range(count)]


def kinds(found) -> set[tuple[str, str]]:
    return {(one.actor, one.kind) for one in found}


def test_an_ordinary_day_has_nothing_to_look_at():
    assert unusual(many(60)) == []
    assert unusual([]) == []


def test_asking_unusually_much_is_found_beside_the_others():
    busy = many(USUAL.acts + 1, actor="bo")
    assert kinds(unusual([*many(20), *busy])) == {("bo", "much")}
    # Where everybody is busy, the same is usual.
    all_busy = [act for who in "abc" for act in many(USUAL.acts + 1, actor=who)]
    assert unusual(all_busy) == []


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 10, 27, 3, tzinfo=UTC),
        datetime(2026, 10, 31, 12, tzinfo=UTC),  # a Saturday
        datetime(2026, 7, 1, 19, 30, tzinfo=UTC),  # half past eight in summer time
    ],
)
def test_unusual_hours_are_those_of_the_clock_on_the_wall(at):
    late = [replace(ACT, seq=n, at=at) for n in range(USUAL.outside + 1)]
    assert kinds(unusual(late)) == {("ana", "hours")}
    assert unusual(late[:-1]) == []


def test_half_past_seven_in_winter_is_within_hours():
    early = [
        replace(ACT, seq=n, at=datetime(2026, 12, 1, 7, 30, tzinfo=UTC))
        for n in range(50)
    ]
    assert unusual(early) == []


def test_repeated_refusals_are_found():
    refused = many(USUAL.refusals + 1, outcome="refused")
    [found] = unusual(refused)
    assert (found.kind, found.count, found.limit, found.day) == (
        "refused",
        4,
        3,
        date(2026, 10, 27),
    )


def test_a_tracker_that_changes_one_rule_at_a_time_is_found():
    walk = [
        replace(act, rules=frozenset({"adults", f"rule{act.seq}"}))
        for act in many(USUAL.alike + 2)
    ]
    assert kinds(unusual(walk)) == {("ana", "alike")}


def test_the_same_question_again_or_another_one_is_not_a_tracker():
    same = [replace(act, rules=frozenset({"a", "b"})) for act in many(100)]
    other = [
        replace(act, rules=frozenset({f"x{act.seq}", f"y{act.seq}", f"z{act.seq}"}))
        for act in many(100)
    ]
    slowly = [
        replace(act, rules=frozenset({"a", f"rule{act.seq}"}))
        for act in many(62, every=timedelta(minutes=2))
    ]
    assert unusual(same) == unusual(other) == unusual(slowly) == []


def test_many_people_listed_are_found_by_how_many_not_by_how_often():
    lists = many(3, action="People", released=200)
    [found] = unusual(lists)
    assert (found.kind, found.count) == ("listed", 600)


def test_an_act_is_its_intent_with_its_outcome():
    rows = [
        _row(1, "intended", None, None),
        _row(2, "refused", None, None),
        _row(3, "intended", None, None),
        _row(4, "released", 1, 7),
    ]
    found = sorted(acts(rows), key=lambda act: act.seq)
    assert [(act.seq, act.outcome, act.released) for act in found] == [
        (1, "released", 7),
        (2, "refused", 0),
        (3, "unfinished", 0),
    ]


def _row(seq, outcome, intent, released):
    return {
        "seq": seq, "utc": NOON.isoformat(), "actor": "ana", "role": "analyst",
        "purpose": "planning", "action": "HowMany", "object": "x", "reason": "",
        "outcome": outcome, "intent": intent, "released": released,
        "datasets": None, "rules": None,
    }  # fmt: skip


def test_what_everybody_may_know_is_banded_and_names_nobody():
    catalogue = load_catalogue()
    found = [
        Use(("condition", "person"), "planning", "analyst", 7, NOON),
        Use(("person",), "planning", "place_team", 5, NOON + timedelta(days=1)),
    ]
    lines = used(found, catalogue)
    assert [(one.dataset, one.times, str(one.last)) for one in lines] == [
        (catalogue.datasets["condition"].title, "1 to 9", "2026-10-27"),
        (catalogue.datasets["person"].title, "10 to 99", "2026-10-28"),
    ]
    assert lines[1].roles == ("ICS analyst", "Place team")
    never = never_used(found, catalogue)
    assert catalogue.datasets["measurement"].title in never
    assert catalogue.datasets["person"].title not in never
    assert catalogue.datasets["small_area"].title not in never


@pytest.mark.parametrize(
    ("times", "words"),
    [(1, "1 to 9"), (10, "10 to 99"), (999, "100 to 999"), (1000, "1,000 or more")],
)
def test_bands_are_wide(times, words):
    assert band(times) == words


def test_the_audit_keeps_days_and_times_that_its_screen_writes_out():
    sheet = of_acts([ACT], {})
    assert {"27 October 2026, 12:00", "How many"} <= set(sheet.written()[0])
    assert sheet.plain()["When (UK time)"].to_pylist()[0].isoformat() == (
        "2026-10-27T12:00:00"
    )
    found = of_findings(unusual(many(4, action="HowMany", outcome="refused")))
    assert found.written()[0][0] == "27 October 2026"
