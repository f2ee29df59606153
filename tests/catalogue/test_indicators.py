"""Every indicator is whole, says something, and is counted as plain Python counts."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import Criterion, Definition, parse_definition
from phm_core.definitions.lint import lint
from phm_core.definitions.nodes import Age
from phm_core.engine.bits import to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.engine.inner import Everyone
from phm_core.engine.library import NoLibrary
from phm_core.engine.reference import World, holds
from phm_core.snapshot import Snapshot, active, open_snapshot

CATALOGUE = load_catalogue()
IDS = sorted(CATALOGUE.indicators)
FEWEST = 5
SEVERAL = 10
SAMPLED = 2_000
Counted = tuple[set[int], set[int]]


class Engine:
    """People among, and of those the people counted, by the people index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.index = PeopleIndex(DuckTables(snapshot))
        self.day = snapshot.as_at
        self.scope = self.index.population("registered", self.day)

    def who(self, criterion: Criterion | None) -> set[int]:
        tree = expanded(criterion)
        found = self.index.bounds(tree, self.day).within(self.scope)
        return set(to_ids(found.must, self.index.count).tolist())

    def counts(self, identity: str) -> Counted:
        entry = CATALOGUE.indicators[identity]
        among = self.who(entry.among)
        return among, among & self.who(entry.counted)


def expanded(criterion: Criterion | None) -> Criterion:
    if criterion is None:
        return Everyone()
    return expand(criterion, CATALOGUE, NoLibrary())


@pytest.fixture(scope="module")
def snapshot(demo_data: Path) -> Snapshot:
    path = active(demo_data / "snapshots")
    assert path is not None
    return open_snapshot(path)


@pytest.fixture(scope="module")
def asked(snapshot: Snapshot) -> Engine:
    return Engine(snapshot)


@pytest.fixture(scope="module")
def engine(asked: Engine) -> dict[str, Counted]:
    return {identity: asked.counts(identity) for identity in IDS}


@pytest.fixture(scope="module")
def sample(snapshot: Snapshot) -> World:
    """Everything about some of the people, as plain rows."""
    count = sum(pq.read_metadata(path).num_rows for path in snapshot.files("person"))
    chosen = np.random.default_rng(7).choice(count, SAMPLED, replace=False)
    tables = {
        name: [row for path in snapshot.files(name) for row in rows(path, chosen)]
        for name in ("person", "small_area", "condition", "measurement", "medication",
                     "activity", "process", "procedure", "waiting", "score",
                     "cancer_pathway", "maternity")
    }  # fmt: skip
    by_person: dict[str, dict[int, list[dict]]] = {name: {} for name in tables}
    for name, found in tables.items():
        for row in found:
            by_person[name].setdefault(row.get("person_id", -1), []).append(row)
    return World(snapshot.as_at, tables, by_person)


def rows(path: Path, chosen: np.ndarray) -> list[dict]:
    table = pq.ParquetFile(path).read()
    if "person_id" in table.column_names:
        wanted = pa.array(chosen.astype(np.int64))
        table = table.filter(pc.is_in(table["person_id"], value_set=wanted))
    return table.to_pylist()


@pytest.mark.parametrize("identity", IDS)
def test_whom_to_look_at_is_the_rest_or_those_counted(
    identity: str, engine: dict[str, Counted], asked: Engine
):
    entry, (among, counted) = CATALOGUE.indicators[identity], engine[identity]
    written = json.dumps(entry.gap_definition.to_wire())
    gap = asked.who(parse_definition(written, CATALOGUE).criteria)
    assert gap == (among - counted if entry.better == "higher" else counted)


def test_there_are_enough_and_every_group_has_some(catalogue: Catalogue):
    groups = {entry.group for entry in catalogue.indicators.values()}
    assert len(catalogue.indicators) >= 70
    assert len(groups) >= 12


@pytest.mark.parametrize("identity", IDS)
def test_an_indicator_says_something(identity: str, engine: dict[str, Counted]):
    entry, (among, counted) = CATALOGUE.indicators[identity], engine[identity]
    if entry.rare:
        assert among, "nobody is among: the rule asks for what no record holds"
        return
    assert len(counted) >= FEWEST, f"{len(counted)} of {len(among)} counted"
    assert len(among - counted) >= FEWEST, f"all but {len(among - counted)} counted"


