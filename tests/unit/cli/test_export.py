"""What the command that writes synthetic people says."""

from pathlib import Path

import pytest

from phm_core import cli


def test_without_people_nothing_is_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PHM_DATA_DIR", str(tmp_path / "data"))
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", "--format", "hes", "--out", str(out)])
    assert ended.value.code == 2
    assert "No snapshot of people runs." in capsys.readouterr().err
    assert not out.exists()
