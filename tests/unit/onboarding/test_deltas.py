"""A delivery that says only what changed leads where the whole one would."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.random import Generator

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.nhs_number import synthetic_number
from phm_core.onboarding.keeping import KEPT, prune, removal, use
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.protecting import Lists
from phm_core.onboarding.loading.report import Report
from phm_core.snapshot import listed, open_snapshot
from phm_core.store.project_keys import ProjectKeys
from tests.town import lsoa_code, practice_code, town
from tests.unit.onboarding.extract import write
from tests.unit.onboarding.wishes import wish_of

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()
FIRST, NEXT = date(2026, 6, 1), date(2026, 6, 2)
PEOPLE = ("person", "condition", "activity", "opt_out", "measurement", "medication")
PEOPLE += ("process", "score", "sharing_flag", "registration")
MAPPING = """
id: daily
title: Daily
meaning: What changed each day.
sources:
  patients:
    files: [patients]
    columns: [PATIENT_ID, NHS]
    key: [PATIENT_ID]
    gone: {column: OP, is: [D]}
    removes:
      - {from: problems, on: {PATIENT_ID: PATIENT_ID}}
      - {from: results, on: {PATIENT_ID: PATIENT_ID}}
  problems: {files: [problems], key: [PROBLEM]}
  results: {files: [results], key: [PATIENT_ID]}
  practices: {files: [practices]}
  opted: {files: [opted], optional: true}
  flagged: {files: [flagged], optional: true}
  deleted:
    files: [deleted]
    optional: true
    removes:
      - {from: problems, on: {PROBLEM: ID}, where: [{column: TABLE, is: [problems]}]}
      - {from: results, on: {PATIENT_ID: ID}, where: [{column: TABLE, is: [results]}]}
tables:
  - into: person
    from: patients
    join: [{table: practices, on: {PRACTICE: ID}}]
    columns:
      nhs_number: NHS
      local_id: PATIENT_ID
      birth_date: DOB
      sex: SEX
      small_area: {column: LSOA, optional: true}
      practice_code: practices.ODS
  - into: condition
    from: problems
    columns:
      local_id: PATIENT_ID
      condition_id: CONDITION
      date: ONSET
  - into: measurement
    from: results
    columns:
      local_id: PATIENT_ID
      measure_id: TEST
      date: TAKEN
      value: VALUE
      unit: UNIT
  - into: opt_out
    from: opted
    columns: {local_id: PATIENT_ID, kind: KIND, recorded_on: SINCE}
  - into: sharing_flag
    from: flagged
    columns: {local_id: PATIENT_ID, kind: KIND}