def test_every_indicator_is_counted_as_plain_python_counts(
    engine: dict[str, Counted], sample: World
):
    """Numerator and denominator of the sample, person by person."""
    people = {
        row["person_id"]: row for row in sample.table("person") if present(row, sample)
    }
    assert len(people) > SAMPLED * 0.8
    for identity in IDS:
        entry = CATALOGUE.indicators[identity]
        rule, wanted = expanded(entry.among), expanded(entry.counted)
        among = {key for key, row in people.items() if holds(rule, row, sample) is True}
        counted = {key for key in among if holds(wanted, people[key], sample) is True}
        theirs = tuple(found & set(people) for found in engine[identity])
        assert (among, counted) == theirs, identity


def present(person: dict, world: World) -> bool:
    """Registered and alive on the day, read from the dates alone."""
    day = world.day
    gone = (person["deregistered_on"], person["died_on"])
    return person["registered_on"] <= day and all(
        end is None or end > day for end in gone
    )


def test_what_a_small_area_shares_is_declared_so(
    engine: dict[str, Counted], snapshot: Snapshot
):
    """Everybody of a small area has one value, or the figure is one of people."""
    person = pa.concat_tables(
        [pq.read_table(path, columns=["person_id", "lsoa21"])
         for path in snapshot.files("person")]
    )  # fmt: skip
    names = (person[name].to_pylist() for name in ("person_id", "lsoa21"))
    home = dict(zip(*names, strict=True))
    shared = set()
    for identity, (among, counted) in engine.items():
        all_of, some_of = Counter(map(home.get, among)), Counter(map(home.get, counted))
        many = [lsoa for lsoa, people in all_of.items() if lsoa and people >= SEVERAL]
        if (
            many
            and some_of
            and all(some_of[lsoa] in (0, all_of[lsoa]) for lsoa in many)
        ):
            shared.add(identity)
    declared = {k for k, e in CATALOGUE.indicators.items() if not e.of_people}
    assert shared == declared


@pytest.mark.parametrize("identity", IDS)
def test_rules_are_tidy(identity: str):
    entry = CATALOGUE.indicators[identity]
    for definition in (entry.among_definition, entry.counted_definition):
        if isinstance(definition, Definition):
            found = [f.text for f in lint(definition) if "holds one rule" not in f.text]
            assert found == []


def test_a_published_register_has_the_ages_of_its_list(catalogue: Catalogue):
    published = [
        (entry, catalogue.conditions[entry.published.register_])
        for entry in catalogue.indicators.values()
        if entry.published and entry.published.register_
    ]
    assert {condition.id for _, condition in published} == set(
        catalogue.qof_conditions.values()
    )
    for entry, condition in published:
        youngest = condition.qof.minimum_age if condition.qof else 0
        expected = Age(min=youngest) if youngest else None
        assert entry.among == expected, entry.id


def test_what_is_measured_of_need_leads_with_age_adjustment(catalogue: Catalogue):
    crude = {
        entry.id
        for entry in catalogue.indicators.values()
        if entry.group in ("prevalence", "activity") and entry.lead != "adjusted"
    }
    assert crude == set()


def test_titles_are_told_apart_and_end_without_a_full_stop(catalogue: Catalogue):
    entries = catalogue.indicators.values()
    for name in ("title", "short"):
        given = [getattr(entry, name) for entry in entries]
        assert len(set(given)) == len(given), name
        assert not [text for text in given if text.endswith(".")]
    assert [e.id for e in entries if not e.meaning.endswith(".")] == []


def test_core20plus5_has_every_clinical_area(catalogue: Catalogue):
    areas = {
        (entry.core20plus5.people, entry.core20plus5.area)
        for entry in catalogue.indicators.values()
        if entry.core20plus5
    }
    adults = {"maternity", "serious_mental_illness", "respiratory", "cancer",
              "hypertension", "smoking"}  # fmt: skip
    children = {"asthma", "diabetes", "epilepsy", "oral_health", "mental_health"}
    assert areas == {("adults", area) for area in adults} | {
        ("children", area) for area in children
    }
