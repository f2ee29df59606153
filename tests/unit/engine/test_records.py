"""One record: what is held and open, what is asked for, and no day after the data."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.questions import Question
from phm_core.definitions.rows_of_people import Record
from phm_core.engine.answers.records import Event
from phm_core.engine.one_record import SHAPES, latest_of
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.errors import NotPermitted
from phm_core.governance.door import DOOR
from phm_core.period import months_before
from phm_core.settings import Settings
from phm_core.start import House, open_house

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.fixture(scope="module")
def who(house: House) -> str:
    """Somebody with much in the record."""
    names = house.gateway._ground.engine.index.columns.array("pseudonym")
    sample = [str(name) for name in names.to_pylist()[:60]]
    held: dict[str, int] = {}
    for one in sample:
        # Some are gone, dead or never listed.
        with suppress(NotPermitted):
            held[one] = len(answer(house, Record(one, 1_200)).events)
    return max(held, key=lambda one: held[one])


def answer(house: House, question: Question, within: Rows = EVERYONE):
    return house.gateway._ground.engine.answer(question, within).open(DOOR)


def test_every_table_that_is_told_has_a_shape_and_its_columns_exist() -> None:
    assert set(SHAPES) == set(Record.tables)
    for table, shape in SHAPES.items():
        named = {shape.id, shape.date, shape.until, shape.value, shape.detail} - {""}
        assert named <= set(CATALOGUE.datasets[table].names)


def test_events_are_in_order_up_to_the_day_and_no_further_back(
    house: House, who: str
) -> None:
    day = house.snapshot.as_at
    whole = answer(house, Record(who, 1_200)).events
    dates = [one.date or date.min for one in whole]
    assert dates == sorted(dates)
    assert dates[-1] <= day
    first = months_before(day, 12)
    late = answer(house, Record(who, 12)).events
    kept = [one for one in whole if one.table == "condition" or one.date > first]
    assert list(late) == kept
    assert len(late) < len(whole)
    assert answer(house, Record(who, 0)).events == ()


def test_a_table_that_is_closed_is_named_and_nothing_of_it_told(
    house: House, who: str
) -> None:
    granted = Rows(datasets=frozenset({"person", "condition"}))
    told = answer(house, Record(who, 1_200), granted)
    assert {one.table for one in told.events} <= {"condition"}
    assert set(told.without) == set(Record.tables) - {"condition"}
    # What reads a closed table says nothing of them.
    everything = answer(house, Record(who, 1_200))
    assert len(told.verdicts) <= len(everything.verdicts)


def test_the_newest_value_is_shown_the_usual_one_of_its_day() -> None:
    day, before = date(2026, 6, 1), date(2026, 5, 1)
    events = [
        Event("measurement", "systolic_bp", before, value=190.0),
        Event("measurement", "systolic_bp", day, value=150.0),
        Event("measurement", "systolic_bp", day, value=140.0),
        Event("measurement", "systolic_bp", date(2026, 6, 2), value=None),
    ]
    found = latest_of(events, "measurement", "systolic_bp", CATALOGUE)
    lowest = CATALOGUE.measurements["systolic_bp"].same_day == "lowest"
    assert (found.value, found.day) == (140.0 if lowest else 150.0, day)
    assert latest_of(events, "measurement", "hba1c", CATALOGUE).day is None
