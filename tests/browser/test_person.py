"""A clinician opens a record from a list; a planner's link to it leads nowhere."""

from playwright.sync_api import expect

from tests.browser.navigator import Navigator

TEAM = "role=clinician&purpose=direct_care&org=pcn:DU0001"
REASON = "Weekly meeting of the PCN"


def test_a_clinician_goes_from_a_list_to_a_record(visit: Navigator) -> None:
    visit.open(f"case_finding?{TEAM}&finder=flu_vaccination_due&lane=list")
    why = visit.page.get_by_label("Why do you look")
    why.fill(REASON)
    why.press("Enter")
    visit.settle().sees("page 1 of")
    visit.choose("Open the record of", "a").follow("Open the record")
    visit.is_on("Person")
    visit.carries("person=")
    # The reason that was given on the list stands here already.
    visit.sees("What finds this person now")
    visit.sees("What happened")
    assert visit.barriers() == []
    assert "999" not in visit.address
    visit.press("Look up this person")
    visit.sees("NHS number:")

    link = visit.address
    visit.page.set_viewport_size({"width": 390, "height": 844})
    assert visit.settle().sideways() <= 0

    visit.open(link.lstrip("/").replace("purpose=direct_care", "purpose=planning"))
    expect(visit.page.get_by_label("Why do you look")).to_have_count(0)
    expect(visit.page.get_by_text("What finds this person now")).to_have_count(0)
