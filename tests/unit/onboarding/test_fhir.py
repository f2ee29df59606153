"""FHIR R4 files become plain tables, apart, whatever is broken or strange in them."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from phm_core.errors import RefusedInput
from phm_core.onboarding.fhir.paths import value_at, ways
from phm_core.onboarding.fhir.shape import shape_of
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import SMALL

pytestmark = pytest.mark.usefixtures("read_here")
UK = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-"
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "https://elsewhere.example", "value": "L1"},
        {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"},
    ],
    "gender": "female",
    "birthDate": "1950-03-02",
    "extension": [
        {
            "url": f"{UK}EthnicCategory",
            "valueCodeableConcept": {"coding": [{"code": "A"}]},
        }
    ],
    "generalPractitioner": [
        {
            "identifier": {
                "system": "https://fhir.nhs.uk/Id/ods-organization-code",
                "value": "F99001",
            }
        }
    ],
}
CONDITION = {
    "resourceType": "Condition",
    "id": "c1",
    "subject": {"reference": "Patient/p1"},
    "code": {
        "coding": [
            {"system": "http://hl7.org/fhir/sid/icd-10", "code": "E11.9"},
            {"system": "http://snomed.info/sct", "code": "100", "display": "Told"},
        ],
        "text": "As written",
    },
    "recordedDate": "2020-05-06",
}


def pressure(subject: str = "Patient/p1") -> dict[str, Any]:
    def part(code: str, value: float) -> dict[str, Any]:
        return {
            "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "code": "mm[Hg]"},
        }

    return {
        "resourceType": "Observation",
        "id": "o1",
        "subject": {"reference": subject},
        "effectiveDateTime": "2024-01-02T10:00:00Z",
        "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
        "component": [part("8480-6", 141.50), part("8462-4", 88)],
    }


def lines(*documents: Any) -> bytes:
    return "\n".join(
        one if isinstance(one, str) else json.dumps(one) for one in documents
    ).encode()


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    entries = [
        {"fullUrl": f"urn:uuid:{one.get('id', 'named-outside')}", "resource": one}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def read(tmp_path: Path, content: bytes) -> tuple[dict[str, Any], Path]:
    """What is found in a file, and the folder with its tables."""
    file, into = tmp_path / "sent", tmp_path / "into"
    file.write_bytes(content)
    into.mkdir()
    return apart("fhir", file, into, name="sent", limits=SMALL), into


def rows(into: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(into / f"{table}.parquet").to_pylist()


def test_a_patient_of_uk_core_keeps_number_ethnic_category_and_practice(tmp_path: Path):
    _, into = read(tmp_path, lines(PATIENT))
    (row,) = rows(into, "patient")
    assert row["nhs_number"] == "9990000018"
    assert (row["ethnicity"], row["practice"]) == ("A", "F99001")
    assert (row["birth_date"], row["gender"]) == ("1950-03-02", "female")


def test_the_best_of_several_codings_is_kept_with_its_own_system(tmp_path: Path):
    _, into = read(tmp_path, lines(CONDITION))
    (row,) = rows(into, "condition")
    assert (row["code"], row["code_system"]) == ("100", "snomedct")
    assert row["code_text"] == "As written"
    assert row["patient"] == "p1"


def test_both_pressures_are_rows_and_the_panel_is_none(tmp_path: Path):
    _, into = read(tmp_path, lines(pressure("urn:uuid:p1")))
    found = rows(into, "observation")
    assert [(row["code"], row["value"], row["unit"]) for row in found] == [
        ("8480-6", "141.5", "mm[Hg]"),
        ("8462-4", "88", "mm[Hg]"),
    ]
    assert {row["patient"] for row in found} == {"p1"}
    assert {row["date"] for row in found} == {"2024-01-02T10:00:00Z"}


def test_a_value_beside_parts_keeps_its_own_row(tmp_path: Path):
    both = pressure() | {"valueQuantity": {"value": 12, "code": "kg"}}
    _, into = read(tmp_path, lines(both))
    assert [row["value"] for row in rows(into, "observation")] == ["12", "141.5", "88"]


def test_a_medicine_that_the_request_contains_is_found_by_its_reference(tmp_path: Path):
    request = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "contained": [
            {
                "resourceType": "Medication",
                "id": "inner",
                "code": {"coding": [{"system": "https://dmd.nhs.uk", "code": "3"}]},
            }
        ],
        "medicationReference": {"reference": "#inner"},
        "subject": {"reference": "Patient?identifier=https://x.example|p1"},
    }
    _, into = read(tmp_path, lines(request))
    (asked,), (medicine,) = rows(into, "medication_request"), rows(into, "medication")
    assert asked["medication"] == medicine["id"] == "m1#inner"
    assert (medicine["code"], medicine["code_system"]) == ("3", "dmd")
    assert asked["patient"] == "p1"


def test_bundles_in_an_archive_give_the_same_tables_as_lines(tmp_path: Path):
    for part in ("a", "b"):
        (tmp_path / part).mkdir()
    one, two = PATIENT, CONDITION
    _, flat = read(tmp_path / "a", gzip.compress(lines(one, two, pressure())))
    archive = tmp_path / "bundles.zip"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("Somebody_by_name.json", json.dumps(bundle(one), indent=2))
        opened.writestr("Other.json", json.dumps(bundle(two, pressure())))
    found, bundled = read(tmp_path / "b", archive.read_bytes())
    assert found["files"] == 2
    for table in ("patient", "condition", "observation"):
        assert rows(flat, table) == rows(bundled, table)
    assert not list(bundled.rglob("*.json"))


def test_an_id_may_stand_outside_the_resource(tmp_path: Path):
    nameless = {key: value for key, value in PATIENT.items() if key != "id"}
    _, into = read(tmp_path, lines(bundle(nameless)))
    assert rows(into, "patient")[0]["id"] == "named-outside"


def test_strange_kinds_are_counted_and_harm_nothing(tmp_path: Path):
    odd = [{"resourceType": "Spaceship", "id": "x"}, {"resourceType": "Jo Bloggs 1"}]
    found, _ = read(tmp_path, lines(PATIENT, *odd))
    assert found["resources"] == {"Patient": 1, "Spaceship": 1, "other": 1}
    assert found["not_read"] == ["Spaceship", "other"]


def test_a_file_of_other_kinds_alone_says_so(tmp_path: Path):
    with pytest.raises(RefusedInput, match=r"only what is not read \(Claim\)"):
        read(tmp_path, lines({"resourceType": "Claim", "id": "x"}))


def test_broken_lines_are_counted_with_file_and_line_and_the_rest_is_read(
    tmp_path: Path,
):
    archive = tmp_path / "lines.zip"
    deep = "[" * 100_000
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("Patient.ndjson", lines(PATIENT, '{"resourceType": "Pat'))
        opened.writestr(
            "Condition.ndjson", lines(CONDITION, "", '{"no": "kind"}', deep, "7")
        )
    found, into = read(tmp_path, archive.read_bytes())
    assert found["left_out"] == 4
    assert found["lines_left_out"] == [[1, 2], [2, 3], [2, 4], [2, 5]]
    assert len(rows(into, "patient")) == len(rows(into, "condition")) == 1


def test_a_first_line_that_is_broken_does_not_hide_the_others(tmp_path: Path):
    found, into = read(tmp_path, lines('{"broken', PATIENT, CONDITION))
    assert found["lines_left_out"] == [1]
    assert len(rows(into, "condition")) == 1


def test_a_file_without_any_resource_is_refused(tmp_path: Path):
    with pytest.raises(RefusedInput, match="it holds no FHIR resource"):
        read(tmp_path, b"person_id,age\n1,40\n")


def test_values_of_the_wrong_kind_are_left_empty(tmp_path: Path):
    odd = {
        "resourceType": "Patient",
        "id": 7,
        "gender": {"of": "x"},
        "birthDate": ["1950-01-01"],
        "identifier": "text",
        "extension": [None, 3],
        "active": False,
    }
    _, into = read(tmp_path, lines(odd))
    (row,) = rows(into, "patient")
    assert (row["id"], row["gender"], row["nhs_number"]) == ("7", None, None)
    assert (row["birth_date"], row["active"]) == ("1950-01-01", "false")


@pytest.mark.parametrize("path", ["a..b", "a.", "[x=1]", "a b", "a[=1]", ""])
def test_what_is_no_path_is_refused_when_the_declaration_is_read(path: str):
    with pytest.raises(ValueError, match="is not a path"):
        ways(path)


def test_a_path_may_keep_the_items_that_have_something():
    items = {"a": [{"b": {"c": "x"}}, {"b": {"c": "y"}, "d": "found"}]}
    assert value_at(items, ways("a[b.c=y].d")) == "found"
    assert value_at(items, ways("a[b.c=x].d | a[d].b.c")) == "y"
    assert value_at(items, ways("a.b")) is None


def test_a_fault_in_a_declaration_is_told_with_its_line(tmp_path: Path):
    file = tmp_path / "own.yaml"
    file.write_text(
        "systems: {}\nresources:\n  Patient:\n    table: patient\n"
        "    values:\n      birth: a..b\n",
        encoding="utf-8",
    )
    with pytest.raises(RefusedInput, match=r"own\.yaml, line 6.*is not a path"):
        shape_of(file)
