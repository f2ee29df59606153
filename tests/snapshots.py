"""Small snapshots for tests: rows as dictionaries, or drawn as text, on disk."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.snapshot import Snapshot, open_snapshot

Row = Mapping[str, Any]
AS_AT = date(2026, 7, 1)

TEXT, DAY, FLAG = pa.string(), pa.date32(), pa.bool_()
ID, SMALL, NUMBER = pa.int64(), pa.int8(), pa.float64()
DECILES = (
    "imd", "income", "employment", "education", "health", "crime",
    "housing_and_services", "environment",
)  # fmt: skip

COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "person": {
        "person_id": ID, "pseudonym": TEXT, "birth_month": DAY, "age": pa.int16(),
        "sex": TEXT, "ethnicity": TEXT, "ethnicity_group": TEXT, "lsoa21": TEXT,
        "imd_decile": SMALL, "practice_code": TEXT, "registered_on": DAY,
        "deregistered_on": DAY, "died_on": DAY, "care_home": FLAG, "housebound": FLAG,
        "lives_alone": FLAG, "carer": FLAG, "main_language": TEXT,
        "interpreter_needed": FLAG, "smoking": TEXT, "housing_tenure": TEXT,
        "fuel_poverty": FLAG, "digital_exclusion_decile": SMALL, "employment": TEXT,
        "veteran": FLAG, "asylum_seeker_or_refugee": FLAG, "no_fixed_abode": FLAG,
        "social_isolation": FLAG,
    },
    "registration": {"person_id": ID, "practice_code": TEXT, "start": DAY, "end": DAY},
    "condition": {
        "person_id": ID, "condition_id": TEXT, "date": DAY, "kind": TEXT, "code": TEXT,
        "code_system": TEXT, "source": TEXT,
    },
    "measurement": {
        "person_id": ID, "measure_id": TEXT, "date": DAY, "value": NUMBER, "unit": TEXT,
        "source": TEXT,
    },
    "medication": {
        "person_id": ID, "medicine_id": TEXT, "date": DAY, "quantity_days": pa.int16(),
        "code": TEXT, "code_system": TEXT,
    },
    "activity": {
        "person_id": ID, "setting": TEXT, "start": DAY, "end": DAY,
        "provider_code": TEXT, "icd10": TEXT, "icd10_all": TEXT, "arrival_mode": TEXT,
        "discharge_destination": TEXT, "acsc": FLAG, "cost_gbp": NUMBER,
    },
    "emergency_care": {
        "person_id": ID, "start": DAY, "acuity": SMALL, "chief_complaint": TEXT,
        "investigations": TEXT, "treatments": TEXT, "diagnosis": TEXT,
        "department_type": TEXT, "arrival_mode": TEXT, "attendance_source": TEXT,
        "attendance_category": TEXT, "arrival_hour": SMALL, "disposition": TEXT,
    },
    "process": {"person_id": ID, "process_id": TEXT, "date": DAY, "outcome": TEXT},
    "procedure": {"person_id": ID, "date": DAY, "opcs4": TEXT, "setting": TEXT},
    "waiting": {
        "person_id": ID, "specialty": TEXT, "referred_on": DAY, "treated_on": DAY,
    },
    "cancer_pathway": {
        "person_id": ID, "site": TEXT, "route": TEXT, "stage": SMALL,
        "referred_on": DAY, "informed_on": DAY, "treated_on": DAY,
    },
    "maternity": {
        "person_id": ID, "booked_on": DAY, "delivered_on": DAY,
        "continuity_of_carer": FLAG, "smoking_at_delivery": FLAG,
    },
    "score": {
        "person_id": ID, "score_id": TEXT, "date": DAY, "value": NUMBER, "source": TEXT,
    },
    "opt_out": {"person_id": ID, "kind": TEXT, "recorded_on": DAY, "withdrawn_on": DAY},
    "sharing_flag": {"person_id": ID, "kind": TEXT},
    "organisation": {
        "practice_code": TEXT, "name": TEXT, "pcn_code": TEXT, "pcn_name": TEXT,
        "place_code": TEXT, "place_name": TEXT, "sub_icb_code": TEXT, "icb_code": TEXT,
        "icb_name": TEXT, "system_supplier": TEXT, "lat": NUMBER, "lon": NUMBER,
        "valid_from": DAY, "valid_to": DAY, "special": FLAG,
    },
    "small_area": {
        "lsoa21": TEXT, "lsoa21_name": TEXT, "msoa21": TEXT, "ward": TEXT,
        "ward_name": TEXT, "district": TEXT, "district_name": TEXT, "upper_tier": TEXT,
        "upper_tier_name": TEXT, "place_code": TEXT, "pcn_code": TEXT, "in_area": FLAG,
        "imd_score": NUMBER, "imd_rank": pa.int32(),
        **{f"{name}_decile": SMALL for name in DECILES}, "population": pa.int32(),
    },
    "neighbourhood_member": {
        "neighbourhood_code": TEXT, "neighbourhood_name": TEXT, "practice_code": TEXT,
        "lsoa21": TEXT, "valid_from": DAY, "valid_to": DAY,
    },
    "list_size": {
        "practice_code": TEXT, "age_band": TEXT, "sex": TEXT, "patients": pa.int32(),
    },
    "registration_by_lsoa": {
        "practice_code": TEXT, "lsoa21": TEXT, "patients": pa.int32(),
    },
    "published_register": {
        "practice_code": TEXT, "condition_id": TEXT, "year": TEXT,
        "register": pa.int32(), "list_size": pa.int32(), "list_type": TEXT,
    },
    "comparator": {
        "area_type": TEXT, "area_code": TEXT, "area_name": TEXT, "indicator": TEXT,
        "indicator_name": TEXT, "condition_id": TEXT, "period": TEXT, "sex": TEXT,
        "age": TEXT, "category": TEXT, "numerator": NUMBER, "denominator": NUMBER,
        "value": NUMBER, "lower": NUMBER, "upper": NUMBER, "unit": TEXT,
        "list_type": TEXT, "source": TEXT,
    },
}  # fmt: skip
PARTS = {
    "condition": "condition_id",
    "measurement": "measure_id",
    "medication": "medicine_id",
    "activity": "setting",
    "process": "process_id",
    "score": "score_id",
}


def drawn(text: str) -> list[dict[str, str | None]]:
    """Rows of a table that is drawn as text; an empty cell is null.

    The first line names the columns. Cells are separated by bars.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    cells = [[cell.strip() or None for cell in line.split("|")] for line in lines]
    names = [str(name) for name in cells[0]]
    return [dict(zip(names, row, strict=True)) for row in cells[1:]]


