import time

from tests.browser.navigator import Navigator

MOST_SECONDS = 90


def test_guided_demo_runs_in_a_minute_and_a_half(visit: Navigator) -> None:
    began = time.monotonic()
    visit.open("?area=place:DEM").press("Start the guided demo")
    visit.sees("Demo, step 1 of 6")
    assert visit.address == "/?step=1"
    for step in range(2, 7):
        visit.follow("Next")
        visit.sees(f"Demo, step {step} of 6")
        assert not visit.page.get_by_test_id("stException").count()
    visit.sees("Known limits")
    visit.press("End the demo")
    assert "step=" not in visit.address
    assert time.monotonic() - began < MOST_SECONDS
