import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.navigator import Navigator

PICKED = re.compile(r"pick=DU\d{4}")


def test_a_click_on_the_map_picks_the_area_out_everywhere(visit: Navigator) -> None:
    visit.open("map?condition=hypertension")
    shape = visit.shapes("map").last
    shape.scroll_into_view_if_needed()
    box = shape.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(visit.page).to_have_url(PICKED)
    visit.settle()

    visit.press("Show every page for")
    expect(visit.page).to_have_url(re.compile(r"area=pcn(:|%3A)DU\d{4}"))


def test_the_same_choice_by_keyboard(visit: Navigator) -> None:
    visit.open("map?condition=hypertension").choose("Pick out an area", "Gullstrand")
    expect(visit.page).to_have_url(PICKED)
    visit.sees("Show every page for Gullstrand Bay PCN")


def test_crude_and_adjusted_are_one_switch_apart(visit: Navigator) -> None:
    visit.open("map?condition=hypertension")
    visit.sees("Hypertension: age-adjusted prevalence")
    visit.turn("Crude (not adjusted for age)")
    visit.sees("Hypertension: crude prevalence")
    visit.carries("crude=yes")


def test_pan_and_zoom_draws_without_a_background_map(visit: Navigator) -> None:
    visit.open("map?condition=hypertension&pan=yes")
    expect(visit.page.locator("canvas").first).to_be_visible()
    visit.sees("Hypertension: age-adjusted prevalence")


def test_table_and_one_page_document_can_be_taken_away(
    visit: Navigator,
) -> None:
    visit.open("map?condition=hypertension")
    with visit.page.expect_download() as csv:
        visit.page.get_by_role("button", name="Download CSV").first.click()
    first, *_ = Path(csv.value.path()).read_text("utf-8-sig").splitlines()
    assert first.lstrip('"').startswith("# Hypertension")

    with visit.page.expect_download() as document:
        visit.page.get_by_role("button", name="This view as PDF").click()
    assert Path(document.value.path()).read_bytes().startswith(b"%PDF")
