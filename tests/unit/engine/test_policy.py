"""Whom a question may count, and what is kept for the next one."""

from pathlib import Path

import pytest

from phm_core.definitions.questions import HowMany
from phm_core.definitions.rows_of_people import People
from phm_core.engine.policy import Rows
from phm_core.errors import NotPermitted
from tests.snapshots import AS_AT, drawn
from tests.unit.engine.small_engine import Small, define, small

WOMEN = define({"sex": {"is": "female"}})
ANYBODY = define({"no_record_of": {"medication": {"of": "insulin"}}})
TESTED = define({"measurement": {"of": "hba1c", "which": "any", "at_least": 50}})


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


def test_row_policy_keeps_people_out_of_every_number(here: Small):
    policy = Rows(practices=frozenset(["P1"]), lsoas=frozenset(["L1", "L2"]))
    inside = {
        person["person_id"]
        for person in here.people()
        if person["practice_code"] == "P1" and person["lsoa21"] in ("L1", "L2")
    }
    answer = here.ask(HowMany(WOMEN), policy)
    assert answer.population == len(inside)
    assert answer.people == len(inside & here.true_for(WOMEN))


def test_people_who_opted_out_are_in_no_number(here: Small):
    policy = Rows(opt_out_kinds=frozenset(["type_1"]))
    out = {
        row["person_id"]
        for row in here.world.table("opt_out")
        if row["kind"] == "type_1"
        and row["recorded_on"] <= AS_AT
        and (row["withdrawn_on"] is None or row["withdrawn_on"] > AS_AT)
    }
    answer = here.ask(HowMany(WOMEN), policy)
    ids = {person["person_id"] for person in here.people()}
    assert answer.population == len(ids - out) < len(ids)
    assert answer.people == len(here.true_for(WOMEN) - out)


def test_an_opt_out_holds_from_its_day_until_the_day_it_is_withdrawn(tmp_path: Path):
    opted = drawn("""
        person_id | kind   | recorded_on | withdrawn_on
        0         | type_1 | 2026-07-01  |
        1         | type_1 | 2026-07-02  |
        2         | type_1 | 2020-01-01  | 2026-07-01
        3         | type_1 | 2020-01-01  | 2026-07-02
        4         | other  | 2020-01-01  |
    """)
    people = [{"person_id": i, "registered_on": "2000-01-01"} for i in range(5)]
    clear = small(tmp_path, person=people, opt_out=opted)
    answer = clear.ask(People(ANYBODY), Rows(opt_out_kinds=frozenset(["type_1"])))
    assert answer.total == 3
    assert {1, 2, 4} >= set(answer.columns["person_id"].tolist())


def test_without_a_list_of_opt_outs_a_purpose_that_needs_it_is_closed(tmp_path: Path):
    real = small(tmp_path, synthetic=False, opt_out=None)
    with pytest.raises(NotPermitted, match="no list of opt-outs"):
        real.ask(HowMany(WOMEN), Rows(opt_out_kinds=frozenset(["type_1"])))
    assert real.ask(HowMany(WOMEN)).population > 0


def test_the_answers_on_disk_are_used_by_the_next_engine(here: Small):
    again = small(here.snapshot.path.parent)
    asked = here.ask(HowMany(TESTED))
    assert again.snapshot.id == here.snapshot.id
    assert list((here.snapshot.path.parent / "cache").glob("*/slots-*.bin"))
    assert again.ask(HowMany(TESTED)).people == asked.people
