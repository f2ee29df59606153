"""Two layouts of the same people give the same people in every cohort there is."""

import gzip
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.definitions import Criterion, Definition, parse_criterion
from phm_core.engine.bits import to_ids
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expand import expand
from phm_core.engine.index import PeopleIndex
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.uploads.limits import ROOMY
from phm_core.snapshot import Snapshot, open_snapshot
from tests.unit.onboarding import everything, extract
from tests.unit.onboarding.wishes import wish_of

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
PEOPLE = 150
MOSTLY = 0.9  # of the cohorts that must have people in them


class Examples:
    """The library of a new house: the examples that are declared."""

    def definition(self, identity: str, version: int | None) -> Definition | None:
        return None if version else CATALOGUE.cohorts[identity].definition


def declared() -> Iterator[tuple[str, Criterion]]:
    """Every condition, register, segment, case finder and example that is declared."""
    for identity in CATALOGUE.conditions:
        for kind in ("condition", "register"):
            yield f"{kind} {identity}", parse_criterion({kind: {"is": identity}})
    for model in CATALOGUE.segments.values():
        for one in model.segments:
            wire = {"segment": {"model": model.id, "is": one.id}}
            yield f"segment {model.id} {one.id}", parse_criterion(wire)
    for identity, finder in CATALOGUE.casefinders.items():
        yield f"finder {identity}", finder.definition.criteria
    for identity, example in CATALOGUE.cohorts.items():
        yield f"example {identity}", example.definition.criteria


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, area: Path
) -> tuple[Snapshot, Snapshot]:
    """The same people loaded from either layout."""
    folder = tmp_path_factory.mktemp("layouts")
    tables = everything.records(CATALOGUE, PEOPLE)
    first = everything.first_layout(folder / "first", tables)
    second = everything.second_layout(folder / "second", tables, CATALOGUE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "add_history", lambda _, about, __: about)
        found = []
        for name, mapping in (("first", first), ("second", second)):
            wish = wish_of(folder / name, mapping, area, folder / "out" / name)
            path, report = loading.load(replace(wish, limits=ROOMY))
            assert report.linkage.people == report.linkage.by_number == PEOPLE
            assert not report.implausible
            found.append(open_snapshot(path))
    return found[0], found[1]


def cohorts(snapshot: Snapshot) -> dict[str, tuple[set[str], set[str]]]:
    """The pseudonyms of whom each cohort is true, and of whom it may be."""
    tables = DuckTables(snapshot)
    index = PeopleIndex(tables)
    scope = index.population("registered", extract.AS_AT)
    names = everything.pseudonyms(snapshot)
    found = {}
    for name, criterion in declared():
        tree = expand(criterion, CATALOGUE, Examples())
        held = index.bounds(tree, extract.AS_AT).within(scope)
        must, may = (
            {names[one] for one in to_ids(people, index.count)}
            for people in (held.must, held.may)
        )
        found[name] = must, may
    return found


def test_every_cohort_that_is_declared_has_the_same_people(both):
    first, second = map(cohorts, both)
    differing = [name for name in first if first[name] != second[name]]
    assert differing == []
    filled = [name for name, (must, _) in first.items() if must]
    assert len(filled) > MOSTLY * len(first), sorted(set(first) - set(filled))


def test_every_table_of_people_has_the_same_rows(both):
    for name, dataset in CATALOGUE.datasets.items():
        if dataset.tier == "person":
            one, other = (everything.rows(snapshot, name) for snapshot in both)
            assert one == other, name


def otherwise(folder: Path) -> Path:
    """The first supplier's files packed, with tabs in an archive, and as Parquet."""
    patients, problems, results = sorted(folder.glob("*.csv"))
    Path(f"{patients}.gz").write_bytes(gzip.compress(patients.read_bytes()))
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        said = problems.read_text(encoding="utf-8").replace(",", "\t")
        archive.writestr("sent/PROBLEMS.tsv", said)
    typed = duckdb.read_csv(str(results), date_format="%d/%m/%Y")
    typed.write_parquet(str(results.with_suffix(".parquet")))
    for file in (patients, problems, results):
        file.unlink()
    return folder


def test_however_the_files_are_written_the_snapshot_is_the_same(
    area, tmp_path, monkeypatch
):
    monkeypatch.setattr(loading, "add_history", lambda _, about, __: about)
    one, other = (
        extract.first_supplier(tmp_path / name, extract.people(12)) for name in "ab"
    )
    found = []
    for folder in (one, otherwise(other)):
        path, _ = loading.load(wish_of(folder, extract.FIRST, area, tmp_path / "out"))
        found.append(open_snapshot(path).manifest.files)
    assert found[0] == found[1]
