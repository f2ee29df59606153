"""Choosing, checking and pruning: the active snapshot is always a whole one."""

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from phm_core.cli import main
from phm_core.errors import RefusedInput
from phm_core.onboarding.durable import remove_tree
from phm_core.onboarding.keeping import prune, use, whole
from phm_core.snapshot import (
    ACTIVE,
    MANIFEST,
    Snapshot,
    active,
    listed,
    open_snapshot,
    sha256_of,
)


@pytest.fixture
def copy(pack: Snapshot, tmp_path: Path) -> Path:
    target = tmp_path / "copy"
    shutil.copytree(pack.path, target)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755)
    return target


def test_what_is_removed_under_a_reader_is_said_and_not_called_empty(
    copy: Path,
) -> None:
    """Else a table that cannot be seen any more would be one without records."""
    opened = open_snapshot(copy)
    assert not opened.has("opt_out")
    remove_tree(copy)
    for ask in (opened.has, opened.files):
        with pytest.raises(RefusedInput, match="have been removed meanwhile"):
            ask("opt_out")


def test_an_untouched_snapshot_is_whole(copy: Path) -> None:
    assert whole(copy).manifest.name == "Wessmere"


def test_one_changed_byte_is_found(copy: Path) -> None:
    path = copy / "list_size.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(RefusedInput, match=r"'list_size.parquet' was altered"):
        whole(copy)


def test_a_file_cut_short_is_found(copy: Path) -> None:
    path = copy / "boundary" / "pcn.geojson"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RefusedInput, match=r"'boundary/pcn.geojson' is cut short"):
        whole(copy)


def test_a_missing_and_an_extra_file_are_found(copy: Path) -> None:
    (copy / "comparator.parquet").rename(copy / "extra.parquet")
    with pytest.raises(RefusedInput) as refused:
        whole(copy)
    assert "'comparator.parquet' is missing." in str(refused.value)
    assert "'extra.parquet' is not in the manifest." in str(refused.value)


def test_rows_must_be_those_of_the_manifest(copy: Path) -> None:
    path = copy / "list_size.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    (entry,) = [f for f in manifest["files"] if f["name"] == "list_size.parquet"]
    entry |= {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(RefusedInput, match=r"has 279 rows and not the 280"):
        whole(copy)


def test_use_points_to_a_snapshot_inside_by_name_and_outside_by_path(
    copy: Path, tmp_path: Path
) -> None:
    snapshots = tmp_path / "data" / "snapshots"
    use(snapshots, copy)
    assert active(snapshots) == copy.resolve()
    inside = snapshots / "2026-07-01-x"
    copy.rename(inside)
    use(snapshots, inside)
    assert (snapshots / "ACTIVE").read_text(encoding="utf-8") == "2026-07-01-x\n"


def test_an_altered_snapshot_is_not_used_and_the_old_one_stays(
    copy: Path, pack: Snapshot, tmp_path: Path
) -> None:
    snapshots = tmp_path / "snapshots"
    use(snapshots, pack.path)
    (copy / "list_size.parquet").write_bytes(b"PAR1")
    with pytest.raises(RefusedInput, match=r"'list_size.parquet' is cut short"):
        use(snapshots, copy)
    assert active(snapshots) == pack.path


def dated(folder: Path, pack: Snapshot, year: int) -> Path:
    path = folder / f"{year}-07-01-x"
    shutil.copytree(pack.path, path)
    manifest = path / "manifest.json"
    path.chmod(0o755)
    manifest.chmod(0o644)
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["as_at"] = date(year, 7, 1).isoformat()
    manifest.write_text(json.dumps(said), encoding="utf-8")
    return path


def test_pruning_keeps_the_newest_and_the_active_one(
    tmp_path: Path, pack: Snapshot
) -> None:
    folder = tmp_path / "snapshots"
    folder.mkdir()
    paths = {year: dated(folder, pack, year) for year in (2021, 2022, 2023, 2024)}
    use(folder, paths[2021])
    removed = prune(folder, keep=1)
    assert {path.name[:4] for path in removed} == {"2022", "2023"}
    assert {found.path for found in listed(folder)} == {paths[2021], paths[2024]}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_command_line_checks_uses_and_lists(
    copy: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    for arguments in (["check", str(copy)], ["use", str(copy)], ["list"]):
        with pytest.raises(SystemExit) as done:
            main(["snapshot", *arguments])
        assert done.value.code == 0
    said = capsys.readouterr().out
    assert f"'{copy}' is whole" in said
    assert f"* {copy}" in said


def test_command_line_refuses_an_altered_snapshot_with_exit_2(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "organisation.parquet").unlink()
    with pytest.raises(SystemExit) as done:
        main(["snapshot", "check", str(copy)])
    assert done.value.code == 2
    assert "'organisation.parquet' is missing" in capsys.readouterr().err


def test_command_line_builds_an_area_pack(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pack"
    with pytest.raises(SystemExit) as done:
        main(["area", "build", str(source), "--out", str(out), "--name", "Here"])
    assert done.value.code == 0
    said = capsys.readouterr().out
    assert "Area pack of Here" in said
    assert said.splitlines()[-1] == str(out)
    remove_tree(out)


def test_a_file_is_not_a_snapshot(copy: Path) -> None:
    with pytest.raises(RefusedInput, match="is not a snapshot"):
        open_snapshot(copy / MANIFEST)


def test_a_manifest_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).mkdir()
    with pytest.raises(RefusedInput, match="cannot be read"):
        open_snapshot(tmp_path)


def test_a_listed_file_that_is_no_parquet_is_refused(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text())
    named = next(e for e in manifest["files"] if e["name"].endswith(".parquet"))
    (copy / named["name"]).write_bytes(b"junk")
    named["sha256"] = sha256_of(copy / named["name"])
    (copy / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(RefusedInput, match="is not a Parquet file"):
        whole(copy)


def test_a_manifest_may_count_the_shapes_of_a_boundary(copy: Path) -> None:
    manifest = json.loads((copy / MANIFEST).read_text())
    for entry in manifest["files"]:
        entry["rows"] = entry["rows"] or 0
    (copy / MANIFEST).write_text(json.dumps(manifest))
    assert whole(copy).path == copy.resolve()


def test_the_pointer_may_be_written_by_other_programs(tmp_path: Path) -> None:
    (tmp_path / ACTIVE).write_bytes(b"\xef\xbb\xbfchosen\r\n")
    assert active(tmp_path) == tmp_path / "chosen"
    (tmp_path / ACTIVE).write_text("\n")
    assert active(tmp_path) is None
    (tmp_path / ACTIVE).write_bytes(b"\xff\xfec\x00")
    with pytest.raises(RefusedInput, match="is not text in UTF-8"):
        active(tmp_path)
