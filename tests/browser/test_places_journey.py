"""Build a Place, use it on the map and in Compare, hand on its link, retire it."""

import json

from playwright.sync_api import Locator, expect

from tests.browser.navigator import Navigator

NAME = "Bay and harbour"


def listed(visit: Navigator, label: str) -> Locator:
    return visit.page.get_by_role("combobox", name=label)


def add_pcn(visit: Navigator, words: str) -> None:
    box = listed(visit, "PCNs in this Place")
    box.click()
    box.fill(words)
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Escape")
    visit.settle()


def test_a_place_from_pcns_works_on_every_page(
    visit: Navigator, phone: Navigator
) -> None:
    visit.open("").go_to("Explore", "Places")
    visit.sees("This Place has no areas yet.")
    add_pcn(visit, "Gullstrand")
    add_pcn(visit, "Eldenmouth Harbour")
    visit.sees("This Place: 2 PCNs")
    visit.page.get_by_role("textbox", name="Name", exact=True).fill(NAME)
    visit.press("Save this Place")
    visit.sees("Save as version 2")
    visit.carries("place=bay_and_harbour")

    visit.press("Use this Place on every page")
    visit.sees(f"registered in {NAME}")
    visit.follow("See it on the map")
    visit.is_on("Map")
    visit.sees(f"registered in {NAME}")
    visit.draws("map")

    visit.open("compare?per=built_place&pick=bay_and_harbour&condition=hypertension")
    visit.sees(f"Show every page for {NAME}")
    assert visit.barriers() == []

    # Somebody else opens the link, with nothing of this visit.
    phone.open("overview?area=built_place:bay_and_harbour")
    phone.sees(f"registered in {NAME}")

    visit.open("places?place=bay_and_harbour").press("Retire")
    visit.sees("Retired (1)")


def test_small_areas_are_clicked_and_boxed(visit: Navigator) -> None:
    visit.open("places?way=map")
    visit.shapes("place-map-0").last.click()
    visit.settle().sees("This Place: 1 small area")
    visit.shapes("place-map-1").last.click()
    visit.settle().sees("This Place has no areas yet.")

    visit.choose("How to add areas", "Drag a box")
    drawn = visit.page.locator("[class*=st-key-place-box]").first
    expect(drawn.locator("canvas, svg").first).to_be_visible()
    box = drawn.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 100)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 330, steps=8)
    visit.page.mouse.up()
    visit.settle()
    button = visit.page.get_by_role("button", name="small areas in the box")
    inside = int("".join(c for c in button.inner_text() if c.isdigit()))
    assert inside > 1
    button.click()
    visit.settle().sees(f"This Place: {inside} small areas")


def test_a_polygon_is_pasted(visit: Navigator) -> None:
    visit.open("places?way=shape")
    ring = [[-10, 40], [10, 40], [10, 60], [-10, 60], [-10, 40]]
    text = visit.page.get_by_role("textbox", name="GeoJSON of a polygon")
    text.fill(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    text.blur()
    visit.settle().press("Add the small areas inside")
    expect(visit.page.get_by_text("Built from")).to_be_visible()
    visit.sees("small areas")
    assert visit.barriers() == []
