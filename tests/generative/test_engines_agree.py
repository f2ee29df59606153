"""Random definitions on random people: every engine answers as plain Python does."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phm_core.definitions import Criterion, Definition, parse_criterion
from phm_core.definitions.events import NoRecordOf, Sequence
from phm_core.definitions.logic import Group
from phm_core.engine.attributes import who
from phm_core.engine.bits import to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.engine.kleene import Bounds
from phm_core.engine.plan import leaves_of
from phm_core.engine.polars import PolarsTables
from phm_core.engine.reference import World, read_world, truths
from phm_core.engine.spark import SparkTables, missing
from phm_core.engine.tables import Tables
from phm_core.snapshot import Snapshot
from tests.generative.criteria import criteria
from tests.generative.worlds import make_world
from tests.small_catalogue import SMALL
from tests.snapshots import AS_AT

THOROUGH = settings.default is not None and settings.default.max_examples >= 10_000
WORLDS = 24 if THOROUGH else 6
EARLIER = AS_AT - timedelta(days=45)
generated: Counter[str] = Counter()

cases = st.tuples(
    criteria(),
    st.integers(0, WORLDS - 1),
    st.sampled_from(["registered", "resident"]),
    st.sampled_from([AS_AT, AS_AT, EARLIER]),
)
Case = tuple[Criterion, int, str, date]


class Saved:
    """Two saved cohorts, one of which uses the other."""

    def definition(self, identity: str, version: int | None) -> Definition | None:
        wires = {
            "saved": {"any": [{"age": {"max": 17}}, {"condition": {"is": "asthma"}}]},
            "saved_twice": {
                "none": [
                    {"in_cohort": {"id": "saved"}},
                    {"measurement": {"of": "hba1c", "at_least": 48}},
                ]
            },
        }
        criterion = parse_criterion(wires[identity])
        return Definition(name=identity, version=version or 1, criteria=criterion)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@cache
def snapshot_of(folder: Path, seed: int) -> Snapshot:
    return make_world(folder, seed)


@cache
def world_of(folder: Path, seed: int, day: date) -> World:
    return read_world(snapshot_of(folder, seed), day)


@cache
def index_of(
    folder: Path, seed: int, engine: Callable[[Snapshot], Tables]
) -> PeopleIndex:
    return PeopleIndex(engine(snapshot_of(folder, seed)))


def check(folder: Path, case: Case, engine: Callable[[Snapshot], Tables]) -> None:
    """Compare the whole tree by the index, and each leaf by a query, with loops."""
    criterion, seed, population, day = case
    generated.update(kinds_in(criterion))
    tree = expand(criterion, SMALL, Saved())
    world = world_of(folder, seed, day)
    index = index_of(folder, seed, engine)
    scope = index.population(population, day)

    def ids(found: Bounds) -> tuple[set[int], set[int], set[int]]:
        inside = found.within(scope)
        must = set(to_ids(inside.must, index.count).tolist())
        may = set(to_ids(inside.may, index.count).tolist())
        return set(to_ids(scope, index.count).tolist()), must, may - must

    assert ids(index.bounds(tree, day)) == truths(tree, population, world)
    for leaf in leaves_of(tree):
        if who(leaf, index, day) is None:
            answer = ids(index.query(leaf, day))
            assert answer == truths(leaf, population, world), leaf


def kinds_in(node: Criterion) -> list[str]:
    """The kinds of a criterion and of everything in it."""
    children: tuple[Criterion, ...] = ()
    if isinstance(node, Group):
        children = node.of
    if isinstance(node, NoRecordOf):
        children = (node.of,)
    if isinstance(node, Sequence):
        children = (node.first, node.then)
    return [node.kind, *(kind for child in children for kind in kinds_in(child))]


@settings(max_examples=10_000 if THOROUGH else 500)
@given(case=cases)
def test_index_and_duckdb_give_the_answer_of_plain_python(folder: Path, case: Case):
    check(folder, case, DuckTables)


OTHERS = [pytest.param(PolarsTables, 1_000 if THOROUGH else 60, id="polars")]
if THOROUGH and not missing():
    OTHERS.append(pytest.param(SparkTables, 100, id="spark", marks=pytest.mark.spark))


@pytest.mark.parametrize(("engine", "examples"), OTHERS)
def test_other_engines_give_the_answer_of_plain_python(
    folder: Path, engine: Callable[[Snapshot], Tables], examples: int
):
    @settings(max_examples=examples)
    @given(case=cases)
    def compare(case: Case) -> None:
        check(folder, case, engine)

    compare()


def test_every_kind_of_criterion_was_generated():
    assert set(Criterion.kinds) - set(generated) == set()
