"""Samples of records, where PHM_SAMPLES gives some, load from the page as by command.

The folder holds one folder of public files of an area, and beside it folders of
archives, packed tables or folders of tables. Each is brought in the browser, loaded,
compared, and made what the app runs on; it is the same, to the last byte, as what the
command line makes of it.
"""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from phm_core import cli
from phm_core.onboarding.area_pack.build import build_area_pack
from phm_core.onboarding.keeping import use
from phm_core.snapshot import active, open_snapshot
from tests.browser.conftest import VISITOR, WIDE, served, visitor
from tests.browser.navigator import Navigator
from tests.browser.test_bring_data import brought, pressed

SAMPLES = os.environ.get("PHM_SAMPLES", "")  # noqa: TID251  which samples a test run has is not a setting of the app
ROOT = Path(SAMPLES or "/nowhere")
AREAS = sorted(ROOT.glob("*/*.geojson"))
DELIVERIES = [
    *sorted(ROOT.glob("*/*.zip")),
    *sorted(ROOT.glob("*/*.csv.gz")),
    *(path.parent for path in sorted(ROOT.glob("*/*/person.parquet"))),
] if AREAS else []  # fmt: skip
AS_AT = date(2026, 10, 31)
LONG = 300_000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that runs on the area alone."""
    folder = tmp_path_factory.mktemp("data")
    snapshots = folder / "snapshots"
    area = build_area_pack(AREAS[0].parent, out=snapshots / "area")
    use(snapshots, area.path)
    return folder


@pytest.fixture(scope="module")
def own_server(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on it: not that of the other journeys, which keep what they run on."""
    with served("app.py", data, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def somebody(own_server: str, chromium: Browser) -> Iterator[Navigator]:
    with chromium.new_context(**VISITOR) as context:
        yield from visitor(own_server, context, WIDE)


@pytest.mark.parametrize("sample", DELIVERIES, ids=lambda path: path.name)
def test_a_sample_is_brought_loaded_and_run_on(
    sample: Path,
    somebody: Navigator,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = set((data / "snapshots").glob("*-*"))
    files = [sample] if sample.is_file() else sorted(sample.iterdir())
    brought(somebody, files, AS_AT.isoformat())
    somebody.sees("The files look like this format.")
    assert somebody.barriers() == []
    somebody.page.get_by_role("button", name="Load", exact=True).click()
    done = somebody.page.get_by_text("about people went into the snapshot")
    expect(done).to_be_visible(timeout=LONG)
    somebody.settle()
    (made,) = set((data / "snapshots").glob("*-*")) - before
    people = open_snapshot(made).manifest.model_dump()["people"]
    somebody.sees(f"{people:,} people from")

    monkeypatch.setenv("PHM_DATA_DIR", str(data))
    assert by_command(sample, made, data, tmp_path / "out") == [made.name]

    pressed(somebody, "Compare it with what runs", "Run the app on it")
    tick = somebody.page.get_by_text("I have looked, and this is right")
    if tick.count():
        tick.click()
        somebody.settle()
    pressed(somebody, "Run the app on it", "The app now runs on")
    assert active(data / "snapshots") == data / "snapshots" / made.name
    assert somebody.barriers() == []
    somebody.open("overview?role=analyst&purpose=planning")
    somebody.is_on("Overview")
    expect(somebody.page.get_by_test_id("stException")).to_have_count(0)


def by_command(sample: Path, made: Path, data: Path, out: Path) -> list[str]:
    """What the command line makes of the same, by its digest."""
    named = open_snapshot(made).manifest.model_dump()["sources"][0]["name"]
    words = ["onboard", "load", str(sample), "--format", named]
    words += ["--synthetic", "--confirm"]
    words += ["--area", str(data / "snapshots" / "area"), "--out", str(out)]
    with pytest.raises(SystemExit) as stopped:
        cli.main([*words, "--as-at", AS_AT.isoformat()])
    assert stopped.value.code == 0
    return [path.name for path in out.glob("*-*")]
