"""An administrator brings a supplier's files and loads them, without a line of code."""

from pathlib import Path

from playwright.sync_api import expect

from phm_core.onboarding.durable import remove_tree
from phm_core.snapshot import open_snapshot
from tests.browser.navigator import Navigator
from tests.unit.onboarding import extract

ADMINISTRATOR = "role=administrator&purpose=public"


def test_files_are_looked_at_mapped_and_loaded(
    visit: Navigator, demo_data: Path, tmp_path: Path
) -> None:
    folder = extract.second_supplier(tmp_path / "files", extract.people())
    before = set((demo_data / "snapshots").iterdir())
    visit.open(f"load?{ADMINISTRATOR}")
    visit.is_on("Bring data")
    visit.sees("No files yet.")
    files = visit.page.locator("input[type=file]")
    files.set_input_files(sorted(folder.iterdir()))
    visit.sees("people.txt: 160 rows, 9 columns.")
    visit.settle()
    visit.sees("readings: Measurements")
    assert visit.barriers() == []

    visit.page.get_by_text("Made-up people", exact=True).click()
    day = visit.page.get_by_label("Day of the records")
    day.fill("2026-06-30")
    day.press("Enter")
    visit.settle()
    visit.page.get_by_role("button", name="Load", exact=True).click()
    done = visit.page.get_by_text("is there. Choose it with")
    expect(done).to_be_visible(timeout=180_000)
    visit.sees("160 rows about people became 120 people")

    (made,) = set((demo_data / "snapshots").iterdir()) - before
    assert open_snapshot(made).manifest.model_dump()["people"] == 120
    remove_tree(made)
    assert visit.outside == []
