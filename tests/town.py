"""A made-up town of a few thousand people on disk: small, fast, the same every time.

Deprivation falls from the first practice to the last; the people of the first are
younger. Of the register 'hypertension' the chance rises with age and deprivation.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from phm_core.snapshot import Snapshot
from tests.snapshots import write_snapshot

AS_AT = date(2026, 7, 1)
PRACTICES = 8
AREAS = 24
ETHNICITY = ("White", "Asian", "Black", "unknown")


def town(
    folder: Path,
    people: int = 3_000,
    *,
    synthetic: bool = True,
    pseudonym: Callable[[int], str] = "p{:05d}".format,
    left_out: Collection[str] = (),
) -> Snapshot:
    """Write the town and open it. left_out: tables not to write, by name.

    pseudonym: of a person, by row number.
    """
    rng = np.random.default_rng(11)
    practice = np.sort(rng.integers(0, PRACTICES, people))
    lsoa = practice * 3 + rng.integers(0, 3, people)
    age = np.clip(rng.normal(30 + 4 * practice, 20, people), 0, 99).astype(int)
    sex = rng.choice(["female", "male", "unknown"], people, p=[0.5, 0.49, 0.01])
    group = rng.choice(ETHNICITY, people, p=[0.8, 0.1, 0.04, 0.06])
    chance = np.clip((age - 20) / 160, 0, 1) * (2 - lsoa / AREAS)
    ill = rng.random(people) < chance
    person = [
        {
            "person_id": i,
            "pseudonym": pseudonym(i),
            "birth_month": date(2026 - int(age[i]), 1, 1),
            "age": int(age[i]),
            "sex": str(sex[i]),
            "ethnicity_group": str(group[i]),
            "ethnicity": str(group[i]),
            "lsoa21": lsoa_code(int(lsoa[i])),
            "imd_decile": decile(int(lsoa[i])),
            "practice_code": practice_code(int(practice[i])),
            "registered_on": date(2020, 1, 1),
            "smoking": "never",
        }
        for i in range(people)
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "person": person,
        "condition": _diagnoses(ill, rng),
        "activity": _activity(people, rng),
        **_few_of_each(people),
        "opt_out": [
            {"person_id": i, "kind": "type_1", "recorded_on": date(2021, 1, 1)}
            for i in range(0, people, 50)
        ],
        "organisation": [_practice(i) for i in range(PRACTICES)],
        "small_area": [_small_area(i) for i in range(AREAS)],
        "list_size": _lists(practice, age, sex),
        "published_register": _registers(practice, ill),
        "registration_by_lsoa": _registrations(practice, lsoa),
    }
    kept = {name: rows for name, rows in tables.items() if name not in left_out}
    return write_snapshot(folder, kept, as_at=AS_AT, synthetic=synthetic)


def practice_code(i: int) -> str:
    """Code of a practice."""
    return f"T{i:05d}"


def lsoa_code(i: int) -> str:
    """Code of a small area."""
    return f"E01{i:06d}"


def decile(lsoa: int) -> int:
    """National decile of a small area: the first are the most deprived."""
    return 1 + lsoa * 10 // AREAS


def _diagnoses(ill: np.ndarray, rng: np.random.Generator) -> list[dict[str, Any]]:
    rows = []
    for i in np.flatnonzero(ill):
        day = AS_AT - timedelta(days=int(rng.integers(1, 2_000)))
        entry = {"person_id": int(i), "date": day, "kind": "diagnosis"}
        rows.append(entry | {"condition_id": "hypertension"})
        if i % 3 == 0:
            rows.append(entry | {"condition_id": "asthma"})
    return rows


def _activity(people: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    rows = []
    for setting, count in (("emergency_admission", 300), ("gp", 2_000)):
        for i in rng.integers(0, people, count):
            day = AS_AT - timedelta(days=int(rng.integers(1, 700)))
            row = {"person_id": int(i), "setting": setting, "start": day}
            rows.append(row | {"end": day, "icd10": "I50", "cost_gbp": 100.0})
    return rows


def _few_of_each(people: int) -> dict[str, list[dict[str, Any]]]:
    """Records that some segments ask for: there, but of few people."""
    day, some = AS_AT - timedelta(days=90), range(0, people, 97)
    entry = [{"person_id": i, "date": day} for i in some]
    return {
        "measurement": [
            row | {"measure_id": "hba1c", "value": 60.0, "unit": "mmol/mol"}
            for row in entry
        ],
        "medication": [row | {"medicine_id": "statin"} for row in entry],
        "process": [row | {"process_id": "medication_review"} for row in entry],
        "score": [row | {"score_id": "efi", "value": 0.3} for row in entry],
        "sharing_flag": [{"person_id": i, "kind": "pds_sensitive"} for i in some],
    }


def _registrations(practice: np.ndarray, lsoa: np.ndarray) -> list[dict[str, Any]]:
    pairs, counts = np.unique(np.stack([practice, lsoa]), axis=1, return_counts=True)
    return [
        {
            "practice_code": practice_code(int(code)),
            "lsoa21": lsoa_code(int(area)),
            "patients": int(n),
        }
        for code, area, n in zip(*pairs, counts, strict=True)
    ]


def _practice(i: int) -> dict[str, Any]:
    pcn, place = i // 2, i // 4
    return {
        "practice_code": practice_code(i),
        "name": f"Surgery {i}",
        "pcn_code": f"P{pcn}",
        "pcn_name": f"PCN {pcn}",
        "place_code": f"L{place}",
        "place_name": f"Place {place}",
        "valid_from": date(2015, 4, 1),
        "special": False,
    }


def _small_area(i: int) -> dict[str, Any]:
    deciles = ("imd", "income", "employment", "education", "health", "crime")
    deciles += ("housing_and_services", "environment")
    return {
        "lsoa21": lsoa_code(i),
        "lsoa21_name": f"Town {i}",
        "msoa21": f"E02{i // 4:06d}",
        "ward": f"W{i // 4}",
        "ward_name": f"Ward {i // 4}",
        "district": "D1",
        "district_name": "Town",
        "upper_tier": "U1",
        "upper_tier_name": "County",
        "pcn_code": f"P{i // 6}",
        "place_code": f"L{i // 12}",
        "in_area": True,
        "imd_score": 60.0 - 2 * i,
        "imd_rank": i + 1,
        "population": 150,
        **{f"{name}_decile": decile(i) for name in deciles},
    }


def _lists(
    practice: np.ndarray, age: np.ndarray, sex: np.ndarray
) -> list[dict[str, Any]]:
    rows = []
    bands = [f"{a}-{a + 4}" for a in range(0, 90, 5)] + ["90+"]
    for code in range(PRACTICES):
        for name in ("female", "male"):
            here = (practice == code) & (sex == name)
            counts = np.bincount(np.minimum(age[here] // 5, 18), minlength=19)
            rows += [
                {
                    "practice_code": practice_code(code),
                    "age_band": band,
                    "sex": name,
                    "patients": int(n),
                }
                for band, n in zip(bands, counts, strict=True)
            ]
    return rows


def _registers(practice: np.ndarray, ill: np.ndarray) -> list[dict[str, Any]]:
    return [
        {
            "practice_code": practice_code(code),
            "condition_id": "hypertension",
            "year": "2024-25",
            "register": int(ill[practice == code].sum()),
            "list_size": int((practice == code).sum()),
            "list_type": "TOTAL",
        }
        for code in range(PRACTICES)
    ]
