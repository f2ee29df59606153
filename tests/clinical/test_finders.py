"""Each case finder against people drawn as rows: on, above and below every threshold.

A row says the verdict, who it is, and the record. The verdict is the id of a priority
or '-' for not listed; '!' after it is a red flag. As at 1 July 2026.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import CaseFinder
from phm_core.definitions import Definition
from phm_core.engine.bits import to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.engine.library import NoLibrary
from phm_core.engine.reference import read_world, truths
from tests.snapshots import AS_AT, write_snapshot

TABLES = sorted(Path(__file__).parent.glob("*.txt"))
CATALOGUE = load_catalogue()
FINDERS = CATALOGUE.casefinders
LEAST_ROWS, LEAST_IN_ALL = 5, 200
NOT_LISTED, FLAG = "-", "!"
TIMES = re.compile(r"x\d+")
EMPTY = ("waiting", "cancer_pathway", "maternity", "procedure")


@dataclass(frozen=True)
class Row:
    """One person of a table: who should see them how, and what is recorded."""

    finder: str
    place: str
    verdict: str
    flagged: bool
    person: dict[str, Any]
    records: tuple[tuple[str, dict[str, Any]], ...]


def rows_of(path: Path) -> Iterator[Row]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        verdict, who, record = (part.strip() for part in line.split("|"))
        words = verdict.split()
        yield Row(
            path.stem,
            f"{path.name}, line {number}",
            words[0],
            FLAG in words,
            person(who),
            tuple(
                found
                for one in record.split(";")
                if one.strip()
                for found in recorded(one.split())
            ),
        )


def person(who: str) -> dict[str, Any]:
    """Age, then sex, ethnicity and circumstances in any order: '45 female black'."""
    age, *words = who.split()
    found: dict[str, Any] = {
        "birth_month": date(AS_AT.year - int(age), 6, 1),
        "age": int(age),
        "registered_on": date(2000, 1, 1),
        "sex": "unknown",
        "ethnicity": "unknown",
        "ethnicity_group": "unknown",
    }
    ethnicities = {
        one.id: one.group
        for one in CATALOGUE.attributes["ethnicity"].values
        if one.group
    }
    for word in words:
        if word in ("female", "male"):
            found["sex"] = word
        elif word in ethnicities:
            found |= {"ethnicity": word, "ethnicity_group": ethnicities[word]}
        else:
            found[word] = True
    return found


def recorded(words: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One record, or several as 'saba x6 2026-05-20', a day apart and back from it.

    Its id, what else the kind of record needs, and a day.
    """
    identity, *more, last = words
    times = next((int(word[1:]) for word in more if TIMES.fullmatch(word)), 1)
    others = [word for word in more if not TIMES.fullmatch(word)]
    for back in range(times):
        yield record(identity, others, date.fromisoformat(last) - timedelta(days=back))


def record(identity: str, others: list[str], day: date) -> tuple[str, dict[str, Any]]:
    if identity in CATALOGUE.measurements:
        value = {"measure_id": identity, "value": float(others[0])}
        return "measurement", value | {"date": day}
    if identity in CATALOGUE.medicines:
        return "medication", {"medicine_id": identity, "date": day}
    if identity in CATALOGUE.processes:
        done = CATALOGUE.processes[identity].done[0]
        outcome = others[0] if others else done
        return "process", {"process_id": identity, "date": day, "outcome": outcome}
    if identity in CATALOGUE.conditions:
        kind = "resolution" if others else "diagnosis"
        return "condition", {"condition_id": identity, "date": day, "kind": kind}
    if identity in CATALOGUE.scores:
        score = {"score_id": identity, "value": float(others[0])}
        return "score", score | {"date": day}
    assert identity in CATALOGUE.settings_of_care, identity
    code = {"icd10": others[0], "icd10_all": others[0]} if others else {}
    return "activity", {"setting": identity, "start": day, "end": day} | code


ROWS = [row for path in TABLES for row in rows_of(path)]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> PeopleIndex:
    """Everybody of every table in one snapshot."""
    numbers = count()
    tables: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in (
            "person", "condition", "measurement", "medication", "activity", "process",
            "score", *EMPTY,
        )
    }  # fmt: skip
    for row in ROWS:
        me = {"person_id": next(numbers)}
        tables["person"].append(me | row.person)
        for table, record in row.records:
            tables[table].append(me | record)
    snapshot = write_snapshot(tmp_path_factory.mktemp("clinical"), tables)
    return PeopleIndex(DuckTables(snapshot))


def on(index: PeopleIndex, definition: Definition) -> set[int]:
    """Who is in a cohort, by the index and by plain Python."""
    tree = expand(definition.criteria, CATALOGUE, NoLibrary())
    fast = set(to_ids(index.bounds(tree, AS_AT).must, index.count).tolist())
    _, slow, _ = truths(tree, "registered", read_world(index.tables.snapshot))
    assert fast == slow
    return fast


def test_every_finder_has_a_table_with_enough_rows():
    assert {path.stem for path in TABLES} == set(FINDERS)
    for identity in FINDERS:
        own = [row for row in ROWS if row.finder == identity]
        assert len(own) >= LEAST_ROWS, identity
    assert len(ROWS) >= LEAST_IN_ALL


@pytest.mark.parametrize("finder", FINDERS.values(), ids=lambda finder: finder.id)
def test_every_row_gets_its_verdict(index: PeopleIndex, finder: CaseFinder):
    listed = on(index, finder.definition)
    groups = [on(index, group) for group in finder.groups]
    names = [priority.id for priority in finder.priorities]
    flag = finder.red_flag_definition
    flagged = on(index, flag) if flag is not None else set()
    assert set().union(*groups) == listed
    assert sum(map(len, groups)) == len(listed)
    for number, row in enumerate(ROWS):
        if row.finder != finder.id:
            continue
        found = [
            name for name, group in zip(names, groups, strict=True) if number in group
        ]
        assert (found or [NOT_LISTED]) == [row.verdict], row.place
        assert (number in flagged) == row.flagged, row.place


@pytest.mark.parametrize("finder", FINDERS.values(), ids=lambda finder: finder.id)
def test_every_priority_and_red_flag_is_met_by_a_row(finder: CaseFinder):
    own = [row for row in ROWS if row.finder == finder.id]
    verdicts = {row.verdict for row in own}
    assert verdicts == {NOT_LISTED, *(priority.id for priority in finder.priorities)}
    assert any(row.flagged for row in own) == (finder.red_flag is not None)
