"""An analyst asks for exact figures, somebody else releases them, and they leave."""

from pathlib import Path

from tests.browser.navigator import Navigator


def test_two_people_take_exact_figures_out(visit: Navigator, phone: Navigator) -> None:
    visit.open("compare?condition=hypertension&purpose=analysis")
    visit.page.get_by_text("Show as a table").first.click()
    visit.settle().press("Ask for release")
    visit.page.get_by_label("Reason").fill("For the annual report of the board")
    visit.page.get_by_role("button", name="Ask", exact=True).click()
    visit.sees("Asked, as number 1")

    phone.open("airlock?role=governance")
    phone.sees("For the annual report of the board")
    phone.sees("What a reader could learn from it")
    why = phone.page.get_by_label("Why it may leave, or may not")
    why.fill("Every count is of many people")
    why.press("Tab")
    phone.settle().press("Release")
    phone.sees("Nothing waits.")

    visit.open("airlock?purpose=analysis")
    with visit.page.expect_download() as taken:
        visit.page.get_by_role("button", name="Take out number 1").click()
    lines = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("# ")
    assert any("Taken out by visitor (ICS analyst)" in line for line in lines)
    assert visit.barriers() == []
