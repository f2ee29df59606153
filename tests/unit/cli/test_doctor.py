"""The doctor says what is wrong first and what to do about it."""

import hashlib
import json
from pathlib import Path

import pytest

from phm_core import cli
from phm_core.cli import doctor
from phm_core.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def publish(snapshots: Path, content: bytes, recorded: bytes) -> None:
    """Write a one-file area pack; its manifest holds the digest of `recorded`."""
    folder = snapshots / "2026-10-31-a"
    folder.mkdir(parents=True)
    (folder / "organisation.parquet").write_bytes(content)
    entry = {
        "name": "organisation.parquet",
        "rows": 1,
        "sha256": hashlib.sha256(recorded).hexdigest(),
    }
    manifest = {
        "as_at": "2026-10-31",
        "synthetic": True,
        "schema_version": 1,
        "files": [entry],
        "sources": [],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (snapshots / "ACTIVE").write_text("2026-10-31-a", encoding="utf-8")


def test_no_snapshot_is_a_note_with_a_next_step(settings: Settings) -> None:
    found = doctor.snapshot_found(settings)
    assert (found.state, found.says) == ("note", "No snapshot is active yet.")
    assert "python -m phm_core demo" in found.next_step


def test_a_whole_snapshot_is_described(settings: Settings) -> None:
    publish(settings.snapshots, b"rows", recorded=b"rows")
    found = doctor.snapshot_found(settings)
    assert found.state == "good"
    assert found.says == (
        "The active snapshot is whole: 2026-10-31-a, synthetic, as at 2026-10-31, "
        "published figures only, no people, files: 1."
    )


def test_an_altered_snapshot_is_wrong_and_named(settings: Settings) -> None:
    publish(settings.snapshots, b"other", recorded=b"rows")
    found = doctor.snapshot_found(settings)
    assert found.state == "wrong"
    assert "'organisation.parquet' was altered after it was published." in found.says


def test_an_old_python_is_wrong() -> None:
    assert doctor.python_found((3, 10)).state == "wrong"
    assert doctor.python_found((3, 11)).state == "good"


def test_packages_are_compared_with_the_pins(tmp_path: Path) -> None:
    (tmp_path / "requirements.in").write_text("typer\nruamel.yaml\n", encoding="utf-8")
    (tmp_path / "requirements.txt").write_text(
        "click==8.0 \\\n    --hash=sha256:0\n"
        "ruamel-yaml==0.1 ; python_full_version < '3.12' \\\n"
        "ruamel-yaml==0.2 ; python_full_version >= '3.12' \\\n"
        "typer==9.9.9 \\\n",
        encoding="utf-8",
    )
    pins = doctor.pinned_versions(tmp_path)
    assert pins == {"typer": {"9.9.9"}, "ruamel-yaml": {"0.1", "0.2"}}
    assert doctor.packages_found({"typer": {"9.9.9"}}).state == "note"
    missing = doctor.packages_found({"no-such-package-here": {"1"}})
    assert missing.says == "Not installed: no-such-package-here."


def test_this_project_pins_what_it_names() -> None:
    pins = doctor.pinned_versions(doctor.PROJECT)
    assert {"streamlit", "duckdb", "narwhals", "sqlalchemy"} <= pins.keys()
    assert not {"pytest", "statsmodels", "pyspark"} & pins.keys()


def test_data_folder_that_is_a_file_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "data"
    file.touch()
    assert doctor.folder_found(file).state == "wrong"


def test_command_exits_2_when_the_snapshot_was_altered(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish(settings.snapshots, b"other", recorded=b"rows")
    monkeypatch.setenv("PHM_DATA_DIR", str(settings.data_dir))
    with pytest.raises(SystemExit) as stopped:
        cli.main(["doctor"])
    assert stopped.value.code == 2
    assert "Next: Run 'python -m phm_core snapshot list'" in capsys.readouterr().out


def test_the_catalogue_is_read(settings: Settings) -> None:
    (found,) = doctor.declared_found(settings)
    assert (found.state, found.says) == ("good", "Catalogue: 43 conditions.")


def test_a_fault_in_a_site_folder_is_wrong_and_named(tmp_path: Path) -> None:
    (tmp_path / "condition").mkdir()
    settings = Settings(data_dir=tmp_path, catalogue_dir=tmp_path)
    (found,) = doctor.declared_found(settings)
    assert found.state == "wrong"
    assert "Did you mean 'conditions'?" in found.says


def test_code_lists_are_matched(tmp_path: Path) -> None:
    (tmp_path / "mi_cod.csv").write_text("code,term\n22298006,x\n", encoding="utf-8")
    settings = Settings(data_dir=tmp_path, codelists_dir=tmp_path)
    says = {found.says: found.state for found in doctor.declared_found(settings)}
    assert says["1 code list was read."] == "good"
    missing = "There is no list 'ast_cod': it is needed for conditions/asthma."
    assert says[missing] == "note"


def test_a_code_list_that_a_spreadsheet_changed_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "mi_cod.csv").write_text("code,term\n2.2E+7,x\n", encoding="utf-8")
    settings = Settings(data_dir=tmp_path, codelists_dir=tmp_path)
    *_, found = doctor.declared_found(settings)
    assert found.state == "wrong"
    assert "mi_cod.csv, line 2: '2.2E+7' is in scientific notation" in found.says
