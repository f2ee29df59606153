"""Tables that point to others by keys, as suppliers of GP systems send them.

Layout: patients by GUID; practices, codes and medicines each have a table of their own.
"""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import saved
from phm_core.catalogue.schema import SourceFormat, TableMap
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.suggest import suggested
from phm_core.onboarding.uploads.limits import SMALL
from tests.unit.onboarding import extract

CATALOGUE = load_catalogue()
PEOPLE, CODES = 60, ("44054006", "73211009", "1003755004")


def guid(kind: str, number: int) -> str:
    return f"{{{kind * 8}-0000-4000-8000-{number:012X}}}"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("emis") / "in"
    extract.write(
        folder / "Admin_Organisation.csv",
        ["OrganisationGuid", "OrganisationName", "ODSCode"],
        [[guid("A", n), f"Surgery {n}", f"A8100{n}"] for n in range(3)],
    )
    extract.write(
        folder / "Admin_Patient.csv",
        ["PatientGuid", "OrganisationGuid", "Sex", "DateOfBirth", "GivenName",
         "Postcode", "DateOfDeactivation", "DummyType", "Deleted"],
        [[guid("B", n), guid("A", n % 3), "MF"[n % 2], f"0{1 + n % 9}/02/1950", "Ann",
          "ZZ1 1AA", "01/03/2026" if n % 9 == 0 else "", "false", str(n == 7).lower()]
         for n in range(PEOPLE)],
    )  # fmt: skip
    extract.write(
        folder / "Coding_ClinicalCode.csv",
        ["CodeId", "Term", "SnomedCTConceptId"],
        [[n, f"Entry {n}", code] for n, code in enumerate(CODES)],
    )
    extract.write(
        folder / "Coding_DrugCode.csv",
        ["CodeId", "Term", "DmdProductCodeId"],
        [[n + 10, f"Medicine {n}", code] for n, code in enumerate(CODES)],
    )
    extract.write(
        folder / "CareRecord_Observation.csv",
        ["ObservationGuid", "PatientGuid", "OrganisationGuid", "EffectiveDate",
         "EnteredDate", "CodeId", "Value", "NumericUnit", "ObservationType", "Deleted"],
        [[guid("C", n), guid("B", n % PEOPLE), guid("A", n % 3), "05/06/2025",
          "06/06/2025", n % 3, "" if n % 4 else 7.1, "", "Observation", "false"]
         for n in range(200)],
    )  # fmt: skip
    extract.write(
        folder / "Prescribing_IssueRecord.csv",
        ["IssueRecordGuid", "PatientGuid", "EffectiveDate", "CodeId",
         "CourseDurationInDays", "Deleted"],
        [[guid("D", n), guid("B", n % PEOPLE), "05/06/2025", 10 + n % 3, 28, "false"]
         for n in range(200)],
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def profiles(
    delivered: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Profile]:
    beside = tmp_path_factory.mktemp("work")
    return looked_at(delivered, beside, CATALOGUE, limits=SMALL)[1]


@pytest.fixture(scope="module")
def mapping(profiles: list[Profile]) -> SourceFormat:
    found = suggested(profiles, CATALOGUE, resolver_for(CATALOGUE, None))
    assert found.notes == ()
    return found.mapping


def tables(mapping: SourceFormat, source: str) -> dict[str, TableMap]:
    return {table.into: table for table in mapping.tables if table.from_ == source}


def read(table: TableMap) -> dict[str, str | None]:
    return {ours: how.column for ours, how in table.columns.items()}


def joined(table: TableMap) -> list[tuple[str, dict[str, str]]]:
    return [(join.table, join.on) for join in table.join]


def test_a_practice_is_what_the_table_of_organisations_calls_it(mapping):
    person = tables(mapping, "admin_patient")["person"]
    assert read(person) == {
        "local_id": "PatientGuid",
        "birth_date": "DateOfBirth",
        "sex": "Sex",
        "practice_code": "admin_organisation.ODSCode",
        "deregistered_on": "DateOfDeactivation",
    }
    on = {"OrganisationGuid": "OrganisationGuid"}
    assert joined(person) == [("admin_organisation", on)]


def test_a_code_is_what_the_table_of_codes_says(mapping):
    found = tables(mapping, "care_record_observation")
    # Some rows have a value and some have none: they may be either.
    assert set(found) == {"condition", "measurement"}
    for table in found.values():
        assert read(table)["code"] == "coding_clinical_code.SnomedCTConceptId"
        assert read(table)["term"] == "coding_clinical_code.Term"
        assert read(table)["date"] == "EffectiveDate"
        assert table.columns["code_system"].constant == "snomedct"
        assert joined(table) == [("coding_clinical_code", {"CodeId": "CodeId"})]


def test_two_tables_of_codes_with_keys_called_alike_are_told_apart(mapping):
    (issue,) = tables(mapping, "prescribing_issue_record").values()
    assert issue.into == "medication"
    assert read(issue)["code"] == "coding_drug_code.DmdProductCodeId"
    assert issue.columns["code_system"].constant == "dmd"


def test_rows_that_say_that_they_are_none_are_left_out(mapping):
    person = tables(mapping, "admin_patient")["person"]
    assert [test.column for test in person.where] == ["DummyType", "Deleted"]
    assert all("true" in test.is_not for test in person.where)


def test_the_key_of_each_table_is_suggested(mapping):
    assert {name: source.key for name, source in mapping.sources.items()} == {
        "admin_organisation": ("OrganisationGuid",),
        "admin_patient": ("PatientGuid",),
        "coding_clinical_code": ("CodeId",),
        "coding_drug_code": ("CodeId",),
        "care_record_observation": ("ObservationGuid",),
        "prescribing_issue_record": ("IssueRecordGuid",),
    }


@pytest.mark.usefixtures("read_here")
def test_only_what_changed_is_loaded_by_it_at_once(delivered, mapping, loads, tmp_path):
    text = saved(mapping)
    loads(delivered, text, deltas_follow=True)
    changed = tmp_path / "changed"
    with (delivered / "Admin_Patient.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    gone, moved, same = rows[0], rows[1], rows[2]
    gone[-1], moved[2] = "true", "F" if moved[2] == "M" else "M"
    new = [guid("B", PEOPLE), *same[1:]]
    extract.write(changed / "Admin_Patient.csv", header, [gone, moved, new])
    terms = {"since": extract.AS_AT, "as_at": extract.AS_AT + timedelta(1)}
    _, report = loads(changed, text, **terms)
    # One is gone and one is new; a dummy was left out of the first delivery already.
    assert report.linkage.people == PEOPLE - 1


def test_what_says_whose_a_record_is_is_no_key_though_nobody_has_two(tmp_path):
    folder = tmp_path / "in"
    people = [[f"70{n}", "F", "01/02/1950"] for n in range(40)]
    extract.write(folder / "people.csv", ["IDPatient", "Gender", "DateBirth"], people)
    extract.write(
        folder / "moves.csv",
        ["IDPatient", "DateEvent", "SNOMEDCode", "Number"],
        [[f"70{n}", "01/02/2020", CODES[n % 3], n] for n in range(40)],
    )
    _, seen = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    assert {one.table.name: one.key for one in seen} == {
        "people": "IDPatient",
        "moves": "",
    }


def test_no_name_or_address_is_shown_though_many_share_it(profiles):
    (patients,) = (one for one in profiles if one.table.name == "Admin_Patient")
    shown = {seen.name: seen.values for seen in patients.columns}
    assert shown["GivenName"] == shown["Postcode"] == ()
    assert shown["Sex"]


def test_a_column_that_says_something_itself_points_to_nothing(tmp_path):
    folder = tmp_path / "in"
    people = [
        [f"70{n}", "F", "01/02/1950", f"A8100{n % 3}", n % 2 + 1] for n in range(40)
    ]
    header = ["patient_id", "sex", "dob", "practice_code", "ward_id"]
    extract.write(folder / "patients.csv", header, people)
    practices = [[f"A8100{n}", f"Surgery {n}"] for n in range(3)]
    extract.write(folder / "practices.csv", ["practice_code", "practice"], practices)
    wards = [[1, "E01000001"], [2, "E01000002"]]
    extract.write(folder / "wards.csv", ["id", "lsoa_code"], wards)
    _, seen = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    found = suggested(seen, CATALOGUE, resolver_for(CATALOGUE, None))
    (person,) = found.mapping.tables
    assert read(person)["practice_code"] == "practice_code"
    assert read(person)["small_area"] == "wards.lsoa_code"
    assert joined(person) == [("wards", {"ward_id": "id"})]
    assert found.notes == ("practices.csv: nothing in it is recognised.",)


def test_a_table_is_pointed_to_by_a_name_like_its_own_and_once(tmp_path):
    folder = tmp_path / "in"
    people = [[f"70{n}", "F", "01/02/1950", *[n % 2 + 1] * 3] for n in range(40)]
    header = ["patient_id", "sex", "dob", "ward_id", "ward_key", "zone_id"]
    extract.write(folder / "patients.csv", header, people)
    rows = [[1, "E01000001"], [2, "E01000002"]]
    extract.write(folder / "wards.csv", ["id", "lsoa_code"], rows)
    # Values that are there too: in a key that is called something else, and in
    # a column that is no key, since two rows have the same.
    extract.write(folder / "bands.csv", ["band_number", "lsoa_code"], rows)
    zones = [[n, f"E010000{n:02d}"] for n in (*range(1, 21), 1)]
    extract.write(folder / "zones.csv", ["id", "lsoa_code"], zones)
    _, seen = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    (patients,) = (one for one in seen if one.table.name == "patients")
    assert [(one.read, one.on) for one in patients.beside] == [
        ("wards.lsoa_code", ("ward_id", "id"))
    ]


def test_where_people_live_now_is_taken_from_a_history_of_addresses(tmp_path):
    folder = tmp_path / "in"
    extract.write(
        folder / "SRPatient.csv",
        ["IDPatient", "Gender", "DateBirth", "TestPatient"],
        [[f"70{n}", "F", "01 Feb 1950 00:00:00", "N"] for n in range(40)],
    )
    extract.write(
        folder / "SRPatientAddressHistory.csv",
        ["RowIdentifier", "IDPatient", "LSOA", "DateTo", "RemovedData"],
        [[n, f"70{n % 40}", f"E0100000{n % 2}", "02 Mar 2020" if n >= 40 else "", "0"]
         for n in range(80)],
    )  # fmt: skip
    _, seen = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    found = suggested(seen, CATALOGUE, resolver_for(CATALOGUE, None))
    (home,) = tables(found.mapping, "sr_patient_address_history").values()
    assert read(home) == {"local_id": "IDPatient", "small_area": "LSOA"}
    removed, ended = home.where
    assert removed.column == "RemovedData"
    assert (ended.column, ended.filled) == ("DateTo", False)


def test_of_two_codes_of_a_row_the_one_of_snomed_ct_is_taken(tmp_path):
    folder = tmp_path / "in"
    extract.write(
        folder / "people.csv",
        ["IDPatient", "Gender", "DateBirth"],
        [[f"70{n}", "F", "01/02/1950"] for n in range(40)],
    )
    extract.write(
        folder / "SRCode.csv",
        ["IDPatient", "DateEvent", "CTV3Code", "SNOMEDCode"],
        [[f"70{n % 40}", "01/02/2020", "XE10F", CODES[n % 3]] for n in range(80)],
    )
    _, seen = looked_at(folder, tmp_path / "work", CATALOGUE, limits=SMALL)
    found = suggested(seen, CATALOGUE, resolver_for(CATALOGUE, None))
    (entries,) = tables(found.mapping, "sr_code").values()
    assert read(entries)["code"] == "SNOMEDCode"
