"""Roles are given and taken back; sessions end by time, by sign-out, and for good."""

from datetime import UTC, date, datetime, timedelta

import pytest

from phm_core.area import Area, Level
from phm_core.errors import RefusedInput
from phm_core.store.access import AccessList, Grant
from phm_core.store.audit import Audit
from phm_core.store.sessions import Limits, Sessions

PCN = Area(Level.PCN, "U1")
ANA = Grant("a-1", "Ana", "clinician", (PCN,))

KEY = bytes(32)


class Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **how: int) -> None:
        self.now += timedelta(**how)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def audit(database, time, anchor) -> Audit:
    return Audit(database, KEY, time, anchor)


@pytest.fixture
def access(database, time, audit) -> AccessList:
    return AccessList(database, time, audit)


@pytest.fixture
def sessions(database, time) -> Sessions:
    limits = Limits(idle=timedelta(minutes=15), absolute=timedelta(hours=8))
    return Sessions(database, time, limits)


def test_a_role_is_held_until_it_is_taken_back(access):
    access.give(ANA, "root")
    [held] = access.of("a-1")
    assert (held.grant, held.given_by) == (ANA, "root")
    assert access.of("a-2") == []
    access.take_back(held.id, "root")
    assert access.of("a-1") == []
    [kept] = access.every()
    assert kept.taken_back_by == "root"
    with pytest.raises(RefusedInput, match="no grant 1 to take back"):
        access.take_back(held.id, "root")


def test_giving_and_taking_back_are_written_down_first(access, audit):
    access.give(ANA, "root")
    with pytest.raises(RefusedInput):
        access.take_back(9, "root")
    told = [
        (row["actor"], row["action"], row["object"], row["outcome"])
        for row in audit.rows()
    ]
    assert told == [
        ("root", "give_role", "clinician to a-1", "intended"),
        ("root", "give_role", "clinician to a-1", "done"),
        ("root", "take_back_role", "grant 9", "intended"),
        ("root", "take_back_role", "grant 9", "failed"),
    ]


def test_a_role_ends_after_its_last_day(access, time):
    access.give(Grant("a-1", "Ana", "analyst", until=date(2026, 11, 2)), "root")
    time.pass_by(days=1)
    assert access.of("a-1")
    time.pass_by(days=1)
    assert access.of("a-1") == []


@pytest.mark.parametrize(
    ("grant", "says"),
    [
        (Grant(" ", "Ana", "analyst"), "Say who"),
        (Grant("a-1", "", "analyst", until=date(2026, 10, 1)), "last day has passed"),
        (ANA, "has this role there already"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(access, grant, says):
    access.give(ANA, "root")
    with pytest.raises(RefusedInput, match=says):
        access.give(grant, "root")


def test_a_session_ends_when_it_is_not_used(sessions, time):
    assert sessions.use("l", "a-1") == ""
    for _ in range(3):
        time.pass_by(minutes=14)
        assert sessions.use("l", "a-1") == ""
    time.pass_by(minutes=16)
    assert sessions.use("l", "a-1") == "it was not used for 15 minutes"


def test_a_session_ends_after_some_hours_however_much_it_is_used(sessions, time):
    for _ in range(48):
        assert sessions.use("l", "a-1") == ""
        time.pass_by(minutes=10)
    time.pass_by(minutes=1)
    assert sessions.use("l", "a-1") == "it was open for 8 hours"


def test_a_session_that_ended_never_begins_again(sessions, time):
    sessions.use("l", "a-1")
    sessions.end("l")
    assert sessions.use("l", "a-1") == "you signed out"
    time.pass_by(minutes=5)
    sessions.end("l")
    assert sessions.use("l", "a-1") == "you signed out"
    assert sessions.use("another", "a-1") == ""


def test_a_session_is_of_one_person(sessions):
    sessions.use("l", "a-1")
    assert sessions.use("l", "a-2") == "it belongs to somebody else"
    assert sessions.use("l", "a-1") == ""
