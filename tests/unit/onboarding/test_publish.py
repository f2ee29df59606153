"""A snapshot is whole, checked and immutable, or it is not there at all."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.errors import RefusedInput
from phm_core.onboarding import durable, publish, staging
from phm_core.onboarding.publish import About
from phm_core.onboarding.staging import staging_in
from phm_core.snapshot import listed, open_snapshot, verified

DATASETS = load_catalogue().datasets
ABOUT = About(
    as_at=date(2026, 10, 31),
    kind="area",
    name="Wessmere",
    synthetic=True,
    sources=({"title": "made up", "coverage": "everybody"},),
    seed=7,
)
REGISTERS = pa.table(
    {
        "practice_code": ["A90001", "A90002"],
        "condition_id": ["diabetes", "diabetes"],
        "year": ["2024-25", "2024-25"],
        "register": pa.array([10, None], pa.int32()),
        "list_size": pa.array([100, 200], pa.int32()),
        "list_type": ["17OV", "17OV"],
    }
)
TYPES = {"string": pa.string(), "date": pa.date32(), "float64": pa.float64()}
ONE = {"practice_code": "A90001", "name": "A", "special": False}
ORGANISATION = pa.table(
    {
        column.name: pa.array([ONE.get(column.name)], TYPES.get(column.type))
        for column in DATASETS["organisation"].columns
        if column.required or column.name in ONE
    }
)


def put(folder: Path, **tables: pa.Table) -> None:
    for name, table in {"organisation": ORGANISATION, **tables}.items():
        path = folder / f"{name.replace('__', '/')}.parquet"
        path.parent.mkdir(exist_ok=True)
        pq.write_table(table, path)


def published(into: Path, about: About = ABOUT, **tables: pa.Table) -> Path:
    with staging_in(into) as folder:
        put(folder, **tables)
        return publish.publish(folder, into=into, about=about, datasets=DATASETS)


def refused(into: Path, **tables: pa.Table) -> str:
    with pytest.raises(RefusedInput) as refusal:
        published(into, **tables)
    assert list(into.iterdir()) == []
    return str(refusal.value)


def changed(table: pa.Table, name: str, values: list[Any], kind=None) -> pa.Table:
    at = table.column_names.index(name)
    return table.set_column(at, name, pa.array(values, kind or table[name].type))


def test_the_manifest_says_what_was_published(tmp_path: Path) -> None:
    about = replace(ABOUT, implausible={"measurement.value": 3}, extra={"seen": "x"})
    snapshot = open_snapshot(published(tmp_path, about, published_register=REGISTERS))
    said = snapshot.manifest.model_dump(mode="json")
    assert said["as_at"] == "2026-10-31"
    assert (said["kind"], said["name"], said["synthetic"]) == ("area", "Wessmere", True)
    assert said["seed"] == 7
    assert said["implausible"] == {"measurement.value": 3}
    assert said["seen"] == "x"
    assert {f["name"]: f["rows"] for f in said["files"]} == {
        "organisation.parquet": 1,
        "published_register.parquet": 2,
    }
    assert snapshot.path.name == f"2026-10-31-{snapshot.id}"


def test_published_files_and_folders_are_read_only(tmp_path: Path) -> None:
    path = published(tmp_path, published_register__a=REGISTERS)
    modes = {p.is_dir(): p.stat().st_mode & 0o777 for p in [path, *path.rglob("*")]}
    assert modes == {True: 0o555, False: 0o444}


def test_publishing_the_same_again_gives_the_same_snapshot(tmp_path: Path) -> None:
    assert published(tmp_path) == published(tmp_path)
    assert len(listed(tmp_path)) == 1


MISSPELT = ["practice_code", "condition_id", "yaer", *REGISTERS.column_names[3:]]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            changed(REGISTERS, "year", ["2024-25", None]),
            "1 row where 'year' is missing",
        ),
        (changed(REGISTERS, "register", [-1, 2]), "'register' is below 0"),
        (changed(REGISTERS, "list_type", ["17OV", "12"]), "'list_type' is not one of"),
        (changed(REGISTERS, "register", [1, 2], pa.int64()), "int32 is declared"),
        (changed(REGISTERS, "practice_code", ["A", "A"]), "1 row of a key"),
        (REGISTERS.drop_columns("list_type"), "lacks the column 'list_type'"),
        (REGISTERS.rename_columns(MISSPELT), "'yaer'. Did you mean 'year'?"),
    ],
)
def test_a_table_that_breaks_its_declaration(
    tmp_path: Path, table: pa.Table, said: str
) -> None:
    assert said in refused(tmp_path, published_register=table)


def test_an_undeclared_table(tmp_path: Path) -> None:
    said = refused(tmp_path, published_registers=REGISTERS)
    assert "Did you mean 'published_register'?" in said


def test_a_missing_required_table(tmp_path: Path) -> None:
    with staging_in(tmp_path) as folder:
        pq.write_table(REGISTERS, folder / "published_register.parquet")
        with pytest.raises(RefusedInput, match="table 'organisation' is missing"):
            publish.publish(folder, into=tmp_path, about=ABOUT, datasets=DATASETS)


def test_parquet_that_is_cut_short(tmp_path: Path) -> None:
    with staging_in(tmp_path) as folder:
        put(folder, published_register=REGISTERS)
        path = folder / "published_register.parquet"
        path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(RefusedInput, match="'published_register' is not whole"):
            publish.publish(folder, into=tmp_path, about=ABOUT, datasets=DATASETS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"features": [', "is not whole GeoJSON"),
        ('{"features": []}', "has no shapes"),
        ('{"features": [{"properties": {"code": "a"}}]}', "there is no shape"),
    ],
)
def test_boundaries_are_checked_too(tmp_path: Path, text: str, said: str) -> None:
    with staging_in(tmp_path) as folder:
        put(folder)
        (folder / "boundary").mkdir()
        (folder / "boundary/pcn.geojson").write_text(text, encoding="utf-8")
        with pytest.raises(RefusedInput, match=said):
            publish.publish(folder, into=tmp_path, about=ABOUT, datasets=DATASETS)


def test_not_a_number_is_refused(tmp_path: Path) -> None:
    measurement = pa.table(
        {
            "person_id": pa.array([0, 0], pa.int64()),
            "measure_id": ["hba1c", "hba1c"],
            "date": pa.array([date(2026, 1, 1)] * 2),
            "value": [48.0, float("nan")],
            "unit": ["mmol/mol"] * 2,
            "source": ["gp"] * 2,
        }
    )
    said = refused(tmp_path, measurement__hba1c=measurement)
    assert "Table 'measurement': 1 row where 'value' is not a number" in said


def fails_at(step: int) -> Callable[..., None]:
    """A stand-in that works until its n-th call, then stops as a crash would."""
    calls = iter(range(1, 1000))

    def run(real: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            if next(calls) == step:
                raise KeyboardInterrupt
            return real(*given, **named)

        return wrapped

    return run


RENAMED_AT = 9


@pytest.mark.parametrize("step", range(1, RENAMED_AT + 3))
def test_a_crash_at_any_step_leaves_only_whole_snapshots(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = published(tmp_path, published_register=REGISTERS)
    crash = fails_at(step)
    for module, name in [(os, "fsync"), (Path, "chmod"), (Path, "rename")]:
        monkeypatch.setattr(module, name, crash(getattr(module, name)))
    # A killed process does not tidy up either.
    monkeypatch.setattr(staging, "remove_tree", lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        published(tmp_path)
    monkeypatch.undo()
    found = {snapshot.path for snapshot in listed(tmp_path)}
    assert before in found
    assert len(found) == (1 if step <= RENAMED_AT else 2)
    assert {verified(path).path for path in found} == found
    for left in set(tmp_path.iterdir()) - found:
        with pytest.raises(RefusedInput):
            open_snapshot(left)


def test_a_folder_on_another_disk_is_copied_beside_the_target_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def on_one_disk_only(path: Path, target: Path) -> Path:
        if path.parent != target.parent and tmp_path / "into" not in path.parents:
            raise OSError(18, "Invalid cross-device link")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", on_one_disk_only)
    with staging_in(tmp_path / "elsewhere") as folder:
        put(folder)
        path = publish.publish(
            folder, into=tmp_path / "into", about=ABOUT, datasets=DATASETS
        )
    assert verified(path).path.parent == tmp_path / "into"
    assert [p.name for p in (tmp_path / "into").iterdir()] == [path.name]


def test_removing_a_folder_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    durable.remove_tree(tmp_path / "nothing")
    assert list(tmp_path.iterdir()) == []
