"""Nobody counts, lists or remembers people beyond their own scope."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phm_core.area import Area, Level
from phm_core.definitions import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import HowMany, Question
from phm_core.definitions.rows_of_people import People
from phm_core.engine.policy import Rows
from phm_core.errors import NotPermitted, PhmError, RefusedInput
from phm_core.gateway.belonging import belonging
from phm_core.governance.door import DOOR
from phm_core.governance.released import Released
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS, ASKED, DIABETES, kinds
from tests.generative.criteria import criteria

NOBODY = Rows(practices=frozenset())
NOWHERE = Rows(lsoas=frozenset())
EVERY_ROW = 1_000_000


@pytest.fixture(scope="module")
def house(demo_data: Path) -> House:
    return open_house(Settings(data_dir=demo_data))


def figures(answer: object) -> list[object]:
    """Every number about people in an answer that is not nought."""
    return [one for one in leaves(answer) if _counts(one)]


def leaves(answer: object) -> Iterator[object]:
    """What an answer is made of, but for the number of a page."""
    if is_dataclass(answer):
        parts = {field.name: getattr(answer, field.name) for field in fields(answer)}
        answer = [v for name, v in parts.items() if name not in ("page", "pages")]
    if isinstance(answer, dict):
        answer = list(answer.values())
    if isinstance(answer, tuple | list):
        for part in answer:
            yield from leaves(part)
    else:
        yield answer


def _counts(leaf: object) -> bool:
    if isinstance(leaf, np.ndarray):
        return leaf.dtype.kind in "iuf" and bool(np.nan_to_num(leaf).any())
    if isinstance(leaf, pa.Array | pa.ChunkedArray):
        return len(leaf) > 0
    return isinstance(leaf, int | float | np.number) and bool(leaf) and leaf is not True


def exactly(house: House, question: Question, within: Rows) -> Any:
    return house.gateway._ground.engine.answer(question, within).open(DOOR)


def test_every_kind_of_question_is_tried():
    assert set(kinds()) == {type(question) for question in ASKED}


@pytest.mark.parametrize("within", [NOBODY, NOWHERE], ids=["practices", "residence"])
@pytest.mark.parametrize("question", ASKED, ids=lambda one: type(one).__name__)
def test_a_policy_that_lets_nobody_through_gives_nothing(
    house: House, question: Question, within: Rows
):
    try:
        found = exactly(house, question, within)
    except NotPermitted:
        return
    assert figures(found) == []


@pytest.mark.parametrize("question", ASKED, ids=lambda one: type(one).__name__)
def test_somebody_with_a_role_and_no_organisation_sees_nobody(
    house: House, question: Question
):
    """Fails closed: a grant without organisations is nobody's records, not all."""
    scope = house.scope("clinician", "direct_care", [])
    assert scope.practices == frozenset()
    try:
        released = house.gateway.ask(question, scope, reason="To see what happens")
    except PhmError:
        return
    assert counts_in(released) == []


COUNTED = ("count", "people", "total", "events", "numerator", "denominator", "expected")


def counts_in(released: Released) -> list[str]:
    shown = [
        name
        for name, value in released.facts.items()
        if value and name not in ("page", "pages")
    ]
    for name, table in released.tables.items():
        shown += [
            f"{name}.{column}"
            for column in set(COUNTED) & set(table.column_names)
            if any(table[column].to_pylist())
        ]
    return [name for name in shown if name in COUNTED or "." in name]


# Each is tried in two scopes.
EXAMPLES = 250


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
@given(criterion=criteria(), which=st.integers(0, 1000))
def test_no_definition_brings_in_a_foreign_row(
    house: House, criterion: Criterion, which: int
):
    codes = sorted(house.public.names(Level.PCN))
    own = belonging(house.public, [Area(Level.PCN, codes[which % len(codes)])])
    of = Definition(name="Any", criteria=criterion)
    for column, within, allowed in (
        ("practice_code", Rows(practices=own.practices), own.practices),
        ("lsoa21", Rows(lsoas=own.lsoas), own.lsoas),
    ):
        try:
            found = exactly(house, People(of, (column,), size=EVERY_ROW), within)
        except RefusedInput:
            continue
        assert {*found.columns[column].to_pylist()} <= allowed


def test_users_at_the_same_time_never_see_each_others_counts(house: House):
    """Many threads, several scopes, few questions: every count is its own scope's."""
    codes = sorted(house.public.names(Level.PCN))
    scopes = {
        code: house.scope("clinician", "direct_care", [Area(Level.PCN, code)])
        for code in codes
    }
    questions = (HowMany(ADULTS), HowMany(DIABETES))
    expected = {
        (code, question): fresh(house, question, code)
        for code in codes
        for question in questions
    }
    assert len({*expected.values()}) == len(expected)

    def reruns(worker: int) -> list[str]:
        wrong = []
        for run in range(20):
            code = codes[(worker + run) % len(codes)]
            question = questions[run % 2]
            seen = house.gateway.ask(question, scopes[code]).figure("people")
            if seen != expected[code, question]:
                wrong.append(f"{code}: {seen}")
        return wrong

    with ThreadPoolExecutor(16) as pool:
        assert [one for found in pool.map(reruns, range(16)) for one in found] == []


def fresh(house: House, question: HowMany, code: str) -> int:
    """The count by the engine alone, with nothing kept by the gateway."""
    own = belonging(house.public, [Area(Level.PCN, code)])
    return exactly(house, question, Rows(practices=own.practices)).people


def test_each_part_of_a_scope_has_its_own_key(house: House):
    one = Area(Level.PCN, "DU0001")
    other = Area(Level.PCN, "DU0002")
    scopes = [
        house.scope("clinician", "direct_care", [one]),
        house.scope("clinician", "direct_care", [other]),
        house.scope("clinician", "planning", [one]),
        house.scope("care_coordinator", "direct_care", [one]),
        house.scope("analyst", "planning"),
        house.scope("analyst", "analysis"),
        house.scope("governance", "planning"),
    ]
    released = [house.gateway.ask(HowMany(ADULTS), scope) for scope in scopes]
    assert len({one.key for one in released}) == len(scopes)
