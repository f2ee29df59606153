"""Asks a criterion of people drawn as text, on every engine: one answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from phm_core.definitions import Criterion, parse_definition
from phm_core.engine.attributes import who as attribute
from phm_core.engine.bits import Words, to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.engine.kleene import Bounds
from phm_core.engine.library import NoLibrary
from phm_core.engine.plan import leaves_of
from phm_core.engine.polars import PolarsTables
from phm_core.engine.reference import read_world, truths
from tests.small_catalogue import SMALL
from tests.snapshots import AS_AT, drawn, write_snapshot

EMPTY = (
    "condition", "measurement", "medication", "activity", "process", "procedure",
    "waiting", "score", "cancer_pathway", "maternity",
)  # fmt: skip
PRESENT = {"registered_on": "2000-01-01"}
PLACES = {
    "organisation": """
        practice_code | name | pcn_code | place_code
        P1            | One  | N1       | A
        P2            | Two  | N2       | B
    """,
    "small_area": """
        lsoa21 | ward | district | upper_tier | place_code | in_area | health_decile
        L1     | W1   | D1       | U1         | A          | yes     | 1
        L2     | W2   | D1       | U1         | B          | yes     |
    """,
    "neighbourhood_member": """
        neighbourhood_code | neighbourhood_name | practice_code | lsoa21
        H1                 | North              | P1            |
        H2                 | South              |               | L2
    """,
}


@dataclass(frozen=True)
class Found:
    """Ids of people for whom a criterion is true, and for whom it is unknown."""

    true: set[int]
    unknown: set[int]


Who = Callable[..., Found]


@pytest.fixture
def who(tmp_path: Path) -> Who:
    """Ask who meets a criterion at 1 July 2026; tables are drawn as text.

    people: how many there are, all registered, when no person table is drawn.
    """
    asked = count()

    def ask(criterion: str, people: int = 4, **tables: str) -> Found:
        folder = tmp_path / str(next(asked))
        definition = parse_definition(f"name: A\ncriteria: {{{criterion}}}")
        tree = expand(definition.criteria, SMALL, NoLibrary())
        rows = _rows(people, tables)
        whole = write_snapshot(folder / "whole", rows, layout="whole")
        parts = write_snapshot(folder / "parts", rows, layout="parts")
        _, true, unknown = truths(tree, "registered", read_world(parts))
        found = Found(true, unknown)
        for opened in (DuckTables(parts), PolarsTables(whole)):
            for answer in _answers(tree, PeopleIndex(opened)):
                assert answer == found
        return found

    return ask


def _rows(people: int, tables: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in EMPTY}
    rows |= {name: drawn(text) for name, text in (PLACES | tables).items()}
    if "person" not in rows:
        rows["person"] = [{"person_id": str(one)} for one in range(people)]
    rows["person"] = [PRESENT | person for person in rows["person"]]
    return rows


def _answers(tree: Criterion, index: PeopleIndex) -> Iterator[Found]:
    """By the index and, for a single leaf about records, by its query too."""
    scope = index.population("registered", AS_AT)
    yield _found(index.bounds(tree, AS_AT), scope, index.count)
    if list(leaves_of(tree)) == [tree] and attribute(tree, index, AS_AT) is None:
        yield _found(index.query(tree, AS_AT), scope, index.count)


def _found(bounds: Bounds, scope: Words, people: int) -> Found:
    inside = bounds.within(scope)
    must = set(to_ids(inside.must, people).tolist())
    return Found(must, set(to_ids(inside.may, people).tolist()) - must)
