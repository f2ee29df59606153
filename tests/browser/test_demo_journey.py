import re
import time

from playwright.sync_api import expect

from tests.browser.navigator import Navigator

# Longer than any machine needs, and as long as a presenter has.
MOST_SECONDS = 90


def test_guided_demo_runs_in_a_minute_and_a_half(visit: Navigator) -> None:
    began = time.monotonic()
    visit.open("?area=place:DEM").press("Start the guided demo")
    visit.sees("Demo, step 1 of 6")
    visit.is_at("/?step=1")
    for step in range(2, 7):
        visit.follow("Next")
        visit.sees(f"Demo, step {step} of 6")
        assert not visit.page.get_by_test_id("stException").count()
    visit.sees("Known limits")
    visit.press("End the demo")
    expect(visit.page).not_to_have_url(re.compile("step="))
    assert time.monotonic() - began < MOST_SECONDS
