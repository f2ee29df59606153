"""A delivery becomes a snapshot; whatever cannot be read is counted and shown."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.load import SHIPPED, load_catalogue
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import HowMany
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.onboarding.codes.unmapped import write_list
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.delivery import received
from phm_core.onboarding.loading.matching import changes
from phm_core.onboarding.loading.person_table import NO_AGE
from phm_core.onboarding.loading.protecting import Lists
from phm_core.onboarding.loading.relaid import relaid
from phm_core.onboarding.uploads.limits import SMALL
from phm_core.settings import Settings
from phm_core.snapshot import open_snapshot
from phm_core.start import open_house
from tests.unit.onboarding import extract
from tests.unit.onboarding.wishes import wish_of

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
CATALOGUE_FORMATS = SHIPPED / "formats"
COHORTS = {
    "diabetes": {"condition": {"is": "diabetes"}},
    "type 2": {"condition": {"is": "diabetes_type_2"}},
    "high": {"measurement": {"of": "hba1c", "which": "latest", "at_least": 58}},
    "pressure": {
        "measurement": {"of": "systolic_bp", "which": "latest", "at_least": 140}
    },
    "low": {"measurement": {"of": "diastolic_bp", "which": "min", "below": 70}},
    "young women": {"all": [{"age": {"max": 40}}, {"sex": {"is": ["female"]}}]},
    "poor": {"deprivation": {"decile_max": 3}},
    "there": {"registered_at": {"practice": ["T00001"]}},
}


def rows(snapshot: Path, table: str) -> list[dict[str, Any]]:
    files = open_snapshot(snapshot).files(table)
    tables = [pq.read_table(file) for file in files]
    return pa.concat_tables(tables, promote_options="permissive").to_pylist()


def entries(snapshot: Path) -> list[tuple[Any, ...]]:
    names = ("person_id", "condition_id", "date")
    return [tuple(row[name] for name in names) for row in rows(snapshot, "condition")]


def counts(snapshot: Path, folder: Path) -> dict[str, int]:
    """People in each cohort, counted exactly."""
    house = open_house(Settings(data_dir=folder), snapshot)
    scope = house.scope(purpose="analysis")
    found = {}
    for name, criteria in COHORTS.items():
        asked = HowMany(
            parse_definition(json.dumps({"name": name, "criteria": criteria}))
        )
        found[name] = house.gateway.ask(asked, scope).facts["people"]
    return found


def test_two_layouts_of_the_same_people_give_the_same_cohorts(loads, tmp_path):
    everybody = extract.people()
    one_layout = extract.first_supplier(tmp_path / "a", everybody)
    other_layout = extract.second_supplier(tmp_path / "b", everybody)
    first, one = loads(one_layout, extract.FIRST)
    second, two = loads(other_layout, extract.SECOND)
    assert one.linkage.people == two.linkage.people == len(everybody)
    assert two.linkage.put_together == len(everybody) / 3
    found = counts(first, tmp_path / "first")
    assert found == counts(second, tmp_path / "second")
    assert min(found.values()) > 0
    for table, apart in (
        ("person", ()),
        ("condition", ("code", "code_system", "source")),
    ):
        same = [
            [{k: v for k, v in row.items() if k not in apart} for row in rows(s, table)]
            for s in (first, second)
        ]
        assert same[0] == same[1]


def small(folder: Path, **tables: list[list[Any]]) -> Path:
    """A delivery of a few rows, the first of each table being its header."""
    for name, (header, *more) in tables.items():
        extract.write(folder / f"{name}.csv", header, more)
    return folder


PERSON = ["nhs_number", "local_id", "birth_date", "sex", "practice_code"]
SICK = [
    ["nhs_number", "local_id", "birth_date", "sex", "age", "practice_code"],
    ["9990000018", "a", "1950-01-01", "F", "", "T00001"],
    ["9990000019", "b", "1950-01-01", "F", "", "T00001"],
    ["", "c", "1800-01-01", "F", "", "T00001"],
    ["", "d", "2999-01-01", "M", "", "T00001"],
    ["", "e", "", "M", "-4", "T00001"],
    ["", "f", "1950-01-01", "=HYPERLINK(1)", "", "T00001"],
    ["", "f", "1950-01-01", "M", "", "T00001"],
    ["", "", "1950-01-01", "M", "", "T00001"],
]


def plain() -> str:
    return (CATALOGUE_FORMATS / "plain_tables.yaml").read_text(encoding="utf-8")


def test_every_value_that_is_none_is_counted_with_an_example(loads, tmp_path):
    path, report = loads(small(tmp_path / "in", person=SICK), plain())
    said = {(one.what, one.rows, one.row) for m in report.maps for one in m.counted}
    impossible = "cannot be (too early, too late, too small or large)"
    assert said == {
        ("with an NHS number that fails its check", 1, 3),
        (f"in which 'birth_date' {impossible}", 2, 4),
        (f"in which 'age' {impossible}", 1, 6),
        ("in which 'sex' cannot be read and is missing now", 1, 7),
        ("that do not say whose they are, set aside", 1, 9),
    }
    assert f"People who {NO_AGE}: 3." in report.notes
    link = report.linkage
    assert (link.rows, link.people, link.by_number) == (8, 6, 1)
    assert (link.no_identity, link.put_together, link.bad_number) == (1, 1, 1)
    assert all("9990000018" not in p.read_text("latin-1") for p in path.rglob("*.*"))
    assert {row["sex"] for row in rows(path, "person")} == {"female", "male"}


def test_rows_that_may_be_of_two_people_are_counted(loads, tmp_path):
    again = {"1": ("1980-01-01", "F"), "2": ("1950-06-01", "unknown"), "3": ("", "M")}
    first = [["", who, "1950-01-01", "F", "", "T00001"] for who in (*again, "4")]
    more = [["", who, born, sex, "", "T00002"] for who, (born, sex) in again.items()]
    people = [SICK[0], *first, *more]
    _, report = loads(small(tmp_path / "in", person=people), plain())
    link = report.linkage
    assert (link.people, link.put_together, link.disagreeing) == (4, 3, 2)
    assert any(
        one.startswith("Rows of 2 people disagree on the year of birth or the sex")
        for one in report.sentences()
    )


APPOINTMENTS = """
id: ours
title: Ours
meaning: A test.
sources: {people: {files: [people]}, visits: {files: [visits]}}
tables:
  - into: person
    from: people
    columns: {local_id: ID, sex: SEX}
  - into: activity
    from: visits
    where: RULE
    columns: {local_id: ID, start: DAY, setting: {constant: gp}}
