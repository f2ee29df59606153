"""The same made-up people as two suppliers send them, in different layouts."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from phm_core.catalogue.mappings import parsed
from phm_core.nhs_number import synthetic_number
from phm_core.onboarding.keeping import use
from phm_core.onboarding.loading import delivery
from phm_core.onboarding.loading import load as loading
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.uploads.limits import SMALL
from tests.killed import CATALOGUE
from tests.reading import here
from tests.town import lsoa_code, practice_code

AS_AT = date(2026, 7, 1)
CONDITIONS = ("diabetes_type_2", "hypertension", "asthma")
ICD10 = {"diabetes_type_2": "E11.9", "hypertension": "I10", "asthma": "J45.0"}


@dataclass(frozen=True)
class Person:
    """One person, as nobody sends them."""

    number: str
    born: date
    sex: str
    area: int
    practice: int
    conditions: tuple[str, ...]
    hba1c: tuple[tuple[date, int], ...]
    pressures: tuple[tuple[date, int, int], ...]


def people(count: int = 120, seed: int = 5) -> list[Person]:
    """Some people; the same seed, the same people."""
    rng = np.random.default_rng(seed)

    def day() -> date:
        return AS_AT - timedelta(days=int(rng.integers(1, 900)))

    return [
        Person(
            number=synthetic_number(101 * i),
            born=date(int(rng.integers(1930, 2015)), int(rng.integers(1, 13)), 7),
            sex=str(rng.choice(["female", "male"])),
            area=int(rng.integers(0, 24)),
            practice=int(rng.integers(0, 8)),
            conditions=tuple(c for c in CONDITIONS if rng.random() < 0.3),
            # Even tenths of a percent, so that both units say the same.
            hba1c=tuple((day(), int(rng.integers(50, 110))) for _ in range(i % 3)),
            pressures=tuple(
                (day(), int(rng.integers(100, 190)), int(rng.integers(55, 110)))
                for _ in range(1 + i % 2)
            ),
        )
        for i in range(count)
    ]


def mmol(tenths: int) -> float:
    """HbA1c in mmol/mol from tenths of a percent."""
    return (tenths / 10 - 2.15) * 10.929


def write(
    path: Path, header: list[str], rows: list[list[Any]], mark: str = ","
) -> None:
    """Write a table as text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(header)
        writer.writerows(rows)


def first_supplier(folder: Path, everybody: list[Person]) -> Path:
    """Long tables; ICD-10 codes; HbA1c in percent; days as the British write them."""
    write(
        folder / "PATIENT_20260701.csv",
        ["NHS_NO", "PATIENT_ID", "DOB", "GENDER", "LSOA", "PRACTICE", "REGDATE"],
        [
            [p.number, f"A{n}", f"{p.born:%d/%m/%Y}", p.sex[0].upper(),
             lsoa_code(p.area), practice_code(p.practice), "01/04/2019"]
            for n, p in enumerate(everybody)
        ],
    )  # fmt: skip
    write(
        folder / "PROBLEMS.csv",
        ["PATIENT_ID", "ICD10", "ONSET"],
        [
            [f"A{n}", ICD10[c], "03/02/2020"]
            for n, p in enumerate(everybody)
            for c in p.conditions
        ],
    )
    tests = [
        [f"A{n}", "HbA1c", f"{on:%d/%m/%Y}", tenths / 10, "%"]
        for n, p in enumerate(everybody)
        for on, tenths in p.hba1c
    ]
    tests += [
        [f"A{n}", "BP", f"{on:%d/%m/%Y}", f"{high}/{low}", "mmHg"]
        for n, p in enumerate(everybody)
        for on, high, low in p.pressures
    ]
    write(
        folder / "RESULTS.csv", ["PATIENT_ID", "TEST", "TAKEN", "VALUE", "UNIT"], tests
    )
    return folder


def second_supplier(folder: Path, everybody: list[Person]) -> Path:
    """A wide table with flags; every third person twice; units mixed; days spelt."""
    header = [
        "nhs number", "date_of_birth", "sex code", "lsoa21cd", "ods", "registered",
        "Diabetes", "High blood pressure", "Asthma",
    ]  # fmt: skip
    rows = [
        [f"{p.number[:3]} {p.number[3:6]} {p.number[6:]}", f"{p.born:%d-%b-%Y}",
         "2" if p.sex == "female" else "1", lsoa_code(p.area),
         practice_code(p.practice), "2019-04-01",
         *("Y" if c in p.conditions else "N" for c in CONDITIONS)]
        for p in everybody
    ]  # fmt: skip
    write(folder / "people.txt", header, rows + rows[::3], mark="|")
    results = [
        [p.number, f"{on:%Y%m%d}", *_either(tenths, number), "", ""]
        for p in everybody
        for number, (on, tenths) in enumerate(p.hba1c)
    ]
    results += [
        [p.number, f"{on:%Y%m%d}", "", "", high, low]
        for p in everybody
        for on, high, low in p.pressures
    ]
    header = ["nhs", "day", "hba1c", "hba1c_unit", "systolic", "diastolic"]
    write(folder / "readings.tsv", header, results, mark="\t")
    return folder


