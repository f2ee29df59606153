"""Own counts, signatures and steps are added, never changed; the newest stands."""

from dataclasses import replace
from datetime import date

import pytest

from phm_core.store.joining import Joining, Step
from phm_core.store.practice_counts import PracticeCounts
from phm_core.store.sign_offs import Signature, SignOffs

ON = date(2026, 10, 31)
SIGNED = Signature(
    practice="A1",
    decision="signed",
    by="ada",
    role="practice_manager",
    snapshot="0123456789abcdef",
    as_at=ON,
    real=True,
    rules={"diabetes": "abc"},
    counts={"diabetes": 512, "registered_list": 9_000},
)


def test_the_newest_count_of_each_register_stands(database, clock) -> None:
    counts = PracticeCounts(database, clock)
    counts.give("A1", {"diabetes": 500, "asthma": 300}, date(2026, 9, 1), "ada")
    counts.give("A1", {"diabetes": 512}, ON, "bo")
    counts.give("B2", {"diabetes": 7}, ON, "bo")
    found = counts.newest()
    assert {key: one.people for key, one in found["A1"].items()} == {
        "diabetes": 512,
        "asthma": 300,
    }
    assert (found["A1"]["diabetes"].by, found["A1"]["diabetes"].on) == ("bo", ON)
    assert found["B2"]["diabetes"].people == 7


def test_a_signature_comes_back_as_it_was_kept(database, clock, audit) -> None:
    signs = SignOffs(database, clock, audit)
    signs.keep(SIGNED, "direct_care", "scope")
    [kept] = signs.history("A1")
    assert kept.signature == SIGNED
    assert kept.stands
    assert signs.newest(real=True)["A1"].signature == SIGNED
    assert signs.newest(real=False) == {}


def test_what_is_withdrawn_does_not_stand_and_stays(database, clock, audit) -> None:
    signs = SignOffs(database, clock, audit)
    signs.keep(SIGNED, "direct_care", "scope")
    signs.keep(replace(SIGNED, practice="B2"), "direct_care", "scope")
    signs.keep(replace(SIGNED, decision="withdrawn"), "direct_care", "scope")
    newest = signs.newest(real=True)
    assert {code: one.stands for code, one in newest.items()} == {
        "A1": False,
        "B2": True,
    }
    assert len(signs.history("A1")) == 2


def test_an_act_that_the_audit_does_not_take_is_not_kept(database, clock, audit):
    class Down:
        def intend(self, entry):
            del entry
            raise OSError("the disk is full")

    signs, joining = (kind(database, clock, Down()) for kind in (SignOffs, Joining))
    step = Step(
        "practice", "A1", "Surgery", "agreement", ON, reached=True, made_up=False
    )
    with pytest.raises(OSError, match="disk is full"):
        signs.keep(SIGNED, "direct_care", "scope")
    with pytest.raises(OSError, match="disk is full"):
        joining.write(step, "ada", "administrator")
    assert signs.history("A1") == []
    assert joining.history(made_up=False) == []
    assert audit.verify().rows == 0


def test_steps_come_back_in_their_order_by_kind_of_data(database, clock, audit) -> None:
    joining = Joining(database, clock, audit)
    steps = [
        Step("practice", "A1", "Surgery", "agreement", ON, reached=True, made_up=False),
        Step("provider", "RAJ", "Hospital", "extract", ON, reached=True, made_up=False),
        Step(
            "practice", "A1", "Surgery", "agreement", ON, reached=False, made_up=False
        ),
    ]
    for step in steps:
        joining.write(step, "ada", "administrator")
    joining.write(replace(steps[0], made_up=True), "visitor", "administrator")
    assert [one.step for one in joining.history(made_up=False)] == steps
    assert len(joining.history(made_up=True)) == 1
    assert audit.verify().whole
