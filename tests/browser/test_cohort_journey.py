"""A general practitioner and a council officer build, share and save a cohort."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.navigator import Navigator

OLD = (
    "name: Older women\ncriteria:\n  all:\n  - age: {min: 65}\n  - sex: {is: female}\n"
)


def people(visit: Navigator) -> Locator:
    label = visit.page.get_by_test_id("stMetric").filter(
        has_text="People in the cohort"
    )
    return label.get_by_test_id("stMetricValue")


def total(visit: Navigator) -> str:
    return people(visit).inner_text()


def paste(visit: Navigator, text: str) -> None:
    visit.press("Start from")
    box = visit.page.get_by_label("Or paste a definition")
    box.fill(text)
    # The text is sent first: a click while the page is drawn again may be lost.
    box.press("Control+Enter")
    visit.settle()
    visit.press("Use this text")
    visit.page.keyboard.press("Escape")
    visit.settle()


def rule(visit: Navigator, words: str) -> Locator:
    boxes = visit.page.locator("[class*=st-key-rule-][class*=-line]")
    return boxes.filter(has_text=words).last


def more(visit: Navigator, words: str, action: str) -> None:
    rule(visit, words).get_by_role("button", name="More").click()
    visit.page.get_by_text(action, exact=True).last.click()
    visit.settle()


def test_rules_change_the_number_and_back_undoes_them(visit: Navigator) -> None:
    visit.open("builder?live=no")
    paste(visit, OLD)
    before = total(visit)
    visit.choose("Add a rule", "Core20")
    visit.page.keyboard.press("Escape")
    visit.settle()
    fewer = total(visit)
    assert fewer != before
    more(visit, "Living in deprivation", "Turn into its opposite")
    visit.sees("Not living in deprivation")
    visit.page.go_back()
    visit.settle()
    assert total(visit) == fewer
    visit.page.reload()
    visit.settle()
    assert total(visit) == fewer


def test_a_rule_is_edited_where_it_stands(visit: Navigator) -> None:
    visit.open("builder?live=no")
    paste(visit, OLD)
    before = total(visit)
    rule(visit, "Aged 65").get_by_role("button", name="Edit").click()
    visit.settle()
    low = visit.page.get_by_label("From (years)")
    low.fill("80")
    low.press("Enter")
    visit.settle()
    expect(low).to_be_focused()
    visit.sees("Aged 80 or over")
    expect(people(visit)).not_to_have_text(before)


def test_a_draft_opens_on_other_pages_by_its_link(visit: Navigator) -> None:
    visit.open("builder?live=no")
    paste(visit, OLD)
    people = total(visit)
    found = re.search(r"define=[^&]+", visit.page.url)
    assert found
    for page in ("map", "segments", "overview"):
        visit.open(f"{page}?cohort=draft&{found[0]}")
        visit.sees("cohort Older women (not saved)")
        visit.sees(f"{people} people")


def test_a_segment_becomes_a_rule(visit: Navigator) -> None:
    visit.open("segments")
    visit.choose("Look at one segment", "Long-term conditions")
    metric = visit.page.get_by_test_id("stMetricValue").first.inner_text()
    visit.press("Build a cohort from this segment")
    visit.sees("In the segment Long-term conditions")
    visit.is_on("Build a cohort")
    assert total(visit) == metric


def test_two_tabs_saving_one_cohort_lose_nothing(visit: Navigator) -> None:
    visit.open("builder?live=no")
    paste(visit, OLD.replace("Older women", "Both tabs"))
    visit.press("Save as a new cohort")
    other = Navigator(visit.page.context.new_page(), visit.server)
    other.open(visit.address.lstrip("/"))
    other.choose("Add a rule", "Core20").page.keyboard.press("Escape")
    other.settle().press("Save as version 2")
    visit.choose("Add a rule", "Ethnicity").page.keyboard.press("Escape")
    visit.settle().press("Save as version 2")
    visit.sees("Somebody saved this cohort meanwhile")
    visit.press("Save as version 3")
    visit.open("library")
    visit.sees("version 3")
