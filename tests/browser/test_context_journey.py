"""Choices stay while a visitor moves about, and a link opens the same view."""

import re

from playwright.sync_api import expect

from tests.browser.navigator import Navigator


def test_area_stays_across_pages_reload_and_back(visit: Navigator) -> None:
    visit.open("").choose("Area", "Eldenmouth Harbour PCN")
    visit.is_at("/?area=pcn:DU0001")

    visit.go_to("Explore", "Map")
    visit.is_at("/map?area=pcn:DU0001")
    visit.sees("registered in Eldenmouth Harbour PCN")

    visit.press("Eldenmouth")
    visit.is_at("/map?area=place:DEM")
    visit.sees("registered in Eldenmouth,")

    visit.page.go_back()
    visit.sees("registered in Eldenmouth Harbour PCN")

    visit.page.reload()
    visit.sees("registered in Eldenmouth Harbour PCN")

    visit.press("Reset")
    visit.is_at("/map")
    visit.sees("registered in Eldenshire Demo ICS")


def test_who_looks_stays_in_the_address_of_the_next_page(visit: Navigator) -> None:
    visit.open("library?role=clinician&purpose=direct_care&org=pcn:DU0002")
    visit.go_to("Cohorts", "Worklists")
    visit.is_on("Worklists")
    for words in ("role=clinician", "purpose=direct_care", "DU0002"):
        visit.carries(words)
    visit.page.reload()
    visit.is_on("Worklists")
    visit.sees("PCN clinician")


def test_copied_link_opens_exactly_this_view(visit: Navigator) -> None:
    visit.open("map?area=place:DEM&per=pcn&crude=yes&condition=hypertension")
    visit.page.get_by_role("button", name="Link").click()
    link = visit.page.locator("code").first.inner_text()
    before = visit.page.get_by_test_id("stMain").inner_text()

    visit.open(link.removeprefix(visit.server).lstrip("/"))
    visit.sees("Hypertension: crude prevalence")
    after = visit.page.get_by_test_id("stMain").inner_text()
    assert "by PCN, Eldenmouth" in before
    assert "by PCN, Eldenmouth" in after


def test_link_to_an_area_that_is_not_there_is_corrected(visit: Navigator) -> None:
    visit.open("compare?area=pcn:DU0O01")
    visit.sees("Did you mean 'pcn:DU0001'?")
    visit.is_at("/compare")


def test_menu_carries_the_cohort(visit: Navigator) -> None:
    visit.open("").choose("People", "(example)")
    expect(visit.page).to_have_url(re.compile("cohort="))
    visit.go_to("Benchmark", "Compare areas")
    visit.sees(", cohort ")
    visit.carries("cohort=")


def test_what_is_looked_at_stays_by_menu_by_link_and_by_back(visit: Navigator) -> None:
    visit.open("map?condition=hypertension&crude=yes&per=place")
    visit.go_to("Benchmark", "Compare areas")
    visit.sees("Hypertension: crude prevalence (%), by Place")
    visit.choose("By", "Practices")
    visit.is_at("/compare?condition=hypertension&crude=yes&per=practice")

    visit.go_to("Explore", "Map")
    # The map has no practices: it shows its usual areas, and practices stay chosen.
    visit.sees("Hypertension: crude prevalence (%), by PCN")
    visit.page.go_back()
    visit.sees("Hypertension: crude prevalence (%), by practice")

    visit.page.get_by_test_id("stTopNavLink").click()
    visit.settle().follow("By practice")
    visit.sees("Hypertension: crude prevalence (%), by practice")
    visit.is_at("/compare?condition=hypertension&crude=yes&per=practice")

    visit.page.get_by_test_id("stTopNavLink").click()
    visit.settle().follow("Diabetes by PCN")
    visit.sees("Diabetes: age-adjusted prevalence (%), by PCN")
    visit.page.reload()
    visit.sees("Diabetes: age-adjusted prevalence (%), by PCN")


def test_a_link_to_a_condition_that_is_not_there_says_so_at_once(
    visit: Navigator,
) -> None:
    visit.open("map?condition=diabtes")
    visit.sees("Did you mean 'diabetes'? Showing Diabetes instead.")
    visit.is_at("/map")


def test_the_start_page_is_reached_by_its_name(visit: Navigator) -> None:
    visit.open("home?area=place:DEM")
    visit.is_on("Home")
    visit.is_at("/?area=place:DEM")
