"""Journeys of random people: the engine counts what plain Python counts."""

from pathlib import Path
from typing import Any

import pytest

from phm_core.definitions.questions import Journeys
from phm_core.engine.answer import Engine
from phm_core.engine.answers import Tallied
from phm_core.engine.public import PublicTables
from phm_core.engine.reference import read_world, truths
from phm_core.governance.door import DOOR
from phm_core.settings import Settings
from tests.generative import journeys as plain
from tests.snapshots import AS_AT
from tests.unit.engine.small_engine import catalogue, define

AROUND = ("ae", "emergency_admission", "nhs111", "ambulance")
OLDER = define({"age": {"min": 30}})
SEEDS = range(24)


def parts(found: Tallied, *place: int) -> plain.Numbers:
    arrays = (found.events, found.people, found.squares, found.products)
    return tuple(int(array[place]) for array in arrays)  # type: ignore[return-value]  # four arrays, four numbers


def numbers(base: Any) -> tuple[int, int, int]:
    return base.events, base.people, base.squares


@pytest.mark.parametrize(
    ("seed", "engine"), [(s, "duckdb") for s in SEEDS] + [(s, "polars") for s in (1, 2)]
)
def test_journeys_are_those_of_plain_python(tmp_path: Path, seed: int, engine: str):
    snapshot = plain.make(tmp_path, seed)
    world = read_world(snapshot)
    settings = Settings.model_validate({"data_dir": tmp_path, "engine": engine})
    asked = Engine(snapshot, catalogue(), PublicTables(snapshot), settings)
    cohort = OLDER if seed % 2 else None
    people = {one["person_id"] for one in world.table("person")}
    who = define({"age": {"min": 0}}) if cohort is None else cohort
    people &= truths(who.criteria, "registered", world)[1]
    for around in AROUND:
        # The second answer is read from what was kept.
        for _ in range(2):
            answer = asked.answer(Journeys(cohort, around)).open(DOOR)
            check_around(answer, world.table("activity"), around, people)
            check_told(answer, world, around, people)


def check_around(answer: Any, rows: list[plain.Row], around: str, people: set[int]):
    anchors = plain.told_of(plain.contacts_of(rows, around, people), people)
    assert numbers(answer.base) == plain.base(anchors)
    for at, window in enumerate(plain.SPANS):
        inside = plain.followed(anchors, window)
        assert numbers(answer.followed[at]) == plain.base(inside)
        every: dict[int, int] = {}
        for place, setting in enumerate(answer.settings):
            others = plain.contacts_of(rows, setting, people)
            found = [plain.beside(one, others, window) for one in inside]
            for number, count in enumerate(found):
                every[number] = every.get(number, 0) + count
            check_cell(answer, (place, at), inside, found)
        check_cell(answer, (len(answer.settings), at), inside, list(every.values()))


def check_cell(answer: Any, place: Any, inside: list[plain.Row], found: list[int]):
    who = [row["person_id"] for row in inside]
    any_of_it = [int(count > 0) for count in found]
    assert parts(answer.any_contact, *place) == plain.sums(
        list(zip(who, any_of_it, strict=True))
    )
    assert parts(answer.contacts, *place) == plain.sums(
        list(zip(who, found, strict=True))
    )


def check_told(answer: Any, world: Any, around: str, people: set[int]):
    journey = catalogue().journeys[around]
    activity = [row for row in world.table("activity") if row["setting"] == around]
    rows = {
        "activity": plain.told_of(activity, people),
        "emergency_care": plain.told_of(world.table("emergency_care"), people),
    }
    assert [one.id for one in answer.aspects] == [one.id for one in journey.aspects]
    for aspect, declared in zip(answer.aspects, journey.aspects, strict=True):
        table = rows[declared.table]
        assert numbers(aspect.base) == plain.base(table)
        for at, value in enumerate(aspect.values):
            has = [
                int(plain.values_of(aspect.id, row, journey) == value) for row in table
            ]
            who = [row["person_id"] for row in table]
            assert parts(aspect.counted, at) == plain.sums(
                list(zip(who, has, strict=True))
            ), (aspect.id, value)
        assert aspect.counted.events.sum() == len(table)
    if journey.avoidable is None:
        assert answer.avoidable is None
        return
    tests, table = journey.avoidable.tests, rows[journey.avoidable.table]
    known = [(row, plain.is_avoidable(row, tests)) for row in table]
    enough = [(row["person_id"], int(met)) for row, met in known if met is not None]
    assert parts(answer.avoidable.counted, 0) == plain.sums(enough)
    assert numbers(answer.avoidable.base)[0] == len(enough)
    assert numbers(answer.avoidable.every) == plain.base(table)


def test_random_journeys_have_everything_that_can_go_wrong(tmp_path: Path):
    """The comparison means something: every window is filled somewhere."""
    avoidable = undeclared = 0
    filled: set[tuple[int, int]] = set()
    for seed in SEEDS:
        snapshot = plain.make(tmp_path, seed)
        engine = Engine(
            snapshot, catalogue(), PublicTables(snapshot), Settings(data_dir=tmp_path)
        )
        answer: Any = engine.answer(Journeys(None, "ae")).open(DOOR)
        assert answer.as_at == AS_AT
        avoidable += int(answer.avoidable.counted.events[0])
        arrival = next(one for one in answer.aspects if one.id == "arrival")
        undeclared += int(arrival.counted.events[-2])
        held = zip(*answer.contacts.events.nonzero(), strict=True)
        filled |= {(int(row), int(column)) for row, column in held}
    assert avoidable > 5
    assert undeclared > 5
    # Every setting but social care, and any, in every window.
    assert len(filled) == (len(plain.SETTINGS) + 1) * len(plain.SPANS)
