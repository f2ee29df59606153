"""What a delivery holds is said without names, and a mapping is suggested from it."""

from pathlib import Path
from typing import Any

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.mappings import parsed, saved
from phm_core.errors import RefusedInput
from phm_core.onboarding.codes.lists import resolver_for
from phm_core.onboarding.loading.flagged import LISTS
from phm_core.onboarding.loading.looking import looked_at
from phm_core.onboarding.loading.matching import changes, layout_holds
from phm_core.onboarding.loading.profile import Profile, Seen
from phm_core.onboarding.loading.spellings import entries
from phm_core.onboarding.loading.suggest import Suggestion, suggested
from phm_core.onboarding.loading.wide import NO, YES
from phm_core.onboarding.loading.zeros import BUT_ZEROS
from phm_core.onboarding.uploads.limits import SMALL
from tests.unit.onboarding import extract

pytestmark = pytest.mark.usefixtures("read_here")
CATALOGUE = load_catalogue()


def seen(folder: Path, name: str, cells: list[str]) -> Seen:
    extract.write(
        folder / "in" / "t.csv", [name, "n"], [[c, n] for n, c in enumerate(cells)]
    )
    _, (profile,) = looked_at(folder / "in", folder, CATALOGUE, limits=SMALL)
    return profile.columns[0]


def suggestion(folder: Path) -> tuple[list[Profile], Suggestion]:
    _, profiles = looked_at(folder, folder.parent / "work", CATALOGUE, limits=SMALL)
    return profiles, suggested(profiles, CATALOGUE, resolver_for(CATALOGUE, None))


@pytest.mark.parametrize(
    ("cells", "kind", "form"),
    [
        (["9990000018"] * 6, "NHS number", ""),
        (["2020-01-31", "2021-02-01"], "date", "year-month-day"),
        (["31/01/2020", "01/02/2021"], "date", "day/month/year"),
        (["01/31/2020", "02/01/2021"], "date", "month/day/year"),
        (["31/01/20", "01/02/21"], "date", "day/month/year"),
        (["06-May-24", "14-Sept-25"], "date", "day-month-year"),
        (["Mar-15", "Sept-2015", "03/2016"], "date", "month/year"),
        (["2015-03", "2016-12"], "date", "year-month"),
        (["2020-01-31", "01/02/2021", "3 Mar 2021"], "date", ""),
        (["0012-05-06", "0013-07-08"], "text", ""),
        (["2999-12-31", "3000-01-01"], "text", ""),
        (["9999-12-31", "2020-01-31"], "date", "year-month-day"),
        (["{0A1B2C3D-0000-4000-8000-00000000000F}"], "identifier", ""),
        (["Y", "N", ""], "yes or no", ""),
        (["140/90", "120/ 80"], "pair of numbers", ""),
        (["E01000001", "E01000002"], "small area", ""),
        (["A81001", "B82002"], "practice code", ""),
        (["44054006", "73211009"], "SNOMED CT code", ""),
        (["E11.9", "I10"], "ICD-10 code", ""),
        (["8480-6", "4548-4"], "LOINC code", ""),
        (["7.5", "8"], "number", ""),
        (["12", "75"], "whole number", ""),
        (["58 mmol/mol", "7.5%", "<20 mmol/mol", "61"], "number with its unit", ""),
        (["58mmol/mol", "1,200 mg/L"], "number with its unit", ""),
        (["58AB", "7C"], "text", ""),
        (["seven", "8"], "text", ""),
        (["", ""], "nothing", ""),
    ],
)
def test_the_kind_of_a_column_is_told_by_its_cells(tmp_path, cells, kind, form):
    found = seen(tmp_path, "x", cells)
    assert (found.kind, found.form) == (kind, form)


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("Year of birth", ["1950", "2001"], "date"),
        ("YearOfDiagnosis", ["1950", "2001"], "date"),
        ("Year of birth", ["1950", "20"], "whole number"),
        ("age_years", ["1950", "2001"], "whole number"),
    ],
)
def test_years_are_told_by_the_name_of_their_column(tmp_path, name, cells, kind):
    assert seen(tmp_path, name, cells).kind == kind


@pytest.mark.parametrize(
    ("name", "cells", "kind", "form"),
    [
        ("D.O.B", ["12785", "42017"], "date", "spreadsheet number"),
        ("Date reported", ["45418.4375", "46001"], "date", "spreadsheet number"),
        ("Cost", ["45418", "46001"], "whole number", ""),
        ("start", ["2015", "2019"], "whole number", ""),
        ("MYDOB", ["011950", "122001"], "date", "monthyear"),
    ],
)
def test_days_that_a_spreadsheet_counted_are_told_by_name(
    tmp_path, name, cells, kind, form
):
    found = seen(tmp_path, name, cells)
    assert (found.kind, found.form) == (kind, form)


