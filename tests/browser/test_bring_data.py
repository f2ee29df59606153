"""An administrator brings a supplier's files and loads them, without a line of code."""

from pathlib import Path

from playwright.sync_api import expect

from phm_core.onboarding.durable import remove_tree
from phm_core.snapshot import open_snapshot
from tests.browser.navigator import Navigator
from tests.unit.onboarding import extract

ADMINISTRATOR = "role=administrator&purpose=public"
LONG = 180_000


def brought(visit: Navigator, files: list[Path], on: str) -> None:
    """Files are brought, and said to be of made-up people of a day."""
    visit.open(f"load?{ADMINISTRATOR}")
    visit.is_on("Bring data")
    visit.page.locator("input[type=file]").set_input_files(files)
    visit.page.get_by_role("button", name="Look at these files").click()
    heading = visit.page.get_by_role("heading", name="What the files hold")
    expect(heading).to_be_visible(timeout=LONG)
    visit.settle()
    visit.page.get_by_text("Made-up people", exact=True).click()
    day = visit.page.get_by_role("textbox", name="Day of the records")
    day.fill(on)
    day.press("Enter")
    visit.settle()


def pressed(visit: Navigator, label: str, then: str) -> None:
    """A button is pressed, and what comes of it is waited for."""
    visit.page.get_by_role("button", name=label, exact=True).click()
    expect(visit.page.get_by_text(then).first).to_be_visible(timeout=LONG)
    visit.settle()


def test_files_are_looked_at_mapped_loaded_and_compared(
    visit: Navigator, demo_data: Path, tmp_path: Path
) -> None:
    folder = extract.second_supplier(tmp_path / "files", extract.people())
    before = set((demo_data / "snapshots").iterdir())
    visit.open(f"load?{ADMINISTRATOR}")
    visit.sees("No files yet.")
    # One takes longer to come than the others, which wait for it.
    long = folder / "a_long_list.csv"
    long.write_text("ward,beds\n" + "nineteen,28\n" * 900_000)
    brought(visit, sorted(folder.iterdir()), "2026-06-30")
    visit.sees("a_long_list")
    visit.sees("readings: Measurements")
    assert visit.barriers() == []

    pressed(visit, "Try it", "Nothing was kept.")
    visit.sees("160 rows")
    pressed(
        visit, "Load", "120 people from 160 rows about people went into the snapshot"
    )
    (made,) = set((demo_data / "snapshots").iterdir()) - before
    assert open_snapshot(made).manifest.model_dump()["people"] == 120
    pressed(visit, "Compare it with what runs", "Its records end on 30 June 2026")
    run = visit.page.get_by_role("button", name="Run the app on it")
    expect(run).to_be_disabled()
    visit.page.get_by_text("I have looked, and this is right").click()
    visit.settle()
    expect(run).to_be_enabled()
    assert visit.barriers() == []
    remove_tree(made)
    assert visit.outside == []


def test_it_fits_a_telephone(phone: Navigator, tmp_path: Path) -> None:
    folder = extract.second_supplier(tmp_path / "files", extract.people())
    brought(phone, sorted(folder.iterdir()), "2026-06-30")
    pressed(phone, "Try it", "Nothing was kept.")
    assert phone.sideways() == 0
