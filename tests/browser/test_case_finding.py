"""A clinician finds people and looks them up; a place team sees counts alone."""

from playwright.sync_api import expect

from tests.browser.navigator import Navigator

TEAM = "role=clinician&purpose=direct_care&org=pcn:DU0001"


def test_a_clinician_finds_and_looks_up_own_patients(visit: Navigator) -> None:
    visit.open(f"case_finding?{TEAM}&finder=undiagnosed_hypertension")
    visit.is_on("Case finding")
    visit.sees("Draft: not reviewed clinically")
    visit.sees("Nobody is listed yet.")
    why = visit.page.get_by_label("Why do you look")
    why.fill("Weekly meeting of the PCN")
    why.press("Enter")
    visit.settle().turn("By priority")
    visit.sees("page 1 of")
    visit.page.get_by_role("button", name="Look up these").click()
    visit.settle()
    assert visit.barriers() == []
    # The table is drawn on a canvas, with its cells beside it for readers of screens.
    numbers = visit.page.locator("td").filter(has_text="999")
    expect(numbers.first).to_be_attached()
    assert "999" not in visit.address


def test_a_place_team_sees_how_many_and_never_who(visit: Navigator) -> None:
    visit.open("case_finding?role=place_team&org=place:DEM&finder=undiagnosed_diabetes")
    visit.sees("Who they are is for the team that cares for them")
    expect(visit.page.get_by_label("Why do you look")).to_have_count(0)
    visit.follow("On the map")
    visit.sees("cohort Possibly undiagnosed diabetes")
