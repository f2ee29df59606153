"""Two people change one thing at the same time: each change is kept, or they are told.

Two workers, each with a connection of its own, start every round together and pause for
a random moment before every statement, so that their statements come in every order.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from time import sleep

import numpy as np
import pytest
from sqlalchemy import Engine, event, insert, select, update

from phm_core.area import Level
from phm_core.definitions.built_place import BuiltPlace, Part
from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Age
from phm_core.definitions.worklist import Step
from phm_core.store.cohorts import Cohorts, Conflict
from phm_core.store.database import open_database
from phm_core.store.places import PlaceConflict, SavedPlaces
from phm_core.store.remarks import Note, Remark, Remarks
from phm_core.store.tables import PRACTICE_NAMES
from phm_core.store.work import Overtaken, Work

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LONGEST_PAUSE = 0.001  # seconds
PARTS = (Part(level=Level.WARD, codes=("W1",)),)


class OneCohort:
    """Saves a cohort after the newest version that it sees."""

    rounds = 8_000

    def __init__(self, engine: Engine) -> None:
        self.library = Cohorts(engine, lambda: NOON, {})

    def change(self, text: str) -> bool:
        found = self.library.find("one")
        mine = Definition(name="One", description=text, criteria=Age(min=40))
        try:
            self.library.save(
                mine, identity="one", edited=found.version if found else None
            )
        except Conflict:
            return False
        return True

    def kept(self) -> list[str]:
        versions = self.library.versions("one")
        assert [one.version for one in versions] == [*range(len(versions), 0, -1)]
        return [one.definition.description for one in versions]


class OnePlace:
    """The same of a built Place."""

    rounds = 1_000

    def __init__(self, engine: Engine) -> None:
        self.shelf = SavedPlaces(engine, lambda: NOON)

    def change(self, text: str) -> bool:
        found = self.shelf.newest().get("one")
        mine = BuiltPlace(name="One", parts=PARTS, description=text)
        try:
            self.shelf.save(
                mine, identity="one", edited=found.version if found else None
            )
        except PlaceConflict:
            return False
        return True

    def kept(self) -> list[str]:
        return [one.place.description for one in self.shelf.versions("one")]


class OneRemark:
    """Writes a remark, then takes back every one of its round."""

    rounds = 1_000

    def __init__(self, engine: Engine) -> None:
        self.remarks = Remarks(engine, lambda: NOON)
        self.seen: list[Remark] = []

    def change(self, text: str) -> bool:
        about = text.partition(" ")[0]
        self.remarks.write(Note("commentary", about, text), text)
        for found in self.remarks.about(about):
            self.remarks.take_back(found.id, text)
        self.seen += self.remarks.about(about)
        return True

    def kept(self) -> list[str]:
        kept = [
            one
            for about in {seen.note.about for seen in self.seen}
            for one in self.remarks.about(about)
        ]
        by = {one.id: one.taken_back_by for one in kept}
        assert all(
            by[seen.id] == seen.taken_back_by
            for seen in self.seen
            if seen.taken_back_at
        )
        return [one.note.text for one in kept]


class OneStep:
    """Gives one person of a worklist to somebody, after the step that it sees."""

    rounds = 1_000

    def __init__(self, engine: Engine) -> None:
        self.work = Work(engine, lambda: NOON)

    def change(self, text: str) -> bool:
        was = self.work.now("one").get("p1", Step())
        step = replace(was, owner=text)
        try:
            self.work.record("one", "given", text, "0" * 16, {"p1": step})
        except Overtaken:
            return False
        return True

    def kept(self) -> list[str]:
        history = [step for step, _ in self.work.history("one", "p1")]
        assert [one.revision for one in history] == [*range(len(history), 0, -1)]
        return [one.owner for one in history]


class NumberWithoutVersions:
    """What loses changes: reads a number, then writes one more."""

    rounds = 1_000

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def read(self) -> int:
        with self.engine.connect() as connection:
            return connection.execute(select(PRACTICE_NAMES.c.named)).scalar_one()

    def change(self, _: str) -> bool:
        after = self.read() + 1
        with self.engine.begin() as connection:
            connection.execute(update(PRACTICE_NAMES).values(named=after))
        return True

    def kept(self) -> list[str]:
        return [""] * self.read()


@pytest.fixture
def databases(address) -> Iterator[list[Engine]]:
    engines = [open_database(address) for _ in range(2)]
    for seed, engine in enumerate(engines):
        _hesitate(engine, np.random.default_rng(seed))
    yield engines
    for engine in engines:
        engine.dispose()


def _hesitate(engine: Engine, rng: np.random.Generator) -> None:
    def pause(*_: object) -> None:
        sleep(rng.uniform(0, LONGEST_PAUSE))

    event.listen(engine, "before_cursor_execute", pause)


def _acknowledged(people: list, rounds: int) -> list[str]:
    """What everybody was told is kept, after so many rounds of changes together."""
    together = Barrier(len(people), timeout=60)

    def change(who: int) -> list[str]:
        kept = []
        for number in range(rounds):
            together.wait()
            if people[who].change(f"{number} {who}"):
                kept.append(f"{number} {who}")
        return kept

    with ThreadPoolExecutor() as pool:
        return [one for kept in pool.map(change, range(len(people))) for one in kept]


@pytest.mark.soak
@pytest.mark.parametrize("kind", [OneCohort, OnePlace, OneRemark, OneStep])
def test_no_change_is_lost(databases, cases, kind):
    """Ten thousand rounds in make soak, a twentieth in make test."""
    people = [kind(engine) for engine in databases]
    rounds = cases(kind.rounds)
    acknowledged = _acknowledged(people, rounds)
    assert len(acknowledged) >= rounds
    assert [sorted(set(one.kept())) for one in people] == [sorted(acknowledged)] * 2


def test_without_versions_changes_would_be_lost(databases, cases):
    row = {"pcn": "U1", "named": 0, "chosen_by": "", "chosen_at": ""}
    with databases[0].begin() as connection:
        connection.execute(insert(PRACTICE_NAMES).values(row))
    people = [NumberWithoutVersions(engine) for engine in databases]
    acknowledged = _acknowledged(people, cases(NumberWithoutVersions.rounds))
    assert len(people[0].kept()) < len(acknowledged)
