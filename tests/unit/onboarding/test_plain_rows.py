"""Rows told by the numbers of their cells are the rows that are read one by one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from phm_core.onboarding.loading import numbered as numbering
from phm_core.onboarding.loading import once, records, row_groups
from phm_core.onboarding.loading.numbered import Numbered, numbered
from phm_core.onboarding.uploads import table

ROWS = 900
MAPPING = """
id: odd
title: Odd
meaning: People, results and entries, many of them odd.
sources:
  people: {files: [people]}
  results: {files: ["results*"]}
  entries: {files: [entries]}
  stays: {files: [stays]}
  withdrawn: {files: [withdrawn]}
tables:
  - into: person
    from: people
    columns: {local_id: id, birth_date: born, sex: sex, practice_code: practice}
  - into: measurement
    from: results
    columns:
      local_id: id
      measure_id: test
      date: taken
      value: result
      unit: {column: unit, optional: true}
  - into: condition
    from: entries
    columns: {local_id: id, code: code, code_system: {constant: icd10}, date: recorded}
  - into: activity
    from: stays
    columns:
      {local_id: id, setting: setting, start: begun, end: ended, icd10: diagnosis}
  - into: opt_out
    from: withdrawn
    columns: {local_id: id, kind: kind, recorded_on: day}
codes:
  - system: icd10
    into: conditions
    is:
      I10: hypertension
      "E11*": [diabetes, diabetes_type_2]
      "J45*": asthma
"""
PEOPLE = {
    "id": ["1", "2", "3", "4"],
    "born": ["1950-01-01", "1960-02-01", "1970-03-01", "1980-04-01"],
    "sex": ["F", "M", "F", "M"],
    "practice": ["T00001"] * 4,
}
WHO = ("1", "2", "3", "4", " 2 ", "nobody", "=1", "", None)
DAY = ("2025-01-31", "2025-06-30", "31/01/2024", "2999-01-01", "soon", " ", None)
RESULTS = {
    "id": WHO,
    "test": ("hba1c", "creatinine", "egfr", "systolic_bp", "bmi", "nothing", "", None),
    "taken": DAY,
    "result": ("42", "141", "7.5", ">90", "high", "-5", "1e9", "", None),
    "unit": (
        "mmol/mol",
        "umol/L",
        "mL/min/1.73m2",
        "%",
        "mm[Hg]",
        "kg/m2",
        "yards",
        None,
    ),
}
ENTRIES = {
    "id": WHO,
    "code": ("I10", "E11.9", "E11", "J45.0", "Z00.0", "nonsense", "", None),
    "recorded": DAY,
}


STAYS = {
    "id": WHO,
    "setting": ("emergency_admission", "emergency_admission", "outpatient", "moon", ""),
    "begun": DAY,
    "ended": DAY,
    "diagnosis": ("J45.0", "I10", "E11.9", "", None),
}


def cells(given: dict[str, tuple[Any, ...]], seed: int) -> pa.Table:
    """Rows of some of a few cells each, in no order."""
    chance = np.random.default_rng(seed)
    return pa.table(
        {
            name: pa.array([some[n] for n in chance.integers(0, len(some), ROWS)])
            for name, some in given.items()
        }
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results in two files, of which the first has no units.

    Only the last of the entries is of a formula.
    """
    folder = tmp_path_factory.mktemp("odd")
    pc.write_csv(pa.table(PEOPLE), folder / "people.csv")
    last = pa.table({"id": ["=1"], "code": ["I10"], "recorded": ["2025-01-31"]})
    named = {**ENTRIES, "id": tuple(who for who in WHO if who != "=1")}
    entries = pa.concat_tables([cells(named, 1), last])
    pc.write_csv(entries, folder / "entries.csv")
    withdrawn = {"id": WHO, "kind": ("type_1", "national"), "day": DAY}
    pc.write_csv(cells(withdrawn, 7), folder / "withdrawn.csv")
    pc.write_csv(cells(STAYS, 6), folder / "stays.csv")
    pc.write_csv(cells(RESULTS, 2).drop_columns("unit"), folder / "results1.csv")
    pc.write_csv(cells(RESULTS, 3), folder / "results2.csv")
    return folder


