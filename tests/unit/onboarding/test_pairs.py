"""Blood pressures, both numbers in one cell or in two columns, become two results."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.catalogue.schema import Given, SourceFormat
from phm_core.errors import RefusedInput
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.delivered import Delivered, Delivery
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.editing import unknown_words
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.matching import matched, opened
from phm_core.onboarding.loading.pairs import apart
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.results import unread, with_results
from phm_core.onboarding.loading.spellings import entries
from phm_core.onboarding.loading.suggest import suggested
from phm_core.onboarding.uploads.limits import SMALL

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
LONG = "ID,TEST,ON,VALUE\n1,BP,2020-01-02,142/88\n1,bmi,2020-01-02,31\n2,bp,,120/ 80\n"
HELD = ("UPPER", "LOWER", "BOTH")
WIDE = "ID,ON,UPPER,LOWER,BOTH\n1,2020-01-02,142,88,\n2,2020-01-03,,,120/80\n"
HEAD = "id: ours\ntitle: Ours\nmeaning: A test.\n"
TABLE = """
sources: {results: {files: [results]}}
tables:
  - into: measurement
    from: results
    columns: {local_id: ID, date: ON, value: VALUE, measure_id: MEASURE}
"""
PEOPLE = """
sources: {people: {files: [p]}}
tables: [{into: person, from: people, columns: {local_id: A}}]
"""
BOTH = "{column: TEST, values: {BP: blood_pressure}}"


def spelt(given: Given) -> dict[str, str]:
    return entries(given, CATALOGUE)


def results(folder: Path, mapping: SourceFormat, text: str) -> list[tuple[object, ...]]:
    """Whose, what and how much, of every row that the mapping yields."""
    (folder / "in").mkdir()
    (folder / "in" / "results.csv").write_text(text)
    delivery = received(folder / "in", folder / "work", SMALL)
    mapping = apart(mapping, CATALOGUE)
    rows: list[tuple[object, ...]] = []
    with duckdb.connect() as connection:
        found = matched(mapping, delivery)
        sources = {name: opened(connection, one) for name, one in found.items()}
        intake = CATALOGUE.intake["measurement"]
        for table in mapping.tables:
            made = mapped(table, intake, sources, date(2026, 1, 1), spelt)
            what = "measure_id" if "measure_id" in made.columns else "code"
            rows += made.select("local_id", what, "value").fetchall()
    return sorted(rows, key=str)


def test_a_word_that_means_both_gives_two_results(tmp_path: Path) -> None:
    mapping = parsed(HEAD + TABLE.replace("MEASURE", BOTH), "ours.yaml", CATALOGUE)
    assert parsed(saved(mapping), "again", CATALOGUE) == mapping
    assert results(tmp_path, mapping, LONG) == [
        ("1", "bmi", 31.0),
        ("1", "diastolic_bp", 88.0),
        ("1", "systolic_bp", 142.0),
        ("2", "diastolic_bp", 80.0),
        ("2", "systolic_bp", 120.0),
    ]


def test_columns_that_somebody_says_hold_pressures_are_read(tmp_path: Path) -> None:
    table = Delivered("results", "r.csv", Path("x"), ("ID", "ON", *HELD), 2)
    kinds = {"ID": "text", "ON": "date", "UPPER": "whole number",
             "LOWER": "whole number", "BOTH": "pair of numbers"}  # fmt: skip
    columns = tuple(Seen(name, kind, 2, 2) for name, kind in kinds.items())
    profile, delivery = Profile(table, columns, 0, ("ID",)), Delivery((table,))
    start = parsed(HEAD + PEOPLE, "m", CATALOGUE)
    shown = [seen.name for seen in unread(start, profile, delivery, CATALOGUE)]
    assert shown == ["ON", *HELD]
    said = {"UPPER": "systolic_bp", "LOWER": "diastolic_bp", "BOTH": "blood_pressure"}
    mapping = with_results(start, profile, delivery, said, CATALOGUE)
    mapping = parsed(saved(mapping), "again", CATALOGUE)
    assert not unread(mapping, profile, delivery, CATALOGUE)
    alone = {"sources": {"results": mapping.sources["results"]},
             "tables": mapping.tables[1:]}  # fmt: skip
    assert results(tmp_path, mapping.model_copy(update=alone), WIDE) == [
        ("1", "diastolic_bp", 88.0),
        ("1", "systolic_bp", 142.0),
        ("2", "diastolic_bp", 80.0),
        ("2", "systolic_bp", 120.0),
    ]


@pytest.mark.parametrize(
    "how",
    ["{column: TEST, otherwise: blood_pressure}",
     "{first_of: [TEST, X], values: {BP: blood_pressure}}"],
)  # fmt: skip
def test_both_are_said_of_whole_cells_of_one_column(how: str) -> None:
    with pytest.raises(RefusedInput, match="'blood_pressure' is several values"):
        parsed(HEAD + TABLE.replace("MEASURE", how), "ours.yaml", CATALOGUE)


def test_a_pressure_that_a_code_alone_names_is_suggested_and_read(
    tmp_path: Path,
) -> None:
    both, hba1c = "75367002", "999791000000106"
    (tmp_path / "out").mkdir()
    people = "\n".join(f"P{n:04d},1950-01-{n + 10},female" for n in range(12))
    (tmp_path / "out" / "people.csv").write_text(f"PATIENT_ID,DOB,SEX\n{people}\n")
    cells = [
        f"P{n:04d},2020-01-02,{both if n % 3 else hba1c},{'142/88' if n % 3 else 48}"
        for n in range(12)
    ]
    text = "PATIENT_ID,EFFECTIVE_DATE,SNOMED_CODE,VALUE\n" + "\n".join(cells) + "\n"
    (tmp_path / "out" / "results.csv").write_text(text)
    _, profiles = looked_at(tmp_path / "out", tmp_path, CATALOGUE, limits=SMALL)
    found = suggested(profiles, CATALOGUE, resolver_for(CATALOGUE, None))
    assert found.notes == ()
    mapping = parsed(saved(found.mapping), "again", CATALOGUE)
    (measured,) = (one for one in mapping.tables if one.into == "measurement")
    said = measured.columns["measure_id"]
    assert (said.column, said.values) == ("SNOMED_CODE", {both: "blood_pressure"})
    profile = next(one for one in profiles if one.table.name == "results")
    assert unknown_words(measured, profile, CATALOGUE)["measure_id"] == {
        both: "Blood pressure, both numbers in one (142/88)"
    }
    alone = {"sources": {"results": mapping.sources["results"]}, "tables": (measured,)}
    rows = results(tmp_path, mapping.model_copy(update=alone), text)
    assert rows[:3] == [
        ("P0000", hba1c, 48.0),
        ("P0001", "diastolic_bp", 88.0),
        ("P0001", "systolic_bp", 142.0),
    ]
    assert len(rows) == 4 + 2 * 8
