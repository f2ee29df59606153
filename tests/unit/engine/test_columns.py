"""Columns of the people: read block by block, kept beside the snapshot, never wrong."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from phm_core.engine import columns
from phm_core.engine.columns import NO_DAY, PersonColumns, day_number
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.shelf import Shelf
from phm_core.errors import RefusedInput
from tests.snapshots import write_snapshot

BORN = date(1970, 3, 1)
PEOPLE = [
    {"person_id": 2, "sex": "female", "lives_alone": None, "imd_decile": 3},
    {"person_id": 0, "sex": "male", "lives_alone": True, "imd_decile": None},
    {"person_id": 1, "sex": None, "lives_alone": False, "imd_decile": 10},
    {"person_id": 3, "sex": "male", "lives_alone": True, "imd_decile": 1},
]


def opened(folder: Path, shelf: Path | None = None) -> PersonColumns:
    rows = [row | {"birth_month": BORN if row["sex"] else None} for row in PEOPLE]
    snapshot = write_snapshot(folder, {"person": rows})
    return PersonColumns(DuckTables(snapshot), Shelf(shelf))


def test_people_are_in_the_order_of_their_ids_whatever_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(columns, "BLOCK", 3)
    people = opened(tmp_path / "snapshot")
    assert people.count == 4
    assert people.codes("sex").labels == ("male", "female")
    assert people.codes("sex").values.tolist() == [0, -1, 1, 0]
    assert people.codes("lives_alone").values.tolist() == [1, 0, -1, 1]
    assert people.small_numbers("imd_decile").tolist() == [-1, 10, 3, 1]
    born = day_number(BORN)
    assert people.days("birth_month").tolist() == [born, NO_DAY, born, born]
    assert people.array("imd_decile").to_pylist() == [None, 10, 3, 1]


def test_kept_columns_are_read_again_and_a_damaged_one_is_worked_out_again(
    tmp_path: Path,
):
    shelf = tmp_path / "columns"
    first = opened(tmp_path / "one", shelf).small_numbers("imd_decile").copy()
    (file,) = shelf.glob("*.npy")
    content = bytearray(file.read_bytes())
    content[-1] ^= 255
    file.write_bytes(content)
    again = opened(tmp_path / "two", shelf).small_numbers("imd_decile")
    assert np.array_equal(first, again)
    (kept,) = shelf.glob("*.npy")
    assert kept.read_bytes() != bytes(content)


def test_a_kept_array_is_not_made_twice(tmp_path: Path):
    made = []

    def make() -> np.ndarray:
        made.append(1)
        return np.arange(5)

    for _ in range(2):
        assert Shelf(tmp_path).get("name", make).tolist() == [0, 1, 2, 3, 4]
    assert Shelf(tmp_path).get("other", make).sum() == 10
    assert len(made) == 2


def test_ids_with_a_gap_are_refused(tmp_path: Path):
    rows = [{"person_id": 0, "sex": "male"}, {"person_id": 2, "sex": "male"}]
    snapshot = write_snapshot(tmp_path, {"person": rows})
    with pytest.raises(RefusedInput, match="without gaps"):
        PersonColumns(DuckTables(snapshot), Shelf(None))


def test_a_column_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(RefusedInput, match="have no 'height' column"):
        opened(tmp_path).codes("height")
