"""Exact figures leave when a second person has released them, and no other way."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.airlock import Airlock
from phm_core.governance.findings import NOTHING, findings
from phm_core.governance.taking_out import Mark, Taking
from phm_core.settings import Settings
from phm_core.start import House, open_house

TAKING = Taking("Depression by practice", "csv", public=False, figures=3)
TABLE = pa.table({"Practice": ["A", "B", "C"], "People": [3, 250, 40]})
WHY = "For the annual report of the board"
AGREED = "Checked with the analyst: no small counts"


@pytest.fixture
def house(demo_data: Path, tmp_path: Path) -> House:
    address = f"sqlite:///{tmp_path / 'app.db'}"
    return open_house(Settings(data_dir=demo_data, database_url=address))


@pytest.fixture
def airlock(house: House) -> Airlock:
    return house.gateway.airlock


@pytest.fixture
def analyst(house: House):
    return house.scope("analyst", "analysis")


@pytest.fixture
def governor(house: House):
    return house.scope("governance", "planning")


def make(mark: Mark) -> bytes:
    return f"# {mark.sentence}\nA,3\n".encode()


@pytest.fixture
def asked(airlock: Airlock, analyst) -> int:
    return airlock.ask(TAKING, TABLE, analyst, make, WHY)


def test_it_is_taken_out_once_somebody_else_has_released_it(
    house: House, airlock: Airlock, asked: int, analyst, governor
):
    with pytest.raises(NotPermitted):
        airlock.open(asked, analyst)
    assert b"A,3" in airlock.open(asked, governor)
    airlock.decide(asked, "released", governor, AGREED)
    assert b"A,3" in airlock.open(asked, analyst)
    (request,) = airlock.requests(analyst)
    assert (request.decision, request.decided_by) == (
        "released",
        "visitor as governance",
    )
    done = [(row["action"], row["outcome"]) for row in house.audit.rows()]
    assert done == [
        ("Ask for csv", "intended"),
        ("Ask for csv", "held"),
        ("Open airlock", "refused"),
        ("Open airlock", "intended"),
        ("Open airlock", "released"),
        ("Release export", "intended"),
        ("Release export", "released"),
        ("Open airlock", "intended"),
        ("Open airlock", "released"),
    ]


def test_what_was_refused_is_not_kept(airlock: Airlock, asked: int, analyst, governor):
    airlock.decide(asked, "refused", governor, "Three people could be known by it")
    with pytest.raises(NotPermitted):
        airlock.open(asked, analyst)
    with pytest.raises(RefusedInput, match="not kept any more"):
        airlock.open(asked, governor)


def test_a_decision_is_made_once(airlock: Airlock, asked: int, governor):
    airlock.decide(asked, "refused", governor, AGREED)
    with pytest.raises(RefusedInput, match="was refused by visitor as governance"):
        airlock.decide(asked, "released", governor, AGREED)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [("analyst", "analysis"), ("analyst", "planning"), ("place_team", "planning")],
)
def test_nobody_else_decides(house: House, airlock: Airlock, asked: int, role, purpose):
    with pytest.raises(NotPermitted):
        airlock.decide(asked, "released", house.scope(role, purpose), AGREED)
    assert airlock.store.get(asked).waits


def test_who_asked_cannot_release_even_in_a_role_that_may(
    airlock: Airlock, asked: int, governor
):
    mine = replace(airlock.store.get(asked).asked, person="visitor as governance")
    number = airlock.store.ask(mine, b"x")
    with pytest.raises(NotPermitted, match="asked for this yourself"):
        airlock.decide(number, "released", governor, AGREED)


@pytest.mark.parametrize("role", ["place_team", "care_coordinator", "public"])
def test_who_does_not_count_exactly_does_not_ask(house: House, airlock: Airlock, role):
    purpose = house.catalogue.roles[role].purposes[0]
    with pytest.raises(NotPermitted):
        airlock.ask(TAKING, TABLE, house.scope(role, purpose), make, WHY)
    assert airlock.store.all() == []


@pytest.mark.parametrize("reason", ["", "  ", "Because", " " * 40])
def test_a_reason_says_something(airlock: Airlock, analyst, reason):
    with pytest.raises(RefusedInput, match="at least 15 letters"):
        airlock.ask(TAKING, TABLE, analyst, make, reason)


def test_a_file_that_was_changed_in_the_database_does_not_leave(
    airlock: Airlock, asked: int, governor
):
    from sqlalchemy import update

    from phm_core.store.tables import AIRLOCK

    with airlock.store._engine.begin() as connection:
        connection.execute(update(AIRLOCK).values(content=b"# Everybody"))
    with pytest.raises(RefusedInput, match="altered in the database"):
        airlock.open(asked, governor)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ([3, 250, 40], "1 of 3 counts are 1 to 7. Hiding those alone would not do"),
        ([3, 4, 250, 40], "2 of 4 counts are 1 to 7."),
        ([8, 250, 0], NOTHING),
    ],
)
def test_findings_say_what_a_reader_could_learn(counts, says):
    table = pa.table({"People": counts, "Share": [0.1] * len(counts)})
    assert says in " ".join(findings(table))