"""
BORN = """
id: ours
title: Ours
meaning: A test.
sources: {people: {files: [people], layout: LAYOUT}}
tables:
  - {into: person, from: people, columns: {local_id: ID, sex: SEX, birth_date: BORN}}
"""
NOT_ATTENDED = "{column: STATUS, is_not: [DNA, Cancelled]}"
HIS = "{column: STATUS, is: [Attended]}"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (NOT_ATTENDED, "'STATUS' is 'DNA' or 'Cancelled'"),
        (f"{NOT_ATTENDED}, {{column: VOID, filled: false}}",
         "'STATUS' is 'DNA' or 'Cancelled' or 'VOID' is filled"),
        (HIS, "'STATUS' is not 'Attended'"),
    ],
    ids=["nobody came", "nobody came, or void", "somebody came"],
)  # fmt: skip
def test_rows_that_a_rule_leaves_out_are_counted_with_it(loads, tmp_path, rule, said):
    people = [["ID", "SEX"], ["a", "F"], ["b", "M"]]
    visits = [
        ["ID", "DAY", "STATUS", "VOID"],
        ["a", "2025-01-01", "Attended", ""],
        ["b", "2025-01-02", "DNA", ""],
        ["b", "2025-01-03", "Cancelled", "1"],
        ["z", "2025-01-03", "Attended", ""],
    ]
    delivery = small(tmp_path / "in", people=people, visits=visits)
    path, report = loads(delivery, APPOINTMENTS.replace("RULE", f"[{rule}]"))
    _, one = report.maps
    assert (one.rows, one.kept, len(rows(path, "activity"))) == (4, 1, 1)
    assert sum(each.rows for each in one.counted if each.fate) == one.rows - one.kept
    assert any(
        line == f"visits: rows that the mapping leaves out ({said}): 2, of visits.csv."
        for line in report.sentences()
    )


def test_a_mapping_that_reads_no_birthday_any_more_waits_for_a_confirmation(
    loads, tmp_path, area
):
    born = [["ID", "BORN", "SEX"], *([f"p{n}", "1950-01-01", "F"] for n in range(60))]
    mapping = BORN.replace("LAYOUT", "[ID, BORN, SEX]")
    first, _ = loads(small(tmp_path / "in", people=born), mapping)
    later = small(tmp_path / "on", people=[[who, sex] for who, _, sex in born])
    wish = wish_of(later, mapping, area, tmp_path / "out")
    with pytest.raises(RefusedInput, match="'BORN' is no longer there"):
        loading.load(wish, running=open_snapshot(first))
    delivery = received(later, tmp_path / "work", SMALL)
    renewed = relaid(wish.mapping, changes(wish.mapping, delivery), {})
    wish = replace(wish, mapping=renewed)
    lost = "people of whom the month of birth is known: 60 before, 0 now"
    with pytest.raises(RefusedInput, match=lost):
        loading.load(wish, running=open_snapshot(first))
    second, _ = loading.load(wish, running=open_snapshot(first), confirmed=True)
    assert {row["birth_month"] for row in rows(second, "person")} == {None}


def test_results_become_the_unit_of_their_measure_or_are_counted(loads, tmp_path):
    header = ["local_id", "measure_id", "date", "value", "unit"]
    results = [
        header,
        ["a", "hba1c", "2025-01-01", "7.5", "%"],
        ["a", "HbA1c", "01/02/2025", "58", "mmol/mol"],
        ["a", "total_cholesterol", "2025-01-01", "200", "mg/dL"],
        ["a", "systolic_bp", "2025-01-01", "140", "mm[Hg]"],
        ["a", "hba1c", "2025-01-02", "900", "mmol/mol"],
        ["a", "hba1c", "2025-01-03", "50", "furlongs"],
        ["a", "hba1c", "2025-01-04", "high", ""],
        ["a", "hba1c", "soon", "50", ""],
        ["z", "hba1c", "2025-01-04", "50", ""],
        ["", "hba1c", "2025-01-04", "50", ""],
        ["a", "smoothness", "2025-01-04", "50", ""],
        ["a", "creatinine", "2025-06-01", "1.2", "mg/dL"],
        ["a", "egfr", "2025-03-01", ">90", ""],
    ]
    delivery = small(tmp_path / "in", person=SICK[:2], measurement=results)
    path, report = loads(delivery, plain())
    found = {
        (r["measure_id"], r["date"].isoformat()): r for r in rows(path, "measurement")
    }
    values = {key: row["value"] for key, row in found.items()}
    assert values["hba1c", "2025-01-01"] == pytest.approx(58.47, abs=0.01)
    assert values["hba1c", "2025-02-01"] == 58
    assert values["total_cholesterol", "2025-01-01"] == pytest.approx(5.172)
    assert values["systolic_bp", "2025-01-01"] == 140
    assert [values["hba1c", f"2025-01-0{day}"] for day in (2, 3, 4)] == [None] * 3
    assert found["egfr", "2025-06-01"]["source"].endswith("(CKD-EPI 2009)")
    assert values["egfr", "2025-03-01"] == pytest.approx(90)
    assert report.implausible == {"hba1c": 1}
    told = {
        (c.what, c.row) for m in report.maps for c in m.counted if m.into != "person"
    }
    assert told == {
        ("with a unit that the measure is not known in; the value is missing", 7),
        ("in which 'value' cannot be read and is missing now", 8),
        ("with no 'date' that can be read, set aside", 9),
        ("in which 'date' cannot be read and is missing now", 9),
        ("of people who are not among the people, set aside", 10),
        ("that do not say whose they are, set aside", 11),
        ("that name neither an entry nor a code, set aside", 12),
        ("in which 'measure_id' cannot be read and is missing now", 12),
        (
            "in which 'value' is the end of what is measured (such as >90), and is "
            "taken to be just beyond it",
            14,
        ),
    }


@pytest.mark.parametrize(
    ("sex", "age", "creatinine", "expected"),
    [
        # Worked with the published equations by hand, for mg/dL of 0.8, 1.1 and 2.0.
        ("F", 50, 0.8, (86, 89)),
        ("M", 60, 1.1, (73, 77)),
        ("M", 75, 2.0, (31, 34)),
    ],
)
def test_kidney_function_follows_the_published_equations(
    loads, tmp_path, sex, age, creatinine, expected
):
    born = f"{2025 - age}-01-01"
    person = [SICK[0], ["", "a", born, sex, "", "T00001"]]
    results = [
        ["local_id", "measure_id", "date", "value", "unit"],
        ["a", "creatinine", "2025-06-01", creatinine, "mg/dL"],
    ]
    delivery = small(tmp_path / "in", person=person, measurement=results)
    for equation, value in zip(("2009", "2021"), expected, strict=True):
        path, _ = loads(delivery, f"{plain()}creatinine: ckd_epi_{equation}\n")
        found = {row["measure_id"]: row["value"] for row in rows(path, "measurement")}
        assert found["egfr"] == pytest.approx(value, abs=1)


def test_codes_that_no_list_knows_are_ranked_by_people(loads, tmp_path):
    entries = [["local_id", "code", "code_system", "date", "term"]]
    entries += [["a", "111", "local", "2025-01-01", "x"]] * 5
    entries += [
        [one, "222", "local", "2025-01-01", "Asthma (disorder)"] for one in "cd"
    ]
    delivery = small(tmp_path / "in", person=SICK[:6], condition=entries)
    _, report = loads(delivery, plain())
    found = [(one.code, one.people, one.rows) for one in report.unmapped]
    assert found == [("222", 2, 2), ("111", 1, 5)]
    assert report.unmapped[0].suggestions == ("conditions/asthma",)


def test_codes_given_a_meaning_move_people_when_loaded_again(loads, tmp_path):
    entries = [["local_id", "condition_id", "code", "code_system", "date", "term"]]
    entries += [["d", "asthma", "", "", "2025-01-01", ""]]
    entries += [["c", "", "111", "local", "2025-01-01", "x"]]
    entries += [
        [one, "", "222", "local", "2025-01-01", "Asthma (disorder)"] for one in "ac"
    ]
    delivery = small(tmp_path / "in", person=SICK[:6], condition=entries)
    before, first = loads(delivery, plain())

    unknown = tmp_path / "unknown-codes.csv"
    write_list(first.unmapped, unknown)
    listed = list(csv.DictReader(unknown.read_text(encoding="utf-8").splitlines()))
    agreed = [
        row | {"codelist": row["suggestions"]} for row in listed if row["suggestions"]
    ]
    lists = tmp_path / "lists"
    extract.write(
        lists / "own.csv", list(listed[0]), [list(row.values()) for row in agreed]
    )
    after, second = loads(delivery, plain(), codelists=lists, into=tmp_path / "again")

    asked = {"name": "asthma", "criteria": {"condition": {"is": "asthma"}}}
    question = HowMany(parse_definition(json.dumps(asked)))
    found = []
    for name, path in (("before", before), ("after", after)):
        house = open_house(Settings(data_dir=tmp_path / name), path)
        scope = house.scope(purpose="analysis")
        found.append(house.gateway.ask(question, scope).facts["people"])
    assert found == [1, 3]
    assert [(one.code, one.people) for one in second.unmapped] == [("111", 1)]


def test_a_register_of_a_source_is_every_condition_that_it_implies(loads, tmp_path):
    entries = [
        ["local_id", "condition_id", "date"],
        ["a", "Type 2 diabetes", "2025-01-01"],
    ]
    path, _ = loads(small(tmp_path / "in", person=SICK[:2], condition=entries), plain())
    assert [(r["condition_id"], r["kind"]) for r in rows(path, "condition")] == [
        ("diabetes", "diagnosis"),
        ("diabetes_type_2", "diagnosis"),
    ]


def test_the_last_registration_stands_whole(loads, tmp_path):
    header = [*PERSON, "registered_on", "deregistered_on"]
    person = [
        header,
        ["", "a", "1950-01-01", "F", "T00001", "2010-01-01", "2020-01-01"],
        ["", "a", "", "", "T00002", "2020-01-02", ""],
    ]
    deaths = [["local_id", "died_on"], ["a", "2026-01-05"]]
    path, _ = loads(small(tmp_path / "in", person=person, death=deaths), plain())
    (row,) = rows(path, "person")
    assert (row["practice_code"], row["deregistered_on"]) == ("T00002", None)
    assert (row["sex"], row["died_on"]) == ("female", date(2026, 1, 5))
    assert len(rows(path, "registration")) == 2


def test_facts_are_told_outright_or_by_code_and_the_latest_stands(loads, tmp_path):
    facts = [
        ["local_id", "date", "fact", "value", "code", "code_system"],
        ["a", "2020-01-01", "smoking", "current smoker", "", ""],
        ["a", "2024-01-01", "smoking", "ex-smoker", "", ""],
        ["a", "2024-01-01", "", "", "C1", "local"],
        ["a", "2024-01-01", "nhs_number", "1", "", ""],
    ]
    delivery = small(tmp_path / "in", person=SICK[:2], person_fact=facts)
    lists = tmp_path / "lists"
    rows_of_list = [["carehome_cod", "local", "C1", "x"]]
    rows_of_list += [["social/care_hom", "local", "C2", "x"]]
    extract.write(lists / "l.csv", ["codelist", "system", "code", "term"], rows_of_list)
    path, report = loads(delivery, plain(), codelists=lists)
    (person,) = rows(path, "person")
    assert (person["smoking"], person["care_home"]) == ("former", True)
    misnamed = [one for one in report.sentences() if "'social/care_hom'" in one]
    assert misnamed == [
        "The code list 'social/care_hom' is of nothing in the catalogue, so its codes "
        "mean nothing. Did you mean 'social/care_home'?"
    ]


def test_a_small_area_of_2011_becomes_what_the_area_pack_says(loads, tmp_path, area):
    changes = pa.table(
        {
            "lsoa11": ["E01000777", "E01000888", "E01000888"],
            "lsoa21": ["E01000001", "E01000002", "E01000003"],
        }
    )
    pack = tmp_path / "pack"
    shutil.copytree(area, pack)
    pq.write_table(changes, pack / "small_area_change.parquet")
    header = ["local_id", "birth_date", "sex", "small_area"]
    lives = ["E01000777", "E01000888", "E01000005", "E01999999", "W01000001"]
    person = [
        header,
        *([str(n), "1950-01-01", "F", one] for n, one in enumerate(lives)),
    ]
    path, report = loads(small(tmp_path / "in", person=person), plain(), area=pack)
    found = {row["lsoa21"] for row in rows(path, "person")}
    assert {"E01000001", "E01000005", None} <= found
    assert len(found & {"E01000002", "E01000003"}) == 1
    assert any(
        note.startswith("People who live where the area") for note in report.notes
    )


REAL = [["local_id", "kind", "recorded_on"], ["a", "type 1", "2020-01-01"]]
FLAGS = [["local_id", "kind"], ["a", "sensitive"]]


def test_real_people_come_with_their_choices_and_without_their_numbers(
    loads, real, tmp_path
):
    delivery = small(tmp_path / "in", person=SICK[:2], opt_out=REAL, sharing_flag=FLAGS)
    path, _ = loads(delivery, plain(), **real)
    (person,) = rows(path, "person")
    assert person["pseudonym"] == real["key"].pseudonym("9990000018")
    assert real["links"].find(real["key"], [person["pseudonym"]]) == {
        person["pseudonym"]: "9990000018"
    }
    assert open_snapshot(path).manifest.pseudonym_key == real["key"].id
    assert [row["kind"] for row in rows(path, "opt_out")] == ["type_1"]
    assert [row["kind"] for row in rows(path, "sharing_flag")] == ["pds_sensitive"]


@pytest.mark.parametrize(
    ("tables", "lists", "said"),
    [
        ({"sharing_flag": FLAGS}, Lists(date(2026, 6, 20)), "the list 'opt_out'"),
        ({"opt_out": REAL}, Lists(date(2026, 6, 20)), "the list 'sharing_flag'"),
        ({"opt_out": REAL, "sharing_flag": FLAGS}, Lists(None), "--lists-of"),
        ({"opt_out": REAL, "sharing_flag": FLAGS}, Lists(date(2026, 1, 1)), "181 days"),
        (
            {"opt_out": [*REAL, ["a", "?", "2020-01-01"]], "sharing_flag": FLAGS},
            Lists(date(2026, 6, 20)),
            "cannot be honoured",
        ),
        (
            {"opt_out": [*REAL, ["", "type 1", ""]], "sharing_flag": FLAGS},
            Lists(date(2026, 6, 20)),
            "cannot be honoured",
        ),
    ],
)
def test_without_both_lists_nobody_is_loaded(
    loads, real, tmp_path, tables, lists, said
):
    delivery = small(tmp_path / "in", person=SICK[:2], **tables)
    with pytest.raises(NotPermitted, match=said):
        loads(delivery, plain(), **{**real, "lists": lists})
    assert list((tmp_path / "out").glob("*")) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("person.csv", b"", "is empty"),
        ("person.csv", b"local_id,birth_date,sex\n", "has a header and no rows"),
        ("person.csv", b"local_id,local_id\n1,2\n", "two columns are called"),
        ("person.csv", b"a,b\n1,2\n", "has no column local_id, birth_date and sex"),
        ("person.pdf", b"%PDF-1.4", "PDF document"),
    ],
)
def test_a_file_that_is_no_extract_is_refused_by_its_name(
    loads, tmp_path, name, content, said
):
    source = tmp_path / "in" / name
    source.parent.mkdir()
    source.write_bytes(content)
    with pytest.raises(RefusedInput, match=name.partition(".")[0]) as fault:
        loads(source, plain())
    assert said in str(fault.value)


def test_ragged_rows_and_an_old_encoding_are_read_and_counted(loads, tmp_path):
    source = tmp_path / "in" / "person.csv"
    source.parent.mkdir()
    text = "local_id,birth_date,sex,main_language\na,1950-01-01,F\n"
    text += "b,1951-01-01,M,Français\n"
    source.write_bytes(text.encode("windows-1252"))
    path, report = loads(source, plain())
    assert [row["main_language"] for row in rows(path, "person")] == ["français"]
    (said,) = [note for note in report.notes if "left out" in note]
    assert said.endswith("left out: 1, such as row 2 of person.csv.")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (duckdb.IOException("No space left"), "the disk is full"),
        (duckdb.OutOfMemoryException("x"), "needs more memory"),
    ],
)
def test_what_the_machine_lacks_is_said_and_nothing_is_published(
    loads, tmp_path, monkeypatch, fault, said
):
    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr(loading, "write_people", broken)
    with pytest.raises(RefusedInput, match=said):
        loads(small(tmp_path / "in", person=SICK[:2]), plain())
    assert list((tmp_path / "out").glob("[!.]*")) == []
