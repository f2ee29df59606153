"""Files of the same columns under alike names are one source of a suggested mapping."""

from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.matching import present
from phm_core.onboarding.loading.suggest import Suggestion, suggested
from phm_core.onboarding.uploads.limits import SMALL
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
PEOPLE = ["PatientID", "DOB", "Sex", "Practice"]
PRACTICES = ("A81001", "A81002", "A81003")


def of_practices(folder: Path, before: str = "", sent: str = "20260131") -> Path:
    """A file of people and one of medicines for each practice; before: of their ids."""
    for practice in PRACTICES:
        own = [f"{before and practice}{n}" for n in range(20)]
        rows = [[one, "01/02/1950", "F", practice] for one in own]
        extract.write(folder / f"Patients_{practice}_{sent}.csv", PEOPLE, rows)
        drugs = [[one, "0212000B0AAABAB", "01/02/2025"] for one in own]
        header = ["PatientID", "BNF Code", "Issued"]
        extract.write(folder / f"Medicines_{practice}_{sent}.csv", header, drugs)
    return folder


def suggestion(folder: Path) -> Suggestion:
    _, profiles = looked_at(folder, folder.parent / "work", CATALOGUE, limits=SMALL)
    return suggested(profiles, CATALOGUE, resolver_for(CATALOGUE, None))


def files(found: Suggestion) -> dict[str, tuple[str, ...]]:
    return {name: source.files for name, source in found.mapping.sources.items()}


def test_a_file_of_each_practice_is_read_once_and_so_is_the_next_delivery(tmp_path):
    found = suggestion(of_practices(tmp_path / "in", before="yes"))
    assert files(found) == {
        "patients": ("Patients_*_*",),
        "medicines": ("Medicines_*_*",),
    }
    assert len(found.mapping.tables) == 2
    assert found.mapping.sources["patients"].key == ("PatientID",)
    later = of_practices(tmp_path / "later", before="yes", sent="20260228")
    delivery, _ = looked_at(later, tmp_path / "work", CATALOGUE, limits=SMALL)
    there = present(found.mapping, delivery)
    assert {name: len(tables) for name, tables in there.items()} == {
        "patients": 3,
        "medicines": 3,
    }
    assert not any("several files" in note for note in found.notes)


def test_ids_that_stand_in_several_files_are_said_and_are_no_key(tmp_path):
    found = suggestion(of_practices(tmp_path / "in"))
    (note,) = (note for note in found.notes if "several files" in note)
    assert note.startswith("Patients of Patients_A81001_20260131.csv and 2 more: ")
    assert found.mapping.sources["patients"].key == ()


def test_alike_names_of_other_columns_stay_apart(tmp_path):
    rows = [[f"p{n}", "01/02/1950", "F", "A81001"] for n in range(9)]
    extract.write(tmp_path / "in" / "extract_1.csv", PEOPLE, rows)
    rows = [[f"p{n}", "Asthma"] for n in range(9)]
    extract.write(tmp_path / "in" / "extract_2.csv", ["PatientID", "Condition"], rows)
    found = suggestion(tmp_path / "in")
    assert files(found) == {"extract_1": ("extract_1",), "extract_2": ("extract_2",)}


def test_files_of_one_name_in_two_folders_are_told_apart_by_their_columns(tmp_path):
    rows = [[f"p{n}", "01/02/1950", "F", "A81001"] for n in range(9)]
    extract.write(tmp_path / "in" / "gp" / "data.csv", PEOPLE, rows)
    rows = [[f"p{n}", "Asthma"] for n in range(9)]
    header = ["PatientID", "Condition"]
    extract.write(tmp_path / "in" / "ltc" / "data.csv", header, rows)
    found = suggestion(tmp_path / "in")
    assert {*files(found)} == {"data", "data_2"}
    delivery, _ = looked_at(tmp_path / "in", tmp_path / "w", CATALOGUE, limits=SMALL)
    there = present(found.mapping, delivery)
    assert {name: len(tables) for name, tables in there.items()} == {
        "data": 1,
        "data_2": 1,
    }
    assert {t.into for t in found.mapping.tables} == {"person", "condition"}


def test_no_two_tables_have_one_name(tmp_path):
    for name in ("extract_1", "Extract_2"):
        rows = [[f"{name}{n}", "01/02/1950", "F", "A81001"] for n in range(9)]
        extract.write(tmp_path / "in" / f"{name}.csv", PEOPLE, rows)
    rows = [[f"p{n}", "Asthma"] for n in range(9)]
    extract.write(tmp_path / "in" / "extract.csv", ["PatientID", "Condition"], rows)
    found = suggestion(tmp_path / "in")
    (people,) = (t.from_ for t in found.mapping.tables if t.into == "person")
    assert people in {"extract_1", "extract_2"}
    assert {*files(found)} == {people, "extract"}
    assert {one.casefold() for one in files(found)[people]} == {"extract_*"}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("people_2026-01-31", "people_*"),
        ("people_31-01-2026", "people_*"),
        ("people Jan 2026", "people *"),
        ("people_20260131_0930", "people_*_*"),
        ("markers_26", "markers_26"),
        ("people[2]", "people[[]2]"),
    ],
)
def test_days_and_numbers_of_a_delivery_may_differ(tmp_path, name, pattern):
    rows = [[f"p{n}", "01/02/1950", "F", "A81001"] for n in range(9)]
    extract.write(tmp_path / "in" / f"{name}.csv", PEOPLE, rows)
    assert [*files(suggestion(tmp_path / "in")).values()] == [(pattern,)]
