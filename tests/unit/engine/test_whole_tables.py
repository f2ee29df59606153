"""Public tables of any legal shape: files that differ, and columns left out."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.area import Level
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.places import Places
from phm_core.engine.public import PublicTables
from phm_core.engine.watch import Watch
from phm_core.engine.whole_tables import whole_table
from phm_core.snapshot import Snapshot
from tests.snapshots import AS_AT, arrow, write_snapshot

AREAS = [
    {"lsoa21": "E01", "ward": "W1", "district": "D1", "in_area": True},
    {"lsoa21": "E02", "ward": "W2", "district": "D1", "in_area": True},
]
SURGERY = {"practice_code": "P1", "name": "High Street", "pcn_code": "N1"}


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Small areas in two files: other types, another order, a misleading folder."""
    opened = write_snapshot(tmp_path / "snapshot", {"organisation": [SURGERY]})
    table = arrow("small_area", AREAS).select(["lsoa21", "ward", "district"])
    folder = opened.path / "small_area" / "ward=elsewhere"
    folder.mkdir(parents=True)
    pq.write_table(table.slice(0, 1), folder / "a.parquet")
    wards = pa.array(["W2"]).dictionary_encode()
    other = pa.table(
        {
            "district": pa.array(["D1"], pa.large_string()),
            "ward": wards,
            "lsoa21": ["E02"],
        }
    )
    pq.write_table(other, folder / "b.parquet")
    organisations = arrow("organisation", [SURGERY]).drop_columns(["special"])
    pq.write_table(organisations, opened.path / "organisation.parquet")
    return opened


def test_files_of_different_shape_are_one_table(snapshot: Snapshot):
    found = whole_table(snapshot, "small_area")
    assert found is not None
    assert found.column("ward").to_pylist() == ["W1", "W2"]
    assert Places(snapshot).parents("lsoa21", "ward", AS_AT) == {
        "E01": {"W1"},
        "E02": {"W2"},
    }


def test_columns_that_may_be_left_out_have_a_meaning(snapshot: Snapshot):
    tables = PublicTables(snapshot)
    assert tables.names(Level.WARD) == {"W1": "W1", "W2": "W2"}
    assert tables.names(Level.PRACTICE) == {"P1": "High Street"}
    assert tables.areas(Level.PRACTICE)["rankable"].tolist() == [True]


def test_former_practices_and_small_areas_beyond_the_map_can_be_named(tmp_path: Path):
    closed = {"practice_code": "P0", "name": "Old", "pcn_code": "N9"} | {
        "valid_to": "2020-03-31"
    }
    beyond = {"lsoa21": "E09", "ward": "W9", "in_area": False}
    tables = {"organisation": [closed, SURGERY], "small_area": [*AREAS, beyond]}
    public = PublicTables(write_snapshot(tmp_path / "snapshot", tables))
    practices = {"P1": "High Street", "P0": "P0"}
    assert public.known_names(Level.PRACTICE) == practices
    assert list(public.known_names(Level.WARD)) == ["W1", "W2", "W9"]
    assert public.names(Level.PCN).keys() == {"N1"}
    assert public.known_names(Level.PCN).keys() == {"N1", "N9"}


def test_a_table_that_is_not_there_is_nothing(snapshot: Snapshot):
    assert whole_table(snapshot, "neighbourhood_member") is None


def test_folder_names_are_never_columns_and_the_widest_type_wins(tmp_path: Path):
    snapshot = write_snapshot(tmp_path / "snapshot", {})
    folder = snapshot.path / "activity" / "setting=gp"
    folder.mkdir(parents=True)
    for name, kind, person in (("a", pa.int16(), 1), ("b", pa.int64(), 70_000)):
        part = {"setting": ["ae"], "person_id": pa.array([person], kind)}
        pq.write_table(pa.table(part), folder / f"{name}.parquet")
    with DuckTables(snapshot).run(Watch()) as run:
        found = run.collect(run.scan("activity", "ae"))
    assert sorted(found.column("person_id").to_pylist()) == [1, 70_000]
