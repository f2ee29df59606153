import pytest
from playwright.sync_api import expect

from pages.ui.menu import MENU
from pages.ui.screen import Screen
from tests.browser.navigator import Navigator
from tests.screens import address_of

TELEPHONE = {"width": 390, "height": 844}
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineWidth + ' ' + style.outlineStyle;
}"""

AROUND = FOCUS.replace("activeElement", "activeElement.parentElement")
LEFT = "document.activeElement.getBoundingClientRect().left"


@pytest.mark.parametrize("screen", MENU, ids=lambda screen: screen.name)
def test_opens_cold_keeps_nobody_out_and_fits_a_telephone(
    visit: Navigator, screen: Screen
) -> None:
    visit.open(address_of(screen))
    visit.is_on(screen.title)
    visit.sees("Synthetic data")
    assert visit.barriers() == []
    visit.page.set_viewport_size(TELEPHONE)
    visit.settle()
    visit.is_on(screen.title)
    assert visit.sideways() <= 0


def test_keyboard_focus_is_easy_to_see(visit: Navigator) -> None:
    visit.open("")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate(FOCUS) == "3px solid"
    visit.page.get_by_role("combobox", name="Area").focus()
    assert visit.page.evaluate(AROUND) == "3px solid"
    # The menu that is folded away takes none on a telephone.
    visit.page.set_viewport_size(TELEPHONE)
    visit.open("")
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate(LEFT) >= 0


def test_a_wide_table_is_scrolled_by_the_keyboard_on_a_telephone(
    phone: Navigator,
) -> None:
    phone.open("map")
    assert phone.barriers() == []
    table = phone.page.get_by_role("region", name="Scrollable table").first
    assert table.evaluate("e => e.scrollHeight - e.clientHeight") == 0
    table.focus()
    phone.page.keyboard.press("ArrowRight")
    expect(table).not_to_have_js_property("scrollLeft", 0)


def test_every_answer_carries_the_headers_of_security(visit: Navigator) -> None:
    answer = visit.page.request.get(visit.server)
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_an_address_that_is_not_there_leads_home(visit: Navigator) -> None:
    visit.open("no_such_page")
    visit.sees("Page not found")