ETHNICITY = {
    "ethnicity": ["White: British", "Black African", "Asian or Asian British - Indian"],
    "ethnicity_group": ["White", "Asian", "Black", "Unknown"],
}


@pytest.mark.parametrize("ours", ETHNICITY)
def test_broad_ethnic_groups_are_not_taken_for_those_in_detail(tmp_path, ours):
    said = ETHNICITY[ours]
    rows = [[f"p{n}", 1950 + n, said[n % len(said)]] for n in range(40)]
    header = ["PatientID", "Year of birth", "Ethnicity"]
    extract.write(tmp_path / "in" / "people.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    (person,) = found.mapping.tables
    assert set(person.columns) == {"local_id", "birth_date", ours}
    assert not any("not known" in note for note in found.notes)


def test_waiting_lists_and_scores_are_known_by_what_suppliers_call_them(tmp_path):
    people = [[f"p{n}", 1950 + n, "MF"[n % 2], n / 40, 45000 + n] for n in range(12)]
    header = ["Pat ID", "Year of birth", "M/F", "eFI score", "eFI date"]
    extract.write(tmp_path / "in" / "people.csv", header, people)
    rows = [[f"p{n}", "110", "2026-01-02", "2026-03-04"] for n in range(9)]
    header = ["Pat ID", "SPECIALTY_CODE", "RTT_START", "RTT_STOP"]
    extract.write(tmp_path / "in" / "rtt.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    maps = {table.into: table for table in found.mapping.tables}
    assert set(maps) == {"person", "score", "waiting"}
    assert maps["score"].columns["score_id"].constant == "efi"
    assert maps["score"].columns["date"].dates == ("spreadsheet number",)
    read = {ours: how.column for ours, how in maps["waiting"].columns.items()}
    assert read["referred_on"] == "RTT_START"
    assert read["treated_on"] == "RTT_STOP"


def test_a_register_of_days_says_since_when_people_have_what(tmp_path):
    header = ["Patient ID", "DOB", "Sex", "Diabetes_Date", "AF first recorded"]
    header += ["Date of asthma", "COPD", "COPD date", "Date of death"]
    days = ["06-May-24", "", "45418", "Y", "07/05/2020", ""]
    rows = [[f"p{n}", f"{n + 1:02d}/03/1950", "F", *days] for n in range(9)]
    extract.write(tmp_path / "in" / "register.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    maps = [table for table in found.mapping.tables if table.into == "condition"]
    each = {tuple(t.each.columns): t.columns["date"] for t in maps if t.each}
    assert {names: date.dates for names, date in each.items()} == {
        ("Diabetes_Date",): (),
        ("Date of asthma",): ("spreadsheet number",),
    }
    assert {date.column for date in each.values()} == {"each.value"}
    (flag,) = [t for t in maps if not t.each]
    assert flag.columns["date"].column == "COPD date"
    assert flag.columns["condition_id"].constant == "copd"


def test_a_table_of_who_has_what_needs_no_days(tmp_path):
    people = [[f"p{n}", 1950 + n, "F"] for n in range(9)]
    header = ["PatientID", "Year of birth", "Sex"]
    extract.write(tmp_path / "in" / "people.csv", header, people)
    rows = [[f"p{n}", "Asthma" if n % 2 else "CKD"] for n in range(9)]
    extract.write(tmp_path / "in" / "ltc.csv", ["PatientID", "Condition"], rows)
    seen = [[f"p{n}", "2025-01-01", "Y" if n % 3 else "N"] for n in range(9)]
    header = ["PatientID", "Contact date", "Contact attended"]
    extract.write(tmp_path / "in" / "community.csv", header, seen)
    _, found = suggestion(tmp_path / "in")
    maps = {table.into: table for table in found.mapping.tables}
    born = maps["person"].columns["birth_date"]
    assert (born.column, born.dates) == ("Year of birth", ("year",))
    assert set(maps["condition"].columns) == {"local_id", "condition_id"}
    came = maps["activity"].where
    assert [(t.column, t.is_not) for t in came] == [("Contact attended", tuple(NO))]


def test_names_and_numbers_are_never_shown(tmp_path):
    names = [f"Name{n}" for n in range(30)]
    assert seen(tmp_path, "surname", names).values == ()
    assert seen(tmp_path, "nhs", ["9990000018"] * 30).values == ()
    assert seen(tmp_path, "sex", ["F", "M", "M"] * 10).values == (("M", 20), ("F", 10))


def test_missing_repeated_and_formulas_are_said(tmp_path):
    rows = [["a", "=1+1"], ["a", "=1+1"], ["b", ""]]
    extract.write(tmp_path / "in" / "t.csv", ["id", "x"], rows)
    _, (profile,) = looked_at(tmp_path / "in", tmp_path, CATALOGUE, limits=SMALL)
    said = "\n".join(profile.sentences())
    assert profile.repeated == 1
    assert "x: text, 67% filled; 2 formulas" in said
    assert list(tmp_path.iterdir()) == [tmp_path / "in"]


def test_the_first_supplier_is_mapped_but_for_what_a_person_must_say(tmp_path):
    everybody = extract.people()
    _, found = suggestion(extract.first_supplier(tmp_path / "a", everybody))
    wanted = parsed(extract.FIRST, "first.yaml", CATALOGUE)
    by_table = {table.into: table for table in found.mapping.tables}
    assert by_table["person"].columns == wanted.tables[0].columns
    conditions = by_table["condition"].columns
    assert set(conditions) == {"local_id", "code", "code_system", "date"}
    assert conditions["code_system"].constant == "icd10"
    measure = by_table["measurement"].columns["measure_id"]
    assert (measure.column, measure.values) == ("TEST", {"BP": "blood_pressure"})
    own = {**wanted.tables[2].columns, "measure_id": measure}
    assert by_table["measurement"].columns == own
    assert not found.notes


def test_the_second_supplier_is_mapped_flags_and_all(tmp_path):
    everybody = extract.people()
    _, found = suggestion(extract.second_supplier(tmp_path / "b", everybody))
    flags, person, hba1c, pressures = found.mapping.tables
    assert pressures.each is not None
    assert pressures.each.columns == {
        "systolic": "systolic_bp",
        "diastolic": "diastolic_bp",
    }
    assert (hba1c.columns["value"].column, hba1c.columns["unit"].column) == (
        "hba1c",
        "hba1c_unit",
    )
    assert flags.each is not None
    assert flags.each.columns == {
        "Diabetes": "diabetes",
        "High blood pressure": "hypertension",
        "Asthma": "asthma",
    }
    wanted = parsed(extract.SECOND, "second.yaml", CATALOGUE)
    assert person.columns == wanted.tables[0].columns
    assert parsed(saved(found.mapping), "again", CATALOGUE) == found.mapping


def test_flags_and_results_are_known_with_words_around_them(tmp_path):
    header = ["NHS_Number", "Age", "Sex", "HTN", "Diabetes_flag", "has_copd",
              "Last HbA1c", "Last HbA1c date", "BMI", "date_of_BMI"]  # fmt: skip
    rows = [[extract.synthetic_number(n), 40 + n, "F", n % 2, "Y", "No",
             50 + n, "06/05/24", 30, "07/05/24"] for n in range(8)]  # fmt: skip
    extract.write(tmp_path / "in" / "wide.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    flags, hba1c, bmi = (t for t in found.mapping.tables if t.into != "person")
    assert flags.each is not None
    assert flags.each.columns == {
        "HTN": "hypertension",
        "Diabetes_flag": "diabetes",
        "has_copd": "copd",
    }
    assert "date" not in flags.columns
    for table, value, when in (
        (hba1c, "Last HbA1c", "Last HbA1c date"),
        (bmi, "BMI", "date_of_BMI"),
    ):
        read = {name: how.column for name, how in table.columns.items()}
        assert (read["value"], read["date"]) == (value, when)


def test_both_numbers_of_a_blood_pressure_may_have_one_day(tmp_path):
    header = ["PatientID", "DOB", "Sex", "Latest Systolic BP", "Latest Diastolic BP"]
    header += ["Latest BP Date"]
    rows = [[f"p{n}", "1950-01-31", "F", 140 + n, 80 + n, "01/02/2025"]
            for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "wide.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = {
        (str(t.columns["measure_id"].constant), t.columns["date"].column)
        for t in found.mapping.tables
        if t.into == "measurement"
    }
    assert told == {
        ("systolic_bp", "Latest BP Date"),
        ("diastolic_bp", "Latest BP Date"),
    }


def test_appointments_and_vaccinations_are_known_by_what_suppliers_call_them(tmp_path):
    people = [[f"p{n}", "1950-01-31", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "people.csv", ["PatientID", "DOB", "Sex"], people)
    came = ["Attended", "DNA", "Cancelled"] * 3
    rows = [[f"p{n}", "01/02/2025", state] for n, state in enumerate(came)]
    header = ["PatientID", "AppointmentDate", "Status"]
    extract.write(tmp_path / "in" / "appointments.csv", header, rows)
    given = ["Influenza", "COVID-19", "MMR"] * 3
    rows = [[f"p{n}", what, "01/02/2025"] for n, what in enumerate(given)]
    header = ["PatientID", "Vaccine", "DateGiven"]
    extract.write(tmp_path / "in" / "vaccinations.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    maps = {table.into: table for table in found.mapping.tables}
    gp, vaccines = maps["activity"], maps["process"]
    assert (gp.columns["setting"].constant, gp.columns["start"].column) == (
        "gp",
        "AppointmentDate",
    )
    assert [(t.column, set(t.is_not)) for t in gp.where] == [
        ("Status", {"DNA", "Cancelled"})
    ]
    assert any("since nobody came" in note for note in found.notes)
    assert vaccines.columns["process_id"].column == "Vaccine"
    assert vaccines.columns["date"].column == "DateGiven"
    words = entries(CATALOGUE.intake["process"].column("process_id"), CATALOGUE)
    assert [words[one.casefold()] for one in given[:3]] == [
        "flu_vaccination",
        "covid_vaccination",
        "mmr_vaccination",
    ]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("IDPatient", "local_id"),
        ("DateBirth", "birth_date"),
        ("DateRegistration", "registered_on"),
        ("IDOrganisationVisibleTo", "practice_code"),
        ("Registered_At", "practice_code"),
    ],
)
def test_a_column_is_known_whatever_the_order_of_its_words(tmp_path, theirs, ours):
    cells = {"local_id": "7001", "practice_code": "A81001"}
    header = ["NHSNumber", "Gender", "CareHome", theirs]
    rows = [[extract.synthetic_number(n), "F", "N", cells.get(ours, "01-Feb-1950")]
            for n in range(8)]  # fmt: skip
    extract.write(tmp_path / "in" / "t.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    (person,) = found.mapping.tables
    assert person.columns[ours].column == theirs


def test_a_key_of_a_hospital_is_found_where_somebody_is_told_of_twice(tmp_path):
    born = [[f"PAS{n:05d}", "1", "06-May-54"] for n in range(40)]
    header = ["Index no", "Gender code", "D.O.B."]
    extract.write(tmp_path / "in" / "index.csv", header, [*born, born[0]])
    header = ["Index", "Problem (ICD-10)", "Problem description", "Onset"]
    told = [[row[0], code, "Unknown to us", "06/05/24"]
            for row in born for code in ("I10", "local")]  # fmt: skip
    extract.write(tmp_path / "in" / "problems.csv", header, told)
    _, found = suggestion(tmp_path / "in")
    person, problems = found.mapping.tables
    assert person.columns["local_id"].column == "Index no"
    read = {name: how.column for name, how in problems.columns.items()}
    assert (read["local_id"], read["code"]) == ("Index", "Problem (ICD-10)")
    assert problems.columns["code_system"].constant == "icd10"
    assert problems.columns["date"].column == "Onset"


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("ae_attendances", {"constant": "ae"}),
        ("Community contacts 2026", {"constant": "community"}),
        ("emergency_admissions", {"constant": "emergency_admission"}),
        ("spells", {"column": "Admission method"}),
        ("ae_and_community", None),
        ("contacts", None),
    ],
)
def test_the_setting_of_contacts_is_told_by_a_column_or_the_table(
    tmp_path, name, setting
):
    numbers = [extract.synthetic_number(n) for n in range(8)]
    people = [[number, "01/02/1950", "F"] for number in numbers]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    header = ["NHS Number", "Contact Date", "Provider Code"]
    rows = [[number, "06/05/2024", "RDD"] for number in numbers]
    if setting and "column" in setting:
        header, rows = [*header, "Admission method"], [[*row, "2A"] for row in rows]
    extract.write(tmp_path / "in" / f"{name}.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = [t.columns["setting"].model_dump(exclude_defaults=True)
            for t in found.mapping.tables if t.into == "activity"]  # fmt: skip
    assert told == ([setting] if setting else [])


def test_a_list_of_opt_outs_is_never_told_by_the_name_of_a_table(tmp_path):
    numbers = [extract.synthetic_number(n) for n in range(8)]
    people = [[number, "01/02/1950", "F"] for number in numbers]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [[number, "06/05/2024"] for number in numbers]
    header = ["NHS Number", "Date recorded"]
    extract.write(tmp_path / "in" / "national_list_1.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {table.into for table in found.mapping.tables} == {"person"}


def of(found: Suggestion, into: str) -> list[dict[str, Any]]:
    """What the maps into a table say of each column, in few words."""
    return [
        {
            ours: how.constant or how.joined or how.pick or how.column
            for ours, how in table.columns.items()
        }
        for table in found.mapping.tables
        if table.into == into
    ]


UNITS = """
Last HbA1c (mmol/mol)   | measurement | hba1c             |
HbA1c %                 | measurement | hba1c             | %
Cholesterol_mg_dL       | measurement | total_cholesterol | mg/dL
Weight in kg            |             |                   |
Systolic BP (mmHg)      | measurement | systolic_bp       |
QRISK3 %                | score       | qrisk             |
CHA2DS2-VASc score      | score       | cha2ds2_vasc      |
"""


@pytest.mark.parametrize("row", UNITS.strip().splitlines())
def test_a_heading_may_say_the_unit_of_its_cells(tmp_path, row):
    heading, into, entry, unit = (cell.strip() for cell in row.split("|"))
    header = ["NHS Number", "DOB", "Sex (M/F)", heading, f"{heading} date"]
    rows = [[extract.synthetic_number(n), "1950-01-31", "F", 40 + n, "06/05/24"]
            for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "wide.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert of(found, "person")[0]["sex"] == "Sex (M/F)"
    told = [one for name in ("measurement", "score") for one in of(found, name)]
    if not into:
        assert not told
        return
    (told,) = of(found, into)
    assert entry in (told.get("measure_id"), told.get("score_id"))
    assert (told.get("unit", ""), told["date"]) == (unit, f"{heading} date")


@pytest.mark.parametrize(
    ("theirs", "alike"),
    [
        (["12", "7", "3001"], True),
        (["99012", "99007", "83001"], False),
        (["A12", "7", "3001"], False),
    ],
)
def test_ids_that_lost_their_zeros_are_those_that_have_them(tmp_path, theirs, alike):
    people = [[f"{n:05d}", "1950-01-31", "F"] for n in range(1, 4000, 37)]
    extract.write(tmp_path / "in" / "p.csv", ["Patient ID", "DOB", "Sex"], people)
    rows = [[one, "Asthma"] for one in theirs]
    extract.write(tmp_path / "in" / "problems.csv", ["Patient ID", "Problem"], rows)
    _, found = suggestion(tmp_path / "in")
    read = {one["local_id"] for i in ("person", "condition") for one in of(found, i)}
    assert read == {BUT_ZEROS if alike else "Patient ID"}


def test_a_key_of_any_name_is_said_where_no_other_says_whose_rows_are(tmp_path):
    rows = [[f"{n:040x}", 40 + n, "F", 900 + n] for n in range(9)]
    header = ["pseudo_nhs", "age", "sex", "total cost"]
    extract.write(tmp_path / "in" / "t.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert of(found, "person")[0]["local_id"] == "pseudo_nhs"
    assert any(
        "'pseudo_nhs' is taken for the source's own id" in n for n in found.notes
    )
    extract.write(tmp_path / "in" / "t.csv", header[1:], [row[1:] for row in rows])
    with pytest.raises(RefusedInput, match="who the people are"):
        suggestion(tmp_path / "in")


def test_conditions_may_stand_side_by_side(tmp_path):
    header = ["Patient ID", "DOB", "Sex", "Diagnosis 1", "Diagnosis 1 Date"]
    header += ["Diagnosis 2", "Diagnosis 2 Date"]
    rows = [[f"p{n}", "1950-01-31", "F", "Asthma", "06/05/24", "", "2024-05-06"]
            for n in range(9)]  # fmt: skip
    rows[0][5] = "COPD"
    extract.write(tmp_path / "in" / "register.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert of(found, "condition") == [
        {
            "local_id": "Patient ID",
            "condition_id": f"Diagnosis {n}",
            "date": f"Diagnosis {n} Date",
        }
        for n in (1, 2)
    ]


@pytest.mark.parametrize(
    ("name", "cells", "codes"),
    [
        ("Dx {} code", ["I10", "E11.9"], "icd10"),
        ("Problem {} SNOMED", ["44054006", "73211009"], "snomedct"),
        ("Operation {}", ["W371", "W381"], None),
        ("Drug {} code", ["44054006", "73211009"], None),
    ],
)
def test_codes_side_by_side_are_diagnoses_where_they_are_called_so(
    tmp_path, name, cells, codes
):
    header = ["Patient ID", "DOB", "Sex", name.format(1), name.format(2)]
    rows = [[f"p{n}", "1950-01-31", "F", *cells] for n in range(9)]
    extract.write(tmp_path / "in" / "register.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = [(one["code"], one["code_system"]) for one in of(found, "condition")]
    assert told == ([(name.format(n), codes) for n in (1, 2)] if codes else [])


def test_a_stay_has_all_of_its_diagnoses_and_its_operation(tmp_path):
    header = ["NHS_NUMBER", "DOB", "SEX", "ADMISSION_DATE", "ADMISSION_METHOD"]
    header += ["PRIMARY_DIAGNOSIS", "PRIMARY_PROCEDURE"]
    header += ["SECONDARY_DIAGNOSIS_1", "SECONDARY_DIAGNOSIS_2"]
    rows = [[extract.synthetic_number(n), "1950-01-31", "F", "2024-05-06", "21",
             "J44.0", "W371", "I10X", ""] for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "apc.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    (stay,), (operation,) = of(found, "activity"), of(found, "procedure")
    assert stay["icd10"] == "PRIMARY_DIAGNOSIS"
    assert stay["icd10_all"] == (
        "PRIMARY_DIAGNOSIS",
        "SECONDARY_DIAGNOSIS_1",
        "SECONDARY_DIAGNOSIS_2",
    )
    assert (operation["opcs4"], operation["date"]) == (
        "PRIMARY_PROCEDURE",
        "ADMISSION_DATE",
    )
    (where,) = (t.where for t in found.mapping.tables if t.into == "procedure")
    assert [(test.column, test.filled) for test in where] == [
        ("PRIMARY_PROCEDURE", True)
    ]


def test_a_table_of_one_fact_says_it_of_people(tmp_path):
    people = [[f"p{n}", "1950-01-31", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "people.csv", ["Patient", "DOB", "Sex"], people)
    rows = [[row[0], "Ex-smoker", "06/05/2024"] for row in people]
    header = ["Patient", "Smoking status", "Recorded"]
    extract.write(tmp_path / "in" / "smoking.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert of(found, "person_fact") == [
        {
            "local_id": "Patient",
            "date": "Recorded",
            "fact": "smoking",
            "value": "Smoking status",
        }
    ]


def test_what_was_declined_is_told_from_what_was_given(tmp_path):
    numbers = [extract.synthetic_number(n) for n in range(12)]
    people = [[number, "01/02/1950", "F"] for number in numbers]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [[number, "Flu", "06/05/2024", ["Given", "Declined"][n % 2]]
            for n, number in enumerate(numbers)]  # fmt: skip
    header = ["NHS Number", "Vaccination", "Date", "Given?"]
    extract.write(tmp_path / "in" / "imms.csv", header, rows)
    rows = [[number, "Bowel", "06/05/2024", "YN"[n % 2]]
            for n, number in enumerate(numbers)]  # fmt: skip
    header = ["NHS Number", "Programme", "Invited", "Attended"]
    extract.write(tmp_path / "in" / "screening.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    given, screened = (t for t in found.mapping.tables if t.into == "process")
    assert given.columns["outcome"].column == "Given?"
    assert [(t.column, t.is_not) for t in screened.where] == [("Attended", tuple(NO))]


def test_an_attendance_in_the_emergency_care_data_set_counts_as_one(tmp_path):
    people = [[extract.synthetic_number(n), "01/02/1950", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [[row[0], "2024-05-06", "01", 3, "R07.4"] for row in people]
    header = ["NHS_NUMBER", "ARRIVAL_DATE", "DEPARTMENT_TYPE", "ACUITY", "DIAGNOSIS"]
    extract.write(tmp_path / "in" / "ECDS.csv", header, rows)
    rows = [[row[0], "2024-05-06", "Asthma"] for row in people]
    header = ["NHS_NUMBER", "Date", "Diagnosis"]
    extract.write(tmp_path / "in" / "problems.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = sorted((table.into, table.from_) for table in found.mapping.tables)
    assert told == [
        ("activity", "ecds"),
        ("condition", "problems"),
        ("emergency_care", "ecds"),
        ("person", "p"),
    ]


EVENTS = {
    "Asthma": ("condition", "", ""),
    "HbA1c": ("measurement", "51", "mmol/mol"),
    "Blood pressure": ("measurement", "142/88", ""),
    "Statin": ("medication", "", ""),
    "Influenza": ("process", "", ""),
    "Smoking status": ("person_fact", "Never smoked", ""),
}


def test_a_table_of_events_of_every_kind_is_read_by_its_words(tmp_path):
    people = [[f"p{n}", "1950-01-31", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "people.csv", ["Patient", "DOB", "Sex"], people)
    rows = [[row[0], "2024-05-06", "Gardening", "", ""] for row in people]
    rows += [[row[0], "2024-05-06", event, value, unit]
            for row in people
            for event, (_, value, unit) in EVENTS.items()]  # fmt: skip
    header = ["Patient", "Event date", "Event", "Value", "Unit"]
    extract.write(tmp_path / "in" / "events.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = {
        (table.into, word)
        for table in found.mapping.tables
        for test in table.where
        for word in test.is_
    }
    assert told == {
        ("process", "Smoking status"),
        *((into, event) for event, (into, _, _) in EVENTS.items()),
    }
    assert [n for n in found.notes if "'Event'" in n] == [
        "events.csv: rows whose 'Event' is none of the words that are known are left "
        "out: Gardening. Say in the mapping what they are."
    ]
    (result,) = (t for t in found.mapping.tables if t.into == "measurement")
    assert result.columns["measure_id"].values == {"Blood pressure": "blood_pressure"}
    assert (result.columns["unit"].column, result.columns["value"].column) == (
        "Unit",
        "Value",
    )
    (fact,) = of(found, "person_fact")
    assert (fact["fact"], fact["value"]) == ("smoking", "Value")


def test_where_events_have_codes_their_words_are_not_asked(tmp_path):
    people = [[f"p{n}", "1950-01-31", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "people.csv", ["Patient", "DOB", "Sex"], people)
    rows = [[row[0], "2024-05-06", term, code, value]
            for row in people
            for term, code, value in (("Asthma", "195967001", ""),
                                      ("HbA1c", "999791000000106", "51"),
                                      ("Foot check", "401191002", ""))]  # fmt: skip
    header = ["Patient", "Event date", "Term", "SNOMED code", "Value"]
    extract.write(tmp_path / "in" / "events.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    coded = [table for table in found.mapping.tables if table.into != "person"]
    assert coded
    assert all("code" in table.columns for table in coded)
    assert not any(test.is_ for table in coded for test in table.where)


def test_vaccines_that_are_illnesses_too_are_vaccines(tmp_path):
    people = [[f"p{n}", "1950-01-31", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "people.csv", ["Patient", "DOB", "Sex"], people)
    rows = [[row[0], what, "2024-05-06"]
            for row in people for what in ("Shingles", "Flu", "Measles")]  # fmt: skip
    header = ["Patient", "Vaccine", "Date given"]
    extract.write(tmp_path / "in" / "vaccines.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {table.into for table in found.mapping.tables} == {"person", "process"}
    # Words of one kind are no rule: the next delivery may have others.
    assert not any(table.where for table in found.mapping.tables)


def test_who_came_is_told_by_the_national_codes(tmp_path):
    people = [[extract.synthetic_number(n), "01/02/1950", "F"] for n in range(10)]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [
        [row[0], "06/05/2024", "5672345556"[n], "25"[n % 2]]
        for n, row in enumerate(people)
    ]
    header = ["NHS_Number", "Appointment_Date", "Attended_or_Did_Not_Attend"]
    header += ["First_Attendance"]
    extract.write(tmp_path / "in" / "OPA.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    (seen,) = (table for table in found.mapping.tables if table.into == "activity")
    assert [(test.column, test.is_not) for test in seen.where] == [
        ("Attended_or_Did_Not_Attend", ("0", "2", "3", "4", "7"))
    ]


def test_the_day_of_a_diagnosis_is_no_appointment_whatever_the_table_is_called(
    tmp_path,
):
    header = ["NHS Number", "D.O.B.", "Gender", "Condition", "Date of diagnosis"]
    rows = [[extract.synthetic_number(n), "01/02/1950", "F", "Asthma", "06/05/2024"]
            for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "gp list.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {table.into for table in found.mapping.tables} == {"person", "condition"}


def test_names_as_sas_and_sql_server_give_them_are_known(tmp_path):
    people = [[100 + n, "31JAN1950", "1", "NULL"] for n in range(9)]
    people[0][3] = "06MAY2024"
    header = ["pid", "birthdt", "sex", "deathdt"]
    extract.write(tmp_path / "in" / "people.csv", header, people)
    rows = [[row[0], "I10", "ICD10", "May 06 2024 12:00AM"] for row in people]
    header = ["PID", "DiagnosisCode", "DiagnosisScheme", "DiagnosisDate"]
    extract.write(tmp_path / "in" / "fact_diagnosis.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert of(found, "person") == [
        {
            "local_id": "pid",
            "birth_date": "birthdt",
            "sex": "sex",
            "died_on": "deathdt",
        }
    ]
    assert of(found, "condition") == [
        {
            "local_id": "PID",
            "code": "DiagnosisCode",
            "code_system": "DiagnosisScheme",
            "date": "DiagnosisDate",
        }
    ]


def test_columns_of_opt_outs_among_the_people_are_lists(tmp_path):
    header = ["NHS Number", "DOB", "Sex", "Type 1 opt-out", "National data opt-out"]
    header += ["Dissent from sharing"]
    rows = [[extract.synthetic_number(n), "01/02/1950", "F", "YN"[n % 2], "N", "Y"]
            for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "people.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    told = {(one["kind"], into) for into in LISTS for one in of(found, into)}
    assert told == {
        ("type_1", "opt_out"),
        ("national_data_opt_out", "opt_out"),
        ("sharing_dissent", "sharing_flag"),
    }
    rules = [t.where for t in found.mapping.tables if t.into in LISTS]
    assert [(test.column, test.is_) for (test,) in rules] == [
        (name, tuple(YES)) for name in header[3:]
    ]
    # What says who is on a list comes whole.
    assert found.mapping.sources["people"].key == ()
    # A day says since when, and words that nobody knows say nothing.
    for cells in (["06/05/2024", ""], ["perhaps", ""]):
        rows = [[extract.synthetic_number(n), "01/02/1950", "F", cells[n % 2]]
                for n in range(9)]  # fmt: skip
        extract.write(tmp_path / "in" / "people.csv", header[:4], rows)
        _, found = suggestion(tmp_path / "in")
        told = [one.get("recorded_on") for one in of(found, "opt_out")]
        assert told == (["Type 1 opt-out"] if cells[0][0] == "0" else [])


def test_a_table_of_deaths_says_no_more_of_people(tmp_path):
    people = [[extract.synthetic_number(n), "01/02/1950", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [[row[0], "20240510", "20240506"] for row in people]
    header = ["NHS_NUMBER", "REG_DATE", "REG_DATE_OF_DEATH"]
    extract.write(tmp_path / "in" / "deaths.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {(t.into, t.from_) for t in found.mapping.tables} == {
        ("person", "p"),
        ("death", "deaths"),
    }
    assert of(found, "death")[0]["died_on"] == "REG_DATE_OF_DEATH"
    # One of people says that of them itself.
    people = [[*row, "20240506"] for row in people]
    header = ["NHS Number", "DOB", "Sex", "Date of death"]
    extract.write(tmp_path / "in" / "p.csv", header, people)
    _, found = suggestion(tmp_path / "in")
    assert [t.from_ for t in found.mapping.tables if t.into == "death"] == ["deaths"]
    assert of(found, "person")[0]["died_on"] == "Date of death"


def test_a_waiting_list_that_says_who_people_are_is_both(tmp_path):
    header = ["NHS_NUMBER", "DATE_OF_BIRTH", "SEX", "derPracticeCode", "derLSOA2021"]
    header += ["ACTIVITY_TREATMENT_FUNCTION_CODE"]
    header += ["REFERRAL_TO_TREATMENT_PERIOD_START_DATE"]
    rows = [[extract.synthetic_number(n), "1950-02-01", "2", "A81001", "E01000001",
             "110", "2026-01-02"] for n in range(9)]  # fmt: skip
    extract.write(tmp_path / "in" / "wlmds.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {table.into for table in found.mapping.tables} == {"person", "waiting"}


def test_what_somebody_came_with_is_no_diagnosis(tmp_path):
    people = [[extract.synthetic_number(n), "01/02/1950", "F"] for n in range(9)]
    extract.write(tmp_path / "in" / "p.csv", ["NHS Number", "DOB", "Sex"], people)
    rows = [[row[0], "06/05/2024", "Falls"] for row in people]
    header = ["NHS Number", "Incident date", "Chief complaint"]
    extract.write(tmp_path / "in" / "ambulance incidents.csv", header, rows)
    _, found = suggestion(tmp_path / "in")
    assert {table.into for table in found.mapping.tables} == {"person", "activity"}


def test_a_delivery_without_people_is_refused(tmp_path):
    extract.write(tmp_path / "in" / "t.csv", ["colour", "size"], [["red", 5]])
    with pytest.raises(RefusedInput, match="who the people are"):
        suggestion(tmp_path / "in")


def test_a_saved_mapping_notices_the_next_layout(tmp_path):
    everybody = extract.people()
    folder = extract.first_supplier(tmp_path / "a", everybody)
    _, found = suggestion(folder)
    file = next(folder.glob("PATIENT_*"))
    text = file.read_text()
    file.write_text(text.replace("REGDATE", "REG_DATE", 1))
    delivery, _ = looked_at(folder, tmp_path, CATALOGUE, limits=SMALL)
    with pytest.raises(RefusedInput, match="'REGDATE' may be called 'REG_DATE' now"):
        layout_holds(found.mapping, changes(found.mapping, delivery))
    header, *lines = text.splitlines()
    more = [f"{header},EXTRA", *(f"{line},1" for line in lines)]
    file.write_text("\n".join(more))
    delivery, _ = looked_at(folder, tmp_path, CATALOGUE, limits=SMALL)
    (note,) = layout_holds(found.mapping, changes(found.mapping, delivery))
    assert note.endswith("'EXTRA' is new.")