@pytest.mark.usefixtures("read_here")
def test_a_load_is_the_same_whether_cells_are_numbered_or_not(
    loads, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "OFTEN", 0)
    monkeypatch.setattr(table, "BLOCK", 4 << 10)  # several groups of rows
    written: list[tuple[int, ...]] = []
    write = records.write_plain

    def watched(plain: Any, paths: Any, files: Any) -> Any:
        counts = write(plain, paths, files)
        held = [pq.read_metadata(p).num_rows for p in (paths.odd, paths.others)]
        written.append((int(counts.sum()), *held))
        return counts

    monkeypatch.setattr(records, "write_plain", watched)
    found = loads(source, MAPPING)
    assert len(written) == 3
    # Each map has rows that are plain, that say something odd, and that are neither.
    assert all(min(counts) > ROWS // 60 for counts in written)
    monkeypatch.setattr(once, "numbered", lambda *_: None)
    # A snapshot is called by what is in it.
    assert loads(source, MAPPING) == found
    monkeypatch.setattr(once, "OFTEN", ROWS * ROWS)
    assert loads(source, MAPPING) == found
    assert len(written) == 3


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("where: [{column: taken, is_not: [soon]}]", "leaves out ('taken' is 'soon')"),
        ("latest: {of: [id, test], by: [taken]}", "of which a later row tells again"),
    ],
)
def test_what_a_map_leaves_out_is_left_out_where_cells_repeat(
    loads, source: Path, monkeypatch: pytest.MonkeyPatch, more: str, said: str
) -> None:
    begins = "    from: results\n"
    mapping = MAPPING.replace(begins, f"{begins}    {more}\n")
    monkeypatch.setattr(once, "OFTEN", 0)
    found = loads(source, mapping)
    monkeypatch.setattr(once, "OFTEN", ROWS * ROWS)
    assert loads(source, mapping) == found
    _, report = found
    (left_out,) = [
        one.rows for each in report.maps for one in each.counted if said in one.what
    ]
    assert 0 < left_out < 2 * ROWS


def texts(column: pa.ChunkedArray | None, rows: int) -> list[Any]:
    """Cells of a column; one of text that is not there is as one that is empty."""
    if column is None:
        return [""] * rows
    none = "" if pa.types.is_string(column.type) else None
    return [none if cell is None else cell for cell in column.to_pylist()]


def read_again(found: Numbered, names: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """What rows say in columns, looked up by the numbers of what they say."""
    different = found.cells(names, "number").to_pydict()
    said = list(zip(*(different[name] for name in names), strict=True))
    assert len(set(said)) == len(said)
    by_number = np.arange(len(said))
    for group in found.groups:
        part = found.read(group)
        numbers = found.told(group, part, names, by_number)
        assert len(numbers) == group.rows
        yield from (said[number] for number in numbers)


@pytest.mark.parametrize("wide", [1 << 22, 1])
@pytest.mark.parametrize("most", [1 << 62, 4])
def test_every_row_has_the_numbers_of_its_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wide: int, most: int
) -> None:
    monkeypatch.setattr(numbering, "WIDE", wide)
    monkeypatch.setattr(row_groups, "MOST", most)
    first = cells({**RESULTS, "many": (1, 2, None)}, 4)
    second = cells(RESULTS, 5).drop_columns("unit")
    second = second.append_column("many", pa.nulls(ROWS))
    files = [tmp_path / "first.parquet", tmp_path / "second.parquet"]
    for file, rows in zip(files, (first, second), strict=True):
        pq.write_table(rows, file, row_group_size=ROWS // 4)
    together = ("test", "unit", "many")
    found = numbered(files, [*RESULTS, "many"], together)
    assert found is not None
    for names in (("id",), ("taken",), together):
        expected = [
            row
            for rows in (first, second)
            for row in zip(
                *(
                    texts(rows[n] if n in rows.column_names else None, ROWS)
                    if n != "many" or rows is first
                    else [None] * ROWS
                    for n in names
                ),
                strict=True,
            )
        ]
        assert list(read_again(found, names)) == expected


def test_a_column_of_two_kinds_is_not_numbered(tmp_path: Path) -> None:
    files = [tmp_path / "first.parquet", tmp_path / "second.parquet"]
    pq.write_table(pa.table({"id": [1, 2]}), files[0])
    pq.write_table(pa.table({"id": ["1", "2"]}), files[1])
    assert numbered(files, ["id"], ["id"]) is None
