"""Admissions that ambulatory care can often prevent are told by their diagnoses."""

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from phm_core.onboarding.loading.avoidable import declared, told_apart
from tests.snapshots import COLUMNS

DAY = date(2026, 3, 2)
STAY = {"setting": "emergency_admission", "start": DAY, "end": date(2026, 3, 5)}
COLUMNS_OF_STAY = pa.schema(list(COLUMNS["activity"].items()))
OPERATION = pa.schema(
    [("person_id", pa.int64()), ("date", pa.date32()), ("opcs4", pa.string()),
     ("setting", pa.string())]
)  # fmt: skip


def flags(
    *stays: dict[str, Any], operations: list[dict[str, Any]] | None = None
) -> list[bool | None]:
    """What is said of each stay, in their order."""
    rows = [STAY | {"person_id": at} | stay for at, stay in enumerate(stays)]
    with duckdb.connect() as connection:
        held = connection.from_arrow(pa.Table.from_pylist(rows, COLUMNS_OF_STAY))
        done = None
        if operations is not None:
            done = connection.from_arrow(pa.Table.from_pylist(operations, OPERATION))
        found = told_apart(held, done)
        assert found.columns == held.columns
        told = dict(found.select("person_id", "acsc").fetchall())
    assert len(told) == len(rows)
    return [told[at] for at in range(len(rows))]


def first(*codes: str, **more: Any) -> list[bool | None]:
    return flags(*({"icd10": code} | more for code in codes), operations=[])


@pytest.mark.parametrize("code", ["J459", "J45", "J45.9", "j440", "E86", "I50", "N10"])
def test_a_first_diagnosis_on_the_list_is_told(code: str) -> None:
    assert first(code) == [True]


@pytest.mark.parametrize("code", ["J960", "S720", "K520", "I110X0", "E109", "R568"])
def test_every_other_is_told_to_be_none(code: str) -> None:
    expected = code in ("I110X0", "R568")
    assert first(code) == [expected]


def test_some_count_wherever_they_stand() -> None:
    assert first("S720", icd10_all="S720;E116;I10") == [True]
    assert first("S720", icd10_all="S720;I10;J45") == [False]
    assert first("S720", icd10_all="S72;J18;R02") == [True]


def test_one_diagnosis_asks_for_another_or_for_none() -> None:
    assert first("J209") == [False]
    assert first("J209", icd10_all="J209;J449") == [True]
    assert first("J181", icd10_all="J181") == [True]
    assert first("J181", icd10_all="J181;D570") == [False]


def test_an_operation_of_the_stay_takes_some_away() -> None:
    during = [{"person_id": 0, "date": DAY, "opcs4": "K751"}]
    after = [{"person_id": 0, "date": date(2026, 3, 9), "opcs4": "K751"}]
    angina = {"icd10": "I200"}
    assert flags(angina, operations=during) == [False]
    assert flags(angina, operations=after) == [True]
    assert flags({"icd10": "J459"}, operations=during) == [True]
    # An operation of somebody else, and several of one stay, add no rows.
    twice = [*during, during[0] | {"opcs4": "X29"}]
    assert flags(angina, angina, operations=twice) == [False, True]


def test_where_no_operations_are_told_some_are_not_known() -> None:
    assert flags({"icd10": "I200"}, {"icd10": "J459"}, {"icd10": "S720"}) == [
        None, True, False
    ]  # fmt: skip


def test_what_the_source_says_stands() -> None:
    assert flags({"icd10": "J459", "acsc": False}, {"icd10": "S720", "acsc": True}) == [
        False, True
    ]  # fmt: skip


def test_without_a_diagnosis_or_elsewhere_nothing_is_said() -> None:
    assert flags({"icd10": None}, {"icd10": "J459", "setting": "ae"}) == [None, None]


def test_the_list_says_where_it_is_from_and_what_differs() -> None:
    found = declared()
    assert "NHS Institute" in found.source.title
    assert "angina" in found.source.changes
    assert len({rule.id for rule in found.rules}) == len(found.rules) == 20
    assert all(bool(rule.primary) != bool(rule.any) for rule in found.rules)
