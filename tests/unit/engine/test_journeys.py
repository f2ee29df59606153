"""Journeys where tables are missing or closed, stopped on the way, or kept."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from phm_core.definitions.questions import Journeys
from phm_core.engine.answer import Engine
from phm_core.engine.answers.journeys import WINDOWS
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.index import PeopleIndex
from phm_core.engine.journeys import around
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.engine.public import PublicTables
from phm_core.engine.watch import Watch
from phm_core.errors import Cancelled, NotPermitted
from phm_core.governance.door import DOOR
from phm_core.period import months_before
from phm_core.settings import Settings
from tests.generative.journeys import make
from tests.snapshots import AS_AT, write_snapshot
from tests.unit.engine.small_engine import catalogue

SEED = 3
OF_ACTIVITY = ["arrival", "weekday"]


def engine_on(folder: Path, *, detail: bool = True) -> Engine:
    snapshot = make(folder, SEED, detail=detail)
    settings = Settings(data_dir=folder)
    return Engine(snapshot, catalogue(), PublicTables(snapshot), settings)


def ask(engine: Engine, within: Rows = EVERYONE, watch: Watch | None = None) -> Any:
    return engine.answer(Journeys(), within, watch).open(DOOR)


def test_without_the_detail_of_attendances_the_rest_is_told(tmp_path: Path):
    whole = ask(engine_on(tmp_path))
    found = ask(engine_on(tmp_path, detail=False))
    assert [one.id for one in found.aspects] == OF_ACTIVITY
    assert found.avoidable is None
    assert (found.contacts.events == whole.contacts.events).all()
    said = " ".join(found.missing)
    assert "'Acuity on arrival' is left out: no details of emergency" in said
    assert "could have been seen elsewhere' is left out" in said
    assert whole.missing == ()


def test_a_closed_table_is_as_if_it_were_not_there(tmp_path: Path):
    engine = engine_on(tmp_path)
    opened = frozenset({"person", "activity"})
    found = ask(engine, Rows(datasets=opened))
    assert [one.id for one in found.aspects] == OF_ACTIVITY
    assert found.avoidable is None
    with pytest.raises(NotPermitted, match="may not use contacts with services"):
        ask(engine, Rows(datasets=frozenset({"person", "emergency_care"})))


def test_a_question_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path):
    engine = engine_on(tmp_path)
    told: list[str] = []
    watch = Watch(lambda _done, _parts, sentence: told.append(sentence))
    ask(engine, watch=watch)
    assert len(told) > 20
    assert set(told) == {
        "Reading contacts with each service",
        "Counting contacts around each",
        "Reading what is recorded of each contact",
        "Adding up contacts around each",
    }
    stopped = Watch()
    stopped.cancel()
    with pytest.raises(Cancelled):
        ask(engine, watch=stopped)


def test_a_stop_half_way_leaves_nothing_half_done(tmp_path: Path):
    engine = engine_on(tmp_path)

    def stop(done: int, parts: int, sentence: str) -> None:
        del parts
        if done > 2 and sentence.startswith("Reading contacts"):
            watch.cancel()

    watch = Watch(stop)
    with pytest.raises(Cancelled):
        ask(engine, watch=watch)
    again = ask(engine)
    fresh = ask(engine_on(tmp_path / "fresh"))
    assert (again.contacts.events == fresh.contacts.events).all()
    assert again.last_records == fresh.last_records


def test_what_was_kept_beside_the_snapshot_gives_the_same(tmp_path: Path):
    first, later = ask(engine_on(tmp_path)), ask(engine_on(tmp_path))
    assert (first.contacts.squares == later.contacts.squares).all()
    assert (first.any_contact.people == later.any_contact.people).all()
    assert list((tmp_path / "cache").rglob("*.npy"))


def test_the_days_of_one_person_never_reach_those_of_the_next(tmp_path: Path):
    """The last day of one beside the first day of the other, who comes next."""
    first = months_before(AS_AT, 12) - timedelta(days=29)
    tables = {
        "person": [
            {"person_id": i, "birth_month": date(1960, 1, 1), "practice_code": "P1"}
            for i in range(2)
        ],
        "activity": [
            {"person_id": 0, "setting": "ae", "start": AS_AT},
            {"person_id": 1, "setting": "gp", "start": first},
        ],
    }
    index = PeopleIndex(DuckTables(write_snapshot(tmp_path, tables, layout="parts")))
    found = around(index, ("ae", "gp"), "ae", AS_AT, 12, Watch())
    assert found.person.tolist() == [0]
    for service in range(3):
        for window in range(len(WINDOWS)):
            assert found.beside(service, window).places.tolist() == []
    assert found.last_days == (AS_AT, first)
