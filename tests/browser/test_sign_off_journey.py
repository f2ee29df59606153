"""A practice manager compares, signs, and sees the practice go live."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from phm_core.governance.matching import needed, title_of
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.browser.navigator import Navigator

PRACTICE = "D90002"
MANAGER = f"role=practice_manager&purpose=direct_care&org=practice:{PRACTICE}"


@pytest.fixture
def house(demo_data: Path) -> House:
    """The same data as the server's, asked directly."""
    return open_house(Settings(data_dir=demo_data))


def counted(visit: Navigator, house: House, **differing: int) -> None:
    """Type the counts of the practice's own system, and keep them."""
    ours = house.trust.evidence(PRACTICE).ours
    for key in needed(house.catalogue):
        box = visit.page.get_by_label(title_of(house.catalogue, key), exact=True)
        box.fill(str(differing.get(key, ours[key])))
        box.press("Tab")
    visit.page.get_by_role("button", name="Keep these counts").click()
    visit.settle()


def test_a_practice_compares_signs_and_goes_live(
    visit: Navigator, house: House
) -> None:
    ours = house.trust.evidence(PRACTICE).ours
    visit.open(f"onboarding?{MANAGER}")
    visit.is_on("Onboarding")
    live = house.tracker.coverage()["live"].practices
    visit.sees(f"{live} of 29 practices. Lists of its people may be made")
    visit.sees("Not signed")

    counted(visit, house, diabetes=ours["diabetes"] + 20)
    visit.sees("Diabetes: ours is 20 fewer than yours")
    visit.page.get_by_role("button", name="Sign", exact=True).click()
    visit.sees("Nothing is signed while a count differs so much.")

    counted(visit, house)
    visit.page.get_by_role("button", name="Sign", exact=True).click()
    visit.sees("Lists of its people are open")
    visit.sees(f"{live + 1} of 29 practices. Lists of its people may be made")
    assert visit.barriers() == []
    signed = visit.page.get_by_role("row").filter(has_text="Signed")
    expect(signed.first).to_be_visible()
    assert house.trust.why(PRACTICE) == ""
