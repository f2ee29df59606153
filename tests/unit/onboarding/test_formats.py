"""What the cells of each shipped format mean, on rows that were made for it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema import Given
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.mapped import mapped
from phm_core.onboarding.loading.matching import fitting, matched, opened
from phm_core.onboarding.uploads.limits import SMALL

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
AS_AT = date(2026, 10, 31)
Files = dict[str, str]


def by_id(given: Given) -> dict[str, str]:
    """The entries that a column may name, by their ids."""
    return {key: key for key in CATALOGUE.family(given.family)} if given.family else {}


def read(folder: Path, named: str, into: str, files: Files) -> list[dict[str, Any]]:
    """Rows that a format makes of some files for one table, by all of its maps."""
    source = folder / "source"
    source.mkdir()
    for name, text in files.items():
        (source / name).write_text(text, encoding="utf-8")
    delivery = received(source, folder / "work", SMALL)
    assert [one.id for one in fitting(CATALOGUE.formats.values(), delivery)][:1] == [
        named
    ]
    declared = CATALOGUE.formats[named]
    rows: list[dict[str, Any]] = []
    with duckdb.connect() as connection:
        found = matched(declared, delivery)
        sources = {
            name: opened(connection, t, declared.sources[name])
            for name, t in found.items()
        }
        for table in declared.tables:
            if table.into == into and table.from_ in sources:
                made = mapped(table, CATALOGUE.intake[into], sources, AS_AT, by_id)
                rows += made.order("row").to_arrow_table().to_pylist()
    return rows


def resources(*documents: dict[str, Any]) -> str:
    return "\n".join(json.dumps(one) for one in documents) + "\n"


def admitted(**cells: str) -> Files:
    row = {
        "PSEUDO_HESID": "A1", "MYDOB": "031950", "SEX": "2", "ETHNOS": "A",
        "LSOA11": "E01000001", "GPPRAC": "F81010", "ADMIDATE": "2024-01-02",
        "EPISTART": "2024-01-02", "EPIORDER": "1", "ADMIMETH": "21",
        "DISDATE": "2024-01-05", "DISDEST": "19", "PROCODE3": "RX1",
        "DIAG_4_01": "I10X", "DIAG_4_02": "E119", "DIAG_4_CONCAT": "I10X,E119",
        "OPERTN_4_01": "W371", "OPERTN_4_02": "-",
    } | cells  # fmt: skip
    quoted = [f'"{cell}"' for cell in row.values()]
    return {"apc.csv": f"{','.join(row)}\n{','.join(quoted)}\n"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, {"setting": "emergency_admission", "end": date(2024, 1, 5)}),
        ({}, {"icd10": "I10X", "icd10_all": "I10X;E119", "provider_code": "RX1"}),
        ({"ADMIMETH": "11"}, {"setting": "elective_admission"}),
        ({"ADMIMETH": "2A"}, {"setting": "emergency_admission"}),
        ({"ADMIMETH": "31"}, {"setting": "elective_admission"}),
        (
            {"DISDATE": "1800-01-01", "DISDEST": "98"},
            {"end": None, "discharge_destination": None},
        ),
        ({"DISDEST": "79"}, {"discharge_destination": "died"}),
    ],
)
def test_a_stay_of_hes(tmp_path, cells, expected):
    (row,) = read(tmp_path, "hes", "activity", admitted(**cells))
    assert row.items() >= expected.items()


def test_a_later_episode_of_a_stay_is_no_stay_of_its_own(tmp_path):
    assert read(tmp_path, "hes", "activity", admitted(EPIORDER="2")) == []


def test_diagnoses_and_operations_of_hes_are_rows(tmp_path):
    codes = read(tmp_path, "hes", "condition", admitted())
    assert [row["code"] for row in codes] == ["I10X", "E119"]
    (tmp_path / "again").mkdir()
    (done,) = read(tmp_path / "again", "hes", "procedure", admitted())
    assert (done["opcs4"], done["date"]) == ("W371", date(2024, 1, 2))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, {"birth_date": date(1950, 3, 1), "sex": "female"}),
        ({"ETHNOS": "A"}, {"ethnicity": "white_british"}),
        ({"ETHNOS": "1"}, {"ethnicity": "black_caribbean"}),
        ({"ETHNOS": "0"}, {"ethnicity": None, "ethnicity_group": "white"}),
        ({"GPPRAC": "V81999"}, {"practice_code": None}),
    ],
)
def test_a_person_of_hes(tmp_path, cells, expected):
    (row,) = read(tmp_path, "hes", "person", admitted(**cells))
    assert row.items() >= expected.items()


ATTRIBUTES = (
    "person_key,sex,practice_code,age,has_asthma,Has_copd,segment,as_at\n"
    "1,F,A1,40,1,0,Long-term conditions,2026-10-01\n2,M,A1,9,,,Well,2026-10-01\n"
)


def test_flags_of_an_attribute_table_are_diagnoses_without_a_day(tmp_path):
    files = {"wide.csv": ATTRIBUTES}
    (row,) = read(tmp_path, "attribute_table", "condition", files)
    assert (row["local_id"], row["condition_id"]) == ("1", "asthma")


def test_a_segment_that_came_ready_made_is_a_score(tmp_path):
    files = {"wide.csv": ATTRIBUTES}
    rows = read(tmp_path, "attribute_table", "score", files)
    score = CATALOGUE.scores["segment_given"]
    assert [score.band_of(row["value"]) for row in rows] == [
        "long_term_conditions",
        "generally_well",
    ]
    assert {row["date"] for row in rows} == {date(2026, 10, 1)}


def test_the_segments_given_are_those_that_are_worked_out():
    bands = [band.id for band in CATALOGUE.scores["segment_given"].bands]
    model = CATALOGUE.segments["bridges_to_health"]
    assert bands == [segment.id for segment in model.segments]


SYNTHEA = {
    "patients.csv": "Id,BIRTHDATE,DEATHDATE,GENDER,RACE\nP,1960-01-02,,F,native\n",
    "conditions.csv": "START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION\n"
    "2020-01-01,2021-02-03,P,E,1,One\n2022-01-01,,P,E,2,Two\n",
    "observations.csv": "DATE,PATIENT,CODE,DESCRIPTION,VALUE,UNITS,TYPE\n"
    "2020-01-01,P,8480-6,x,120,mm[Hg],numeric\n2020-01-01,P,QALY,x,3,a,numeric\n"
    "2020-01-01,P,72166-2,x,Former smoker,,text\n",
}


def test_conditions_of_synthea_end_where_they_stop(tmp_path):
    rows = read(tmp_path, "synthea_csv", "condition", SYNTHEA)
    assert [(row["code"], row["date"], row.get("kind")) for row in rows] == [
        ("1", date(2020, 1, 1), None),
        ("2", date(2022, 1, 1), None),
        ("1", date(2021, 2, 3), "resolution"),
    ]


def test_results_and_smoking_of_synthea(tmp_path):
    (row,) = read(tmp_path, "synthea_csv", "measurement", SYNTHEA)
    assert (row["code"], row["value"], row["code_system"]) == ("8480-6", 120, "loinc")
    (tmp_path / "again").mkdir()
    (fact,) = read(tmp_path / "again", "synthea_csv", "person_fact", SYNTHEA)
    assert (fact["fact"], fact["value"]) == ("smoking", "former")


OMOP = {
    "person.csv": "person_id,gender_concept_id,year_of_birth,month_of_birth,"
    "day_of_birth,race_concept_id,location_id,care_site_id\n"
    "1,8532,1960,4,9,8515,7,3\n2,8507,1971,,,0,,\n",
    "concept.csv": "concept_id,concept_name,domain_id,vocabulary_id,concept_code\n"
    "10,Asthma,Condition,SNOMED,195967001\n11,mmHg,Unit,UCUM,mm[Hg]\n",
    "location.csv": "location_id,location_source_value\n7,E01000001\n",
    "care_site.csv": "care_site_id,care_site_source_value\n3,F81010\n",
    "condition_occurrence.csv": "person_id,condition_concept_id,condition_start_date,"
    "condition_end_date,condition_source_concept_id,condition_source_value\n"
    "1,10,2020-01-01,,0,x\n1,0,2020-01-02,,0,local code\n",
}


def test_people_of_omop_live_and_are_registered_where_it_says(tmp_path):
    one, two = read(tmp_path, "omop_cdm", "person", OMOP)
    assert (one["birth_date"], two["birth_date"]) == (
        date(1960, 4, 9),
        date(1971, 1, 1),
    )
    assert (one["small_area"], one["practice_code"]) == ("E01000001", "F81010")
    assert (one["ethnicity_group"], two["ethnicity_group"]) == ("asian", "unknown")
    assert two["practice_code"] is None


def test_codes_of_omop_are_what_its_concepts_say(tmp_path):
    rows = read(tmp_path, "omop_cdm", "condition", OMOP)
    assert [(row["code"], row["code_system"]) for row in rows] == [
        ("195967001", "SNOMED"),
        ("local code", None),
    ]


def test_a_limit_of_fhir_is_a_value_just_beyond_it(tmp_path):
    person = {"resourceType": "Patient", "id": "p1", "gender": "female"}
    result = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-01-02",
        "code": {"coding": [{"system": "http://loinc.org", "code": "33914-3"}]},
        "valueQuantity": {"value": 90, "comparator": ">", "code": "mL/min"},
    }
    plain = result | {"id": "o2", "valueQuantity": {"value": 75, "code": "mL/min"}}
    files = {"sent.ndjson": resources(person, result, plain)}
    limit, usual = read(tmp_path, "fhir_r4", "measurement", files)
    assert (limit["value"], usual["value"]) == (pytest.approx(90), 75)
    assert limit["value"] > 90


def test_what_was_refuted_or_not_done_is_not_taken_from_fhir(tmp_path):
    def condition(status: str) -> dict[str, Any]:
        return {
            "resourceType": "Condition",
            "subject": {"reference": "Patient/p"},
            "verificationStatus": {"coding": [{"code": status}]},
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": status}]},
            "onsetDateTime": "2020-01-01",
        }

    kinds = [
        condition("confirmed"),
        condition("refuted"),
        condition("entered-in-error"),
    ]
    patient = {"resourceType": "Patient", "id": "p", "gender": "male"}
    files = {"all.ndjson": resources(patient, *kinds)}
    (row,) = read(tmp_path, "fhir_r4", "condition", files)
    assert row["code"] == "confirmed"


def test_a_vaccination_that_was_not_given_was_declined(tmp_path):
    def given(status: str) -> dict[str, Any]:
        return {
            "resourceType": "Immunization",
            "status": status,
            "patient": {"reference": "Patient/p"},
            "vaccineCode": {"coding": [{"code": "140"}]},
            "occurrenceDateTime": "2024-10-01",
        }

    patient = {"resourceType": "Patient", "id": "p"}
    files = {"all.ndjson": resources(patient, given("completed"), given("not-done"))}
    rows = read(tmp_path, "fhir_r4", "process", files)
    assert [row["outcome"] for row in rows] == ["given", "declined"]
