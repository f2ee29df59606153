"""P10: every engine gives the answer of plain Python, on every conformance cohort.

Random definitions are compared by `make generative`; these are the cohorts that the
catalogue ships, the one that is counted in P1, and every kind of leaf.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec

from benchmarks.cohort import COHORT
from benchmarks.ground import Ground
from benchmarks.peers.handwritten import QUERIES
from benchmarks.result import FAIL, PASS, Result, not_run
from phm_core.definitions import Criterion, Definition
from phm_core.engine import spark
from phm_core.engine.bits import to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.engine.polars import PolarsTables
from phm_core.engine.reference import World, read_world, truths
from phm_core.engine.tables import Tables
from phm_core.snapshot import Snapshot

GOAL = "Spark = DuckDB = Polars = plain Python on every conformance cohort"
PEOPLE = 5_000  # plain Python goes through every record of everybody
POPULATION = "registered"

Opened = Callable[[Snapshot], Tables]


def run(ground: Ground) -> list[Result]:
    """Compare the engines that are installed here; say why not of the others."""
    few = replace(ground, people=PEOPLE, folder=ground.folder.parent / str(PEOPLE))
    world = read_world(few.snapshot)
    trees = dict(cohorts(few))
    differ = {
        engine: [name for name, tree in trees.items() if not equal(index, tree, world)]
        for engine, index in _indexes(few)
    }
    found = {name: ", ".join(names) for name, names in differ.items() if names}
    compared = " = ".join([*differ, "plain Python"])
    results = [
        Result(
            "P10",
            GOAL,
            f"{len(trees)} cohorts",
            compared,
            "; ".join(f"{name}: {which}" for name, which in found.items()) or "equal",
            FAIL if found else PASS,
            1.0,
            f"{PEOPLE:,} people; true and not known of each of them",
        )
    ]
    absent = [why for _, why in _engines().values() if why]
    return [*results, *(not_run("P10", GOAL, why) for why in absent)]


@dataclass(frozen=True)
class Shipped:
    """The cohorts of the catalogue as a library: one of them builds on another."""

    cohorts: Mapping[str, Definition]

    def definition(self, identity: str, version: int | None) -> Definition | None:  # noqa: ARG002  # the newest only
        """A cohort by its id."""
        return self.cohorts.get(identity)


def _engines() -> dict[str, tuple[Opened, str]]:
    """Every engine, and why it is not asked here; empty when it is."""
    polars = "" if find_spec("polars") else "Polars is not installed"
    return {
        "DuckDB": (DuckTables, ""),
        "Polars": (PolarsTables, polars),
        "Spark": (spark.SparkTables, spark.missing()),
    }


def _indexes(ground: Ground) -> Iterator[tuple[str, PeopleIndex]]:
    for name, (opened, why) in _engines().items():
        if not why:
            yield name, PeopleIndex(opened(ground.snapshot))


def cohorts(ground: Ground) -> Iterator[tuple[str, Criterion]]:
    """Every conformance cohort by name, its names looked up."""
    catalogue = ground.catalogue
    shipped = {name: entry.definition for name, entry in catalogue.cohorts.items()}
    for name, definition in {**shipped, COHORT.name: COHORT}.items():
        yield name, expand(definition.criteria, catalogue, Shipped(shipped))
    for name, query in QUERIES.items():
        yield name, ground.expanded(query.wire)


def equal(index: PeopleIndex, tree: Criterion, world: World) -> bool:
    """Whether an engine names the same people as plain Python, and as many unknown."""
    scope = index.population(POPULATION, world.day)
    found = index.bounds(tree, world.day).within(scope)
    must, may = (
        set(to_ids(bound, index.count).tolist()) for bound in (found.must, found.may)
    )
    everyone = set(to_ids(scope, index.count).tolist())
    return (everyone, must, may - must) == truths(tree, POPULATION, world)
