"""From when to when there are records: one wrong date moves nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from phm_core.definitions.delivered import Delivered
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.snapshots import write_snapshot

AS_AT = date(2026, 7, 1)
EPOCH = date(1970, 1, 1)
PEOPLE = 40
DEAD = range(30, 40)


def person(i: int) -> dict[str, object]:
    died = AS_AT - timedelta(days=200) if i in DEAD else None
    return {
        "person_id": i,
        "pseudonym": f"p{i}",
        "birth_month": date(1960, 1, 1),
        "age": 66,
        "sex": "female",
        "lsoa21": "E01000001",
        "practice_code": "A" if i < 35 else "B",
        "registered_on": date(2020, 1, 1),
        "died_on": died,
    }


def entry(i: int, day: date) -> dict[str, object]:
    return {"person_id": i, "date": day, "condition_id": "asthma", "kind": "diagnosis"}


@pytest.fixture
def house(tmp_path: Path) -> House:
    living = [entry(i, AS_AT - timedelta(days=100 + i)) for i in range(30)]
    wrong = [entry(0, date(1900, 1, 1)), entry(1, AS_AT)]
    # Seven within a month of death, two later, one of whom at the other practice.
    after = [entry(i, AS_AT - timedelta(days=200 - 30)) for i in range(30, 37)]
    after += [entry(i, AS_AT - timedelta(days=200 - 31)) for i in (31, 38)]
    organisation = [
        {
            "practice_code": code,
            "name": code,
            "pcn_code": "P",
            "pcn_name": "PCN",
            "valid_from": date(2020, 1, 1),
        }
        for code in "AB"
    ]
    snapshot = write_snapshot(
        tmp_path / "snapshot",
        {
            "person": [person(i) for i in range(PEOPLE)],
            "condition": living + wrong + after,
            "organisation": organisation,
        },
        as_at=AS_AT,
    )
    return open_house(Settings(data_dir=tmp_path / "data"), snapshot.path)


def asked(house: House, within: Rows = EVERYONE, **more):
    question = Delivered(("condition", "process"), **more)
    return house.gateway._ground.engine.answer(question, within).open(DOOR)


def test_the_ends_are_those_of_eight_people(house: House) -> None:
    [table] = asked(house).tables
    assert table.name == "condition"
    # Sorted by first day: one in 1900, then those of 129, 128, ... days before.
    assert EPOCH + timedelta(days=table.first) == AS_AT - timedelta(days=123)
    # The newest: one on the day itself, then those of 100, 102, ... days before.
    assert EPOCH + timedelta(days=table.newest) == AS_AT - timedelta(days=107)


def test_records_after_a_death_are_counted_beyond_the_days_that_are_no_surprise(
    house: House,
) -> None:
    found = asked(house)
    assert (found.died, found.after_death) == (10, 2)
    assert asked(house, days=29).after_death == 8
    assert asked(house, days=31).after_death == 0


def test_only_own_people_are_looked_at(house: House) -> None:
    found = asked(house, Rows(practices=frozenset({"A"})))
    assert (found.died, found.after_death) == (5, 1)
    nobody = asked(house, Rows(practices=frozenset()))
    assert (nobody.died, nobody.after_death) == (0, 0)
    assert [(one.first, one.newest) for one in nobody.tables] == [(None, None)]
