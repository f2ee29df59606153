"""The first start: an area at once, people from a child, a plain word on failure."""

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from phm_core.cli import assemble
from phm_core.errors import RefusedInput
from phm_core.onboarding.keeping import use
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot, open_snapshot
from phm_core.synthetic import demo_run, first_start
from phm_core.synthetic.demo_progress import Progress, ProgressFile

PATIENCE = 180


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, demo_people=1_000)


def test_the_area_is_there_at_once_and_the_people_follow(settings: Settings) -> None:
    first = first_start.ensure_demo(settings)
    area = open_snapshot(first.snapshot())
    assert not area.has_people
    assert area.manifest.synthetic
    again = first_start.ensure_demo(settings)
    assert again.child is None, "one child is enough"
    assert first.child is not None
    for _ in range(PATIENCE * 10):
        if first.finished or first.failed:
            break
        time.sleep(0.1)
    first.child.wait(PATIENCE)
    assert first.failed == ""
    assert again.finished
    people = open_snapshot(first.snapshot())
    assert people.has_people
    once_more = first_start.ensure_demo(settings)
    assert once_more.finished
    assert once_more.child is None
    assert once_more.snapshot() == first.snapshot()


def test_a_child_that_stopped_is_reported(settings: Settings) -> None:
    settings.snapshots.mkdir(parents=True)
    first_start.progress_file(settings).write(Progress(0.4, "Writing medicines"))
    (settings.data_dir / first_start.LOG).write_text("MemoryError\n", encoding="utf-8")
    first = first_start.FirstStart(settings)
    assert not first.finished
    assert first.share == 0.4
    assert "stopped early" in first.failed
    assert "MemoryError" in first.failed


def test_an_area_that_somebody_chose_is_left_alone(
    settings: Settings, few: Snapshot
) -> None:
    use(settings.snapshots, few.path)
    first = first_start.ensure_demo(settings)
    assert first.finished
    assert first.child is None
    assert first.snapshot().resolve() == few.path


def test_progress_is_written_whole_and_seldom(tmp_path: Path) -> None:
    file = ProgressFile(tmp_path / "progress.json")
    assert file.read() is None
    file.report(0.10, "First")
    file.report(0.105, "Too soon")
    assert file.read() == Progress(0.10, "First")
    file.report(0.5, "Second")
    assert file.read() == Progress(0.5, "Second")


def test_the_last_line_of_the_demo_command_is_the_snapshot(
    area: Path, tmp_path: Path
) -> None:
    given = ["demo", "--area", str(area), "--people", "1000", "--no-check"]
    result = CliRunner().invoke(assemble("demo"), [*given, "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    path = Path(result.stdout.strip().splitlines()[-1])
    assert path.parent == tmp_path
    assert open_snapshot(path).manifest.kind == "people"


def test_a_folder_that_is_no_area_pack_is_refused(tmp_path: Path) -> None:
    wish = demo_run.Wish(tmp_path, 1_000, 1, tmp_path)
    with pytest.raises(RefusedInput, match="is not a snapshot"):
        demo_run.run(wish)
