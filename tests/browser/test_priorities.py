"""A clinical priority leads a team to its lists and a planner to the map."""

from playwright.sync_api import expect

from tests.browser.navigator import Navigator

TEAM = "role=clinician&purpose=direct_care&org=pcn:DU0001"


def test_a_team_goes_from_a_tile_to_the_list(visit: Navigator) -> None:
    visit.open(f"diabetes?{TEAM}")
    visit.is_on("Diabetes")
    visit.sees("Registers and estimated gaps")
    visit.follow("Open the list")
    visit.is_on("Case finding")
    visit.sees("Nobody is listed yet.")


def test_a_planner_goes_from_a_tile_to_the_map_and_sees_nobody(
    visit: Navigator,
) -> None:
    visit.open("").go_to("Priorities", "Cardiovascular")
    visit.is_on("Cardiovascular")
    expect(visit.page.get_by_role("link", name="Open the list")).to_have_count(0)
    visit.turn("Ethnic group")
    visit.carries("by=ethnicity_group")
    visit.sees("by ethnic group")
    visit.follow("On the map")
    visit.is_on("Map")
    visit.carries("cohort=")
