"""People with records of every kind that the catalogue knows, in two flat layouts."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import yaml

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import SHIPPED
from phm_core.nhs_number import synthetic_number
from phm_core.onboarding.loading.tables import ONCE
from phm_core.snapshot import Snapshot
from tests.town import lsoa_code, practice_code
from tests.unit.onboarding import extract

Rows = list[dict[str, Any]]
PLAIN = SHIPPED / "formats" / "plain_tables.yaml"
SHARE = 0.2  # of people who have records of one entry
OPERATIONS = ("W371", "W461", "K401", "C712")
SAID = {"code", "code_system", "source"}
FLAGS = ("care_home", "housebound", "lives_alone", "carer")


def records(catalogue: Catalogue, people: int, seed: int = 11) -> dict[str, Rows]:
    """Rows by table, in our own words; HbA1c in tenths of a percent, which is whole."""
    rng = np.random.default_rng(seed)
    entries = {
        table: [
            {"local_id": f"A{n}", column: entry.id, "date": _day(rng), **more}
            for entry in catalogue.family(family).values()
            for n in _whose(entry.id, people, rng)
            for more in _more(table, entry, rng)
        ]
        for table, column, family in _families(catalogue)
    }
    stays = [
        {"local_id": f"A{n}", "setting": setting, "start": _day(rng)}
        for setting in catalogue.settings_of_care
        for n in rng.integers(0, people, people)
    ]
    whose = [f"A{n}" for n in range(people)]
    operations = [
        {"local_id": one, "date": _day(rng), "opcs4": str(rng.choice(OPERATIONS))}
        for one in whose
    ]
    waits = [
        {"local_id": one, "specialty": "110", "referred_on": _day(rng)} for one in whose
    ]
    everybody = {"person": _people(people, rng), "activity": stays, **entries}
    return everybody | {"procedure": operations, "waiting": waits}


def first_layout(folder: Path, tables: dict[str, Rows]) -> str:
    """Our own names, days as in 2026-07-01, HbA1c in percent; numbers of people alone.

    Returns the mapping.
    """
    for name, rows in tables.items():
        said = [row | _percent(row) for row in rows]
        extract.write(folder / f"{name}.csv", *_cells(said))
    return PLAIN.read_text(encoding="utf-8")


def second_layout(folder: Path, tables: dict[str, Rows], catalogue: Catalogue) -> str:
    """Other names of files and columns, HbA1c in both units, every third row twice.

    Two contacts of a day may look alike, so such rows stand once. Days are spelt,
    entries called by their titles, and of whom a row tells is said by a number with
    spaces. Returns the mapping.
    """
    numbers = {row["local_id"]: row["nhs_number"] for row in tables["person"]}
    titles = {
        column: {key: entry.title for key, entry in catalogue.family(family).items()}
        for _, column, family in _families(catalogue)
    }
    mapping = yaml.safe_load(PLAIN.read_text(encoding="utf-8"))
    mapping |= {"id": "other_layout", "sources": {}}
    mapping["tables"] = [m for m in mapping["tables"] if m["into"] in tables]
    for table in mapping["tables"]:
        name = table["into"]
        ours = [c for c in tables[name][0] if c not in ("local_id", "nhs_number")]
        called = {c: f"{name} {c}".replace("_", " ").title() for c in ours}
        said = [
            {"NHS no": _spaced(numbers[row["local_id"]])}
            | {called[c]: _spelt(c, value, titles) for c, value in one.items()}
            for place, row in enumerate(tables[name])
            for one in [{c: (row | _either(row, place))[c] for c in ours}]
        ]
        file = folder / f"extract_{name}_2026.txt"
        again = said[::3] if name in ("person", *ONCE) else []
        extract.write(file, *_cells(said + again), mark="|")
        table["columns"] = {"nhs_number": "NHS no"} | called
        mapping["sources"][name] = {"files": [f"extract_{name}_*"]}
    return yaml.safe_dump(mapping)


def _families(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Tables whose rows name an entry: table, column and family."""
    for table, intake in catalogue.intake.items():
        for given in intake.columns:
            if given.family:
                yield table, given.name, given.family


def _whose(entry: str, people: int, rng: np.random.Generator) -> np.ndarray:
    """Who has a record of an entry; of HbA1c everybody, twice."""
    if entry == "hba1c":
        return np.arange(2 * people) % people
    return np.flatnonzero(rng.random(people) < SHARE)


def _people(count: int, rng: np.random.Generator) -> Rows:
    return [
        {
            "local_id": f"A{n}",
            "nhs_number": synthetic_number(101 * n),
            "birth_date": date(int(rng.integers(1930, 2024)), 1 + n % 12, 7),
            "sex": str(rng.choice(["female", "male"])),
            "small_area": lsoa_code(n % 24),
            "practice_code": practice_code(n % 8),
            "registered_on": date(2019, 4, 1),
            "smoking": str(rng.choice(["current", "former", "never"])),
            **{flag: str(rng.choice(["Y", "N"])) for flag in FLAGS},
        }
        for n in range(count)
    ]


def _day(rng: np.random.Generator) -> date:
    return extract.AS_AT - timedelta(days=int(rng.geometric(0.004)))


def _more(table: str, entry: Any, rng: np.random.Generator) -> Rows:
    """What else a row says; nothing of a score that is worked out."""
    if table == "measurement":
        if entry.id == "hba1c":
            return [
                {"value": int(rng.integers(50, 110)), "unit": "tenths of a percent"}
            ]
        value = rng.uniform(entry.slider.minimum, entry.slider.maximum)
        return [{"value": round(value, entry.decimals), "unit": entry.unit}]
    if table == "process":
        return [{"outcome": str(rng.choice([one.id for one in entry.outcomes]))}]
    if table == "score":
        if entry.worked_out != "recorded":
            return []
        return [{"value": int(rng.integers(entry.minimum, entry.maximum))}]
    return [{"quantity_days": 28}] if table == "medication" else [{}]


def _percent(row: dict[str, Any]) -> dict[str, Any]:
    hba1c = row.get("measure_id") == "hba1c"
    return {"value": row["value"] / 10, "unit": "%"} if hba1c else {}


def _either(row: dict[str, Any], place: int) -> dict[str, Any]:
    """Of every other HbA1c what it is in mmol/mol, of the others in percent."""
    said = _percent(row)
    if said and place % 2:
        return {"value": repr(extract.mmol(row["value"])), "unit": "mmol/mol"}
    return said


def _spelt(column: str, value: Any, titles: dict[str, dict[str, str]]) -> Any:
    if isinstance(value, date):
        return f"{value:%d-%b-%Y}"
    return titles[column][value] if column in titles else value


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def _cells(rows: Rows) -> tuple[list[str], list[list[Any]]]:
    return list(rows[0]), [list(row.values()) for row in rows]


def pseudonyms(snapshot: Snapshot) -> dict[int, str]:
    """The pseudonym of each person, by the number that the snapshot gives them."""
    rows = pq.read_table(snapshot.path / "person.parquet").to_pylist()
    return {row["person_id"]: row["pseudonym"] for row in rows}


def rows(snapshot: Snapshot, table: str) -> list[str]:
    """The rows of a table without how the source called things, in their order."""
    tables = [pq.read_table(file) for file in snapshot.files(table)]
    return [
        str({k: round(v, 6) if isinstance(v, float) else v for k, v in row.items()})
        for one in tables
        for row in one.drop_columns(list(SAID & set(one.column_names))).to_pylist()
    ]