def _either(tenths: int, number: int) -> list[Any]:
    return [tenths / 10, "%"] if number % 2 else [repr(mmol(tenths)), "mmol/mol"]


FIRST = """
id: first_supplier
title: First supplier
meaning: Long tables.
sources:
  patients: {files: ["patient_*"], columns: [NHS_NO, DOB]}
  problems: {files: [problems]}
  results: {files: [results]}
tables:
  - into: person
    from: patients
    columns:
      nhs_number: NHS_NO
      local_id: PATIENT_ID
      birth_date: DOB
      sex: GENDER
      small_area: LSOA
      practice_code: PRACTICE
      registered_on: REGDATE
  - into: condition
    from: problems
    columns:
      local_id: PATIENT_ID
      code: ICD10
      code_system: {constant: icd10}
      date: ONSET
  - into: measurement
    from: results
    where: [{column: TEST, is_not: [BP]}]
    columns:
      local_id: PATIENT_ID
      measure_id: TEST
      date: TAKEN
      value: VALUE
      unit: UNIT
  - into: measurement
    from: results
    where: [{column: TEST, is: [BP]}]
    columns:
      local_id: PATIENT_ID
      measure_id: {constant: systolic_bp}
      date: TAKEN
      value: {column: VALUE, split_by: /, part: 1}
      unit: UNIT
  - into: measurement
    from: results
    where: [{column: TEST, is: [BP]}]
    columns:
      local_id: PATIENT_ID
      measure_id: {constant: diastolic_bp}
      date: TAKEN
      value: {column: VALUE, split_by: /, part: 2}
      unit: UNIT
codes:
  - system: icd10
    into: conditions
    is: {"E11*": diabetes_type_2, I10: hypertension, "J45*": asthma}
"""
SECOND = """
id: second_supplier
title: Second supplier
meaning: A wide table with flags.
sources:
  people: {columns: ["nhs number", ods]}
  readings: {columns: [nhs, hba1c]}
tables:
  - into: person
    from: people
    columns:
      nhs_number: nhs number
      birth_date: date_of_birth
      sex: sex code
      small_area: lsoa21cd
      practice_code: ods
      registered_on: registered
  - into: condition
    from: people
    each:
      columns:
        Diabetes: diabetes_type_2
        High blood pressure: hypertension
        Asthma: asthma
    where: [{column: each.value, is: [Y]}]
    columns:
      nhs_number: nhs number
      condition_id: each.name
      date: {constant: 2020-02-03}
  - into: measurement
    from: readings
    where: [{column: hba1c, filled: true}]
    columns:
      nhs_number: nhs
      measure_id: {constant: hba1c}
      date: day
      value: hba1c
      unit: hba1c_unit
  - into: measurement
    from: readings
    each: {columns: {systolic: systolic_bp, diastolic: diastolic_bp}}
    columns:
      nhs_number: nhs
      measure_id: each.name
      date: day
      value: each.value
"""


def load_once(
    saying: Connection, source: Path, area: Path, into: Path, *, apart: bool = True
) -> None:
    """Load the first supplier's files and choose the snapshot; says its name then.

    Before, the first word of each stage of the load is said when it begins. apart: read
    each file in a process of its own, as is done; here, a second is saved.
    """
    heard = {"started"}

    def tell(_: float, sentence: str) -> None:
        word = sentence.split(maxsplit=1)[0]
        if word not in heard:
            saying.send(word)
        heard.add(word)

    saying.send("started")
    wish = Wish(
        path=source,
        mapping=parsed(FIRST, "first.yaml", CATALOGUE),
        area=area,
        as_at=AS_AT,
        into=into,
        catalogue=CATALOGUE,
        synthetic=True,
        limits=SMALL,
    )
    read = delivery.apart if apart else here
    no_history = patch.object(loading, "add_history", lambda _, about, __: about)
    with no_history, patch.object(delivery, "apart", read):
        path, _ = loading.load(wish, tell)
    use(into, path)
    saying.send(path.name)