def arrow(table: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as a table with the columns that it has; text is read as what it should be.

    Raises KeyError for a column that the table does not have.
    """
    columns = COLUMNS[table]
    for row in rows:
        for name in row:
            columns[name]
    return pa.table(
        {
            name: pa.array([_value(row.get(name), kind) for row in rows], kind)
            for name, kind in columns.items()
        }
    )


def _value(value: Any, kind: pa.DataType) -> Any:
    if not isinstance(value, str) or kind == TEXT:
        return value
    if kind == DAY:
        return date.fromisoformat(value)
    if kind == FLAG:
        return {"yes": True, "no": False}[value]
    return float(value) if kind == NUMBER else int(value)


def write_snapshot(
    folder: Path,
    tables: Mapping[str, Sequence[Row]],
    *,
    as_at: date = AS_AT,
    layout: str = "whole",
    synthetic: bool = True,
) -> Snapshot:
    """Write a small snapshot and open it.

    layout: "whole" (T.parquet), "parts" (T/kind.parquet for tables kept in parts), or
    "shuffled" (such tables in files whose names and content mislead).
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        for path, part in _parts(name, arrow(name, rows), layout):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(part, target)
    return described(folder, as_at=as_at, synthetic=synthetic)


def described(folder: Path, *, as_at: date = AS_AT, synthetic: bool = True) -> Snapshot:
    """Give a folder of tables its manifest and open it, unchecked."""
    files = [
        {
            "name": path.relative_to(folder).as_posix(),
            "rows": pq.read_metadata(path).num_rows,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.rglob("*.parquet"))
    ]
    manifest = {
        "as_at": as_at.isoformat(),
        "synthetic": synthetic,
        "schema_version": 1,
        "kind": "people",
        "name": "Test area",
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return open_snapshot(folder)


def _parts(name: str, table: pa.Table, layout: str) -> list[tuple[str, pa.Table]]:
    if layout == "whole" or name not in PARTS or table.num_rows == 0:
        return [(f"{name}.parquet", table)]
    kinds = table.column(PARTS[name]).to_pylist()
    named = sorted({str(kind) for kind in kinds})
    if layout == "parts":
        rows_of = {
            f"{name}/{kind}.parquet": [i for i, k in enumerate(kinds) if k == kind]
            for kind in named
        }
    else:
        misleading = named[::-1] if named[1:] else ["other"]
        rows_of = {
            f"{name}/{PARTS[name]}=no/{kind}.parquet": list(
                range(i, len(kinds), len(misleading))
            )
            for i, kind in enumerate(misleading)
        }
        backwards = list(reversed(table.column_names))
        table = table.select(backwards)
    return [(path, table.take(rows)) for path, rows in rows_of.items()]