"""
HEADERS = {
    "patients": ["PATIENT_ID", "NHS", "DOB", "SEX", "LSOA", "PRACTICE", "OP"],
    "problems": ["PROBLEM", "PATIENT_ID", "CONDITION", "ONSET"],
    "results": ["PATIENT_ID", "TEST", "TAKEN", "VALUE", "UNIT"],
    "practices": ["ID", "ODS"],
    "opted": ["PATIENT_ID", "KIND", "SINCE"],
    "flagged": ["PATIENT_ID", "KIND"],
    "deleted": ["TABLE", "ID"],
    "elsewhere": ["NOTHING"],
}
CONDITIONS = ("diabetes_type_2", "hypertension", "asthma")
Row = list[Any]
Tables = dict[str, list[Row]]
Loads = Callable[..., tuple[Path, Report]]


@pytest.fixture(scope="session")
def area(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("area")
    return town(folder / "area", people=300, synthetic=False, left_out=PEOPLE).path


@pytest.fixture
def loads(tmp_path: Path, area: Path, monkeypatch: pytest.MonkeyPatch) -> Loads:
    monkeypatch.setattr(loading, "add_history", lambda _, told, __: told)

    def run(name: str, tables: Tables, **terms: Any) -> tuple[Path, Report]:
        mapping = terms.pop("mapping", MAPPING)
        how = {one: terms.pop(one) for one in ("running", "confirmed") if one in terms}
        files = delivered(tmp_path / name, tables)
        wish = wish_of(files, mapping, area, tmp_path / "snapshots")
        return loading.load(replace(wish, **{"as_at": NEXT} | terms), **how)

    return run


def delivered(folder: Path, tables: Tables) -> Path:
    for name, rows in tables.items():
        write(folder / f"{name}.csv", HEADERS[name], rows)
    return folder


def held(path: Path) -> dict[str, list[str]]:
    """Every row of every table of a snapshot."""
    snapshot = open_snapshot(path)
    names = {entry.name.partition("/")[0] for entry in snapshot.manifest.files}
    found = {}
    for name in sorted(one.removesuffix(".parquet") for one in names):
        parts = [pq.read_table(file) for file in snapshot.files(name)]
        rows = pa.concat_tables(parts, promote_options="permissive").to_pylist()
        found[name] = sorted(map(str, rows))
    return found


@dataclass
class Records:
    """What a supplier holds, row by row, and what it has to say of each change."""

    tables: Tables
    rng: Generator
    fresh: int = 1_000

    @classmethod
    def first(cls, rng: Generator, people: int = 30) -> "Records":
        empty: Tables = {name: [] for name in list(HEADERS)[:4]}
        found = cls(empty, rng)
        practices = [[f"P{n}", practice_code(n)] for n in range(8)]
        empty["practices"] += practices
        for _ in range(people):
            found.join()
        return found

    def copy(self) -> "Records":
        tables = {name: [list(row) for row in t] for name, t in self.tables.items()}
        return Records(tables, self.rng, self.fresh)

    def join(self) -> str:
        """Somebody new, with records; some by an id alone, some known twice."""
        self.fresh += 1
        who, rng = f"A{self.fresh}", self.rng
        number = synthetic_number(self.fresh // 2 * 7)
        patient = [who, number if rng.random() < 0.8 else "", "", "", "", "", "I"]
        self.tables["patients"].append(patient)
        self.describe(patient)
        for _ in range(int(rng.integers(0, 3))):
            self.fall_ill(who)
        self.test(who)
        return who

    def describe(self, patient: Row) -> None:
        born = date(1930, 1, 7) + timedelta(days=int(self.rng.integers(0, 30_000)))
        patient[2:6] = [
            born.isoformat(),
            str(self.rng.choice(["F", "M"])),
            lsoa_code(int(self.rng.integers(0, 24))),
            f"P{self.rng.integers(0, 8)}",
        ]

    def fall_ill(self, who: str) -> str:
        self.fresh += 1
        what = str(self.rng.choice(CONDITIONS))
        row = [f"B{self.fresh}", who, what, f"20{self.rng.integers(10, 26)}-02-03"]
        self.tables["problems"].append(row)
        return row[0]

    def test(self, who: str) -> None:
        """All results of somebody anew, where the first stood."""
        results = self.tables["results"]
        at = next((n for n, row in enumerate(results) if row[0] == who), len(results))
        new = [
            [who, "HbA1c", f"2026-0{self.rng.integers(1, 6)}-0{n + 1}",
             int(self.rng.integers(30, 90)), "mmol/mol"]
            for n in range(int(self.rng.integers(1, 4)))
        ]  # fmt: skip
        others = [row for row in results if row[0] != who]
        before = sum(row[0] != who for row in results[:at])
        self.tables["results"] = [*others[:before], *new, *others[before:]]

    def without(self, table: str, column: int, value: str) -> None:
        self.tables[table] = [r for r in self.tables[table] if r[column] != value]

    def some(self, table: str, column: int, share: float) -> list[str]:
        known = list(dict.fromkeys(row[column] for row in self.tables[table]))
        return [one for one in known if self.rng.random() < share]

    def a_day_later(self) -> tuple["Records", Tables]:
        """The records a day later, and a delivery that says only what changed."""
        now = self.copy()
        gone = now.leave()
        moved = now.move()
        tested = set(now.some("results", 0, 0.2))
        for who in sorted(tested):
            now.test(who)
        deleted = now.delete()
        corrected = now.correct()
        joined = {now.join() for _ in range(int(now.rng.integers(0, 4)))}
        ill = {now.fall_ill(who) for who in now.some("patients", 0, 0.1)}
        known = {row[0] for row in self.tables["problems"]}
        untested = {who for table, who in deleted if table == "results"}

        def said(table: str, keys: set[str]) -> list[Row]:
            return [row for row in now.tables[table] if row[0] in keys]

        new = {row[0] for row in now.tables["problems"]} - known
        leavers = [[who, "", "", "", "", "", "D"] for who in gone]
        delta: Tables = {
            "patients": [*said("patients", moved | joined), *leavers],
            "problems": said("problems", corrected | ill | new),
            "results": said("results", (tested - untested) | joined),
            "deleted": deleted,
        }
        return now, {name: rows for name, rows in delta.items() if rows}

    def leave(self) -> list[str]:
        """Some who are there no more, with everything of theirs."""
        gone = self.some("patients", 0, 0.1)
        for who in gone:
            for table, column in (("patients", 0), ("problems", 1), ("results", 0)):
                self.without(table, column, who)
        return gone

    def move(self) -> set[str]:
        """Some of whom something else is true now."""
        moved = set(self.some("patients", 0, 0.2))
        for patient in self.tables["patients"]:
            if patient[0] in moved:
                self.describe(patient)
                patient[6] = "U"
        return moved

    def delete(self) -> list[Row]:
        """Some rows that were wrong."""
        healed, untested = self.some("problems", 0, 0.2), self.some("results", 0, 0.1)
        for problem in healed:
            self.without("problems", 0, problem)
        for who in untested:
            self.without("results", 0, who)
        gone = [["problems", one] for one in healed]
        return gone + [["results", one] for one in untested]

    def correct(self) -> set[str]:
        """Some problems that are others."""
        corrected = set(self.some("problems", 0, 0.2))
        for problem in self.tables["problems"]:
            if problem[0] in corrected:
                problem[2] = str(self.rng.choice(CONDITIONS))
        return corrected


@pytest.mark.parametrize("seed", range(2))
def test_what_changed_day_by_day_leads_where_the_whole_delivery_does(
    loads: Loads, tmp_path: Path, seed: int
) -> None:
    records = Records.first(np.random.default_rng(seed))
    base = tmp_path / "snapshots"
    loads("whole-0", records.tables, as_at=FIRST, deltas_follow=True)
    for number in range(1, 3):
        before, today = FIRST + timedelta(number - 1), FIRST + timedelta(number)
        records, delta = records.a_day_later()
        path, report = loads(f"delta-{number}", delta, as_at=today, since=before)
        whole, _ = loads(
            f"whole-{number}", records.tables, as_at=today, into=tmp_path / "alone"
        )
        assert held(path) == held(whole)
        assert any("changed" in note for note in report.notes)
    kept = sorted(one.name for one in base.glob(f"{KEPT}*"))
    assert kept == sorted(f"{KEPT}{one.path.name}" for one in listed(base))


def two_days() -> tuple[Records, Records, Tables]:
    records = Records.first(np.random.default_rng(9), people=12)
    later, delta = records.a_day_later()
    return records, later, delta


def test_what_is_counted_is_found_in_the_file_that_it_came_in(loads):
    records, _, _ = two_days()
    records.tables["patients"][4][2] = "1800-01-01"
    loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    wrong = [*records.tables["patients"][7][:2], "2999-01-01", "F", "", "P1", "U"]
    path, report = loads("next", {"patients": [wrong]}, since=FIRST)
    said = [one.sentence() for one in report.maps[0].counted]
    assert "patients: 0 new, 1 changed, 0 gone since the delivery before." in (
        report.notes
    )
    (one,) = [line for line in said if "birth_date" in line]
    assert "2, such as row 6 of patients.csv of 2026-06-01" in one
    assert open_snapshot(path).manifest.model_dump()["follows"]


def test_a_row_brought_and_gone_in_one_delivery_is_as_it_was_said_last(loads):
    records, _, _ = two_days()
    loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    one, other = records.tables["patients"][0], records.tables["patients"][1]
    rows = [
        [*one[:6], "U"], [*one[:6], "D"], [*other[:6], "D"], [*other[:6], "I"],
        ["nobody", "", "", "", "", "", "D"],
    ]  # fmt: skip
    path, report = loads("next", {"patients": rows}, since=FIRST)
    assert len(held(path)["person"]) == len({r[1] or r[0] for r in records.tables[
        "patients"]} - {one[1] or one[0]})  # fmt: skip
    assert "patients: said to be gone and not there: 1." in report.notes


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"since": date(2026, 5, 31)}, "Kept are those as at 2026-06-01"),
        ({"since": date(2026, 6, 3)}, "which is later"),
        (
            {"since": FIRST, "mapping": MAPPING.replace("id: daily", "id: other")},
            "None is kept",
        ),
        (
            {
                "since": FIRST,
                "mapping": MAPPING.replace("sex: SEX", "sex: {column: GENDER}"),
            },
            "The mapping reads more than it did .*: GENDER of patients",
        ),
    ],
)
def test_a_delta_of_another_base_is_refused(loads, tmp_path, terms, said):
    records, _, delta = two_days()
    path, _ = loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    with pytest.raises(RefusedInput, match=said):
        loads("next", delta, **terms)
    visible = [p.name for p in (tmp_path / "snapshots").iterdir() if p.is_dir()]
    assert sorted(visible) == sorted([path.name, f"{KEPT}{path.name}"])


def test_of_two_deliveries_of_a_day_the_one_that_runs_is_changed(loads, tmp_path):
    records, later, _ = two_days()
    loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    again, _ = loads("again", later.tables, as_at=FIRST, deltas_follow=True)
    newest, delta = later.a_day_later()
    with pytest.raises(RefusedInput, match="Several deliveries as at 2026-06-01"):
        loads("next", delta, since=FIRST)
    use(tmp_path / "snapshots", again)
    path, _ = loads("next", delta, since=FIRST)
    whole, _ = loads("whole", newest.tables, into=tmp_path / "alone")
    assert held(path) == held(whole)


def test_a_row_without_its_key_and_a_mapping_without_keys_are_refused(loads):
    records, _, _ = two_days()
    loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    lacking = [["", "", "1950-01-01", "F", "", "P1", "U"]]
    with pytest.raises(RefusedInput, match="1 row of 'patients' without the key"):
        loads("next", {"patients": lacking}, since=FIRST)
    with pytest.raises(RefusedInput, match="None of the files is a table"):
        loads("other", {"elsewhere": [["x"]]}, since=FIRST)
    hes = saved(CATALOGUE.formats["hes"])
    with pytest.raises(RefusedInput, match="does not say by which key"):
        loads("whole", records.tables, mapping=hes, deltas_follow=True)


@pytest.fixture
def real(tmp_path: Path) -> dict[str, Any]:
    key = ProjectKeys(tmp_path / "identity").make("planning")
    return {"synthetic": False, "key": key, "lists": Lists(FIRST)}


LISTED = {"flagged": [["somebody", "sensitive"]]}


def opted(*people: Row) -> Tables:
    """A list of those who opted out."""
    return {"opted": [[one[0], "type 1", "2020-01-01"] for one in people]}


def test_of_real_people_both_lists_come_whole_with_every_delta(loads, real):
    records, later, delta = two_days()
    one, other = [row for row in later.tables["patients"] if not row[1]][:2]
    first = records.tables | LISTED | opted(one)
    loads("first", first, as_at=FIRST, deltas_follow=True, **real)
    with pytest.raises(NotPermitted, match="the list 'opt_out' is not among"):
        loads("next", delta | LISTED, since=FIRST, **real)
    both = delta | LISTED | opted(one, other)
    path, _ = loads("again", both, since=FIRST, **real)
    assert len(held(path)["opt_out"]) == 2


def test_a_list_that_is_not_among_what_changed_stays(loads):
    records, _, delta = two_days()
    first = records.tables | opted(records.tables["patients"][0])
    loads("first", first, as_at=FIRST, deltas_follow=True)
    path, _ = loads("next", {"problems": delta["problems"]}, since=FIRST)
    assert len(held(path)["opt_out"]) == 1


def test_no_number_is_kept_in_clear_and_an_altered_one_is_refused(
    loads, real, tmp_path
):
    records, _, delta = two_days()
    lists = LISTED | opted(records.tables["patients"][0])
    path, _ = loads(
        "first", records.tables | lists, as_at=FIRST, deltas_follow=True, **real
    )
    folder = tmp_path / "snapshots" / f"{KEPT}{path.name}"
    assert folder.stat().st_mode & 0o077 == 0
    numbers = [row[1].encode() for row in records.tables["patients"] if row[1]]
    sealed = sorted(folder.iterdir())
    for file in sealed:
        content = file.read_bytes()
        assert content[:4] != b"PAR1"
        assert not any(number in content for number in numbers)
    (patients,) = [one for one in sealed if one.name == "patients.sealed"]
    patients.chmod(0o600)
    content = bytearray(patients.read_bytes())
    content[40] ^= 1
    patients.write_bytes(content)
    with pytest.raises(RefusedInput, match="What is kept of 'daily 2026-06-01 pat"):
        loads("next", delta | lists, since=FIRST, **real)
    other = ProjectKeys(tmp_path / "identity").rotate("planning")
    with pytest.raises(RefusedInput, match="None is kept"):
        loads("next", delta | lists, since=FIRST, **(real | {"key": other}))


def test_what_is_kept_goes_with_its_snapshot_and_nothing_is_kept_unasked(
    loads, tmp_path
):
    records, later, delta = two_days()
    snapshots = tmp_path / "snapshots"
    loads("unasked", later.tables, as_at=FIRST - timedelta(1))
    assert list(snapshots.glob(f"{KEPT}*")) == []
    loads("first", records.tables, as_at=FIRST, deltas_follow=True)
    path, _ = loads("next", delta, since=FIRST)
    about = json.loads((snapshots / f"{KEPT}{path.name}/kept.json").read_text())
    assert set(about["sources"]["patients"]["columns"]) == {*HEADERS["patients"]}
    gone = prune(snapshots, keep=1)
    assert any("kept, sealed, for '2026-06-01-" in removal(one) for one in gone)
    left = [one.name for one in snapshots.iterdir()]
    assert sorted(left) == sorted([path.name, f"{KEPT}{path.name}"])


def bundle(*entries: dict[str, Any]) -> str:
    return json.dumps({"resourceType": "Bundle", "entry": list(entries)})


def patient(identity: str, gender: str) -> dict[str, Any]:
    born = {"resourceType": "Patient", "id": identity, "birthDate": "1950-01-01"}
    return {"resource": born | {"gender": gender}}


def ill(identity: str, whose: str) -> dict[str, Any]:
    code = {"system": "urn:phm-explorer:catalogue", "code": "asthma"}
    condition = {
        "resourceType": "Condition",
        "id": identity,
        "subject": {"reference": f"Patient/{whose}"},
        "code": {"coding": [code]},
        "recordedDate": "2020-05-06",
    }
    return {"resource": condition}


def test_what_bulk_data_says_was_deleted_goes_with_what_was_of_it(loads, tmp_path):
    fhir = saved(CATALOGUE.formats["fhir_r4"])

    def sent(name: str, *entries: dict[str, Any], **terms: Any) -> tuple[Path, Report]:
        file = tmp_path / name / "all.json"
        file.parent.mkdir()
        file.write_text(bundle(*entries))
        return loads(name, {}, mapping=fhir, **terms)

    everybody = [patient(one, "female") for one in ("p1", "p2", "p3")]
    conditions = [ill("c1", "p1"), ill("c2", "p2"), ill("c3", "p3")]
    path, _ = sent("whole", *everybody, *conditions, as_at=FIRST, deltas_follow=True)
    assert len(held(path)["condition"]) == 3
    deleted = [
        {"request": {"method": "DELETE", "url": "Patient/p1"}},
        {"request": {"method": "DELETE", "url": "https://x.example/Condition/c2"}},
        {"request": {"method": "DELETE", "url": "nothing"}},
        {"request": {"method": "PUT", "url": "Condition/c3"}},
    ]
    path, report = sent("next", patient("p3", "male"), *deleted, since=FIRST)
    found = held(path)
    assert len(found["condition"]) == 1
    assert sorted("'sex': 'male'" in row for row in found["person"]) == [False, True]
    assert "condition: 0 new, 0 changed, 2 gone since the delivery before." in (
        report.notes
    )


def test_of_plain_tables_everything_of_a_person_comes_anew(loads, tmp_path):
    plain = saved(CATALOGUE.formats["plain_tables"])

    def sent(name: str, tables: Tables, **terms: Any) -> Path:
        for table, (header, *rows) in tables.items():
            write(tmp_path / name / f"{table}.csv", header, rows)
        return loads(name, {}, mapping=plain, **terms)[0]

    person = ["local_id", "birth_date", "sex"]
    condition = ["local_id", "condition_id", "date"]
    test = ["local_id", "measure_id", "date", "value", "unit"]
    first: Tables = {
        "person": [person, *([one, "1950-01-01", "F"] for one in "abc")],
        "condition": [condition, *([one, "asthma", "2020-01-01"] for one in "aabc")],
    }
    sent("whole", first, as_at=FIRST, deltas_follow=True)
    delta: Tables = {
        "condition": [condition, ["a", "copd", "2021-01-01"]],
        "measurement": [test, ["c", "hba1c", "2026-01-01", 48, "mmol/mol"]],
        "deleted": [["table", "local_id"], ["person", "b"]],
    }
    found = held(sent("next", delta, since=FIRST))
    assert len(found["person"]) == 2
    kinds = [
        row.split("'condition_id': ")[1].split("'")[1] for row in found["condition"]
    ]
    assert sorted(kinds) == ["asthma", "copd"]
    assert len(found["measurement"]) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("opted: {files: [opted], ", "opted: {files: [opted], key: [PATIENT_ID], ",
         "always come whole"),
        ("removes:\n      - {from: problems", "removes:\n      - {from: practices",
         "'practices' has no key"),
        ("removes:\n      - {from: problems", "removes:\n      - {from: elsewhere",
         "there is no source table 'elsewhere'"),
        ("    key: [PATIENT_ID]\n", "", "'gone' needs a key"),
        ("    gone: {column: OP, is: [D]}\n", "", "needs 'gone'"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_take_deltas_as_it_says_is_refused(was, becomes, said):
    assert was in MAPPING
    with pytest.raises(RefusedInput, match=said):
        parsed(MAPPING.replace(was, becomes, 1), "daily.yaml", CATALOGUE)


def test_a_delta_that_leaves_nobody_is_refused(loads: Loads) -> None:
    first = Records.first(np.random.default_rng(3), people=4)
    loads("whole", first.tables, as_at=FIRST, deltas_follow=True)
    gone = [[row[0], "", "", "", "", "", "D"] for row in first.tables["patients"]]
    with pytest.raises(RefusedInput, match=r"Nobody would be left: of 0 rows about"):
        loads("delta", {"patients": gone}, since=FIRST)


def test_the_same_delta_twice_is_the_same_snapshot(loads: Loads) -> None:
    first = Records.first(np.random.default_rng(3), people=4)
    loads("whole", first.tables, as_at=FIRST, deltas_follow=True)
    _, delta = first.a_day_later()
    once, _ = loads("delta", delta, since=FIRST)
    again, _ = loads("delta", delta, since=FIRST)
    assert once == again


def test_a_load_of_fewer_and_older_records_waits_for_a_confirmation(
    loads: Loads, tmp_path: Path
) -> None:
    some = (*CONDITIONS, "diabetes")
    kept = {key: CATALOGUE.conditions[key] for key in some}
    terms = {"catalogue": replace(CATALOGUE, conditions=kept), "as_at": FIRST}
    first = Records.first(np.random.default_rng(3), people=60)
    path, _ = loads("whole", first.tables)
    terms["running"] = open_snapshot(path)
    few = first.tables | {"patients": first.tables["patients"][:9]}
    before = sorted((tmp_path / "snapshots").iterdir())
    with pytest.raises(
        RefusedInput, match=r"end 1 day before .*; records of measurement"
    ):
        loads("few", few, **terms)
    assert sorted((tmp_path / "snapshots").iterdir()) == before
    made, _ = loads("few", few, **terms, confirmed=True)
    assert made in {one.path for one in listed(tmp_path / "snapshots")}
