"""A meeting of a PCN: find, give, snooze, print; a month later see what came of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from phm_core.onboarding.keeping import use
from tests.browser.conftest import WIDE, served, visitor
from tests.browser.navigator import Navigator

TEAM = "purpose=direct_care&org=pcn:DU0003"
WHY = "Weekly meeting of the PCN"
BELOW_THE_MENU = """table => {
  table.scrollIntoView({block: 'start'});
  document.querySelector('[data-testid=stMain]').scrollBy(0, -200);
}"""
BOX, ROW = 14, 36  # of the table: where a box to choose stands, and a row's height


@pytest.fixture
def data(two_months: tuple[Path, Path], tmp_path: Path) -> Path:
    (tmp_path / "data" / "snapshots").mkdir(parents=True)
    use(tmp_path / "data" / "snapshots", two_months[0])
    return tmp_path / "data"


@pytest.fixture
def meeting(
    data: Path, profile: BrowserContext, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Navigator]:
    """A visitor of an app of its own, whose records can be changed under it."""
    with served("app.py", data, tmp_path_factory.mktemp("server")) as address:
        yield from visitor(address, profile, WIDE)


def say_why(visit: Navigator) -> None:
    why = visit.page.get_by_label("Why do you look")
    why.fill(WHY)
    why.press("Enter")
    visit.settle()


def choose_rows(visit: Navigator, *rows: int) -> None:
    """Choose people of the last table by their boxes."""
    table = visit.page.get_by_test_id("stDataFrame").last
    table.evaluate(BELOW_THE_MENU)
    for row in rows:
        box = table.bounding_box()
        assert box is not None
        visit.page.mouse.click(box["x"] + BOX, box["y"] + ROW * row + ROW // 2)
        visit.settle()


def make_list(visit: Navigator) -> None:
    """From the finder to its list, opened for a reason."""
    visit.open(f"case_finding?role=clinician&{TEAM}&finder=undiagnosed_diabetes")
    visit.is_on("Case finding")
    visit.follow("Make a worklist")
    visit.is_on("Worklists")
    visit.press("Make the list")
    visit.sees("Nobody is listed yet.")
    say_why(visit)
    visit.sees("14 people, page 1 of 1")


def work_it(visit: Navigator) -> None:
    """Two are given to somebody, one is snoozed, and the sheet is printed."""
    choose_rows(visit, 1, 2)
    visit.sees("2 people chosen")
    visit.choose("With", "Pharmacist")
    visit.press("Save for 2 people")
    visit.sees("With Pharmacist: saved for 2 people.")
    choose_rows(visit, 3)
    visit.choose("Stands at", "Snoozed")
    visit.choose("Because", "Away from home")
    visit.press("Save for 1 person")
    visit.sees("13 people, page 1 of 1")
    assert visit.barriers() == []
    visit.page.get_by_text("Take this month").click()
    with visit.page.expect_download() as taken:
        visit.page.get_by_role("button", name="Sheet for the meeting").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")


def look_round(visit: Navigator) -> None:
    """How far a month goes, who may be missed, what changed."""
    visit.turn("How far a month goes")
    visit.sees("a month the list takes")
    visit.turn("Who may be missed")
    visit.sees("Never listed")
    visit.turn("Since last time")
    visit.sees("This is the first time that the list is opened.")
    assert visit.barriers() == []


def test_a_clinician_works_a_list_and_sees_a_month_later_what_came_of_it(
    meeting: Navigator, data: Path, two_months: tuple[Path, Path]
) -> None:
    visit = meeting
    make_list(visit)
    work_it(visit)
    look_round(visit)
    use(data / "snapshots", two_months[1])
    visit.open(f"worklists?role=clinician&{TEAM}&show=since")
    say_why(visit)
    visit.sees("14 on the list then, 0 joined, 9 left, 5 now.")
    visit.sees("What the record says")
    visit.sees("Diabetes, diagnosis (dm_cod)")
    assert visit.barriers() == []
    visit.turn("Who to see")
    # What the record did not move is as it was left.
    assert "999" not in visit.address


def test_whoever_is_chosen_is_not_another_where_a_colleague_was_first(
    meeting: Navigator,
) -> None:
    make_list(meeting)
    meeting.carries("list=")
    colleague = Navigator(meeting.page.context.new_page(), meeting.server)
    colleague.open(meeting.address.lstrip("/"))
    say_why(colleague)
    choose_rows(meeting, 3)
    meeting.sees("1 person chosen")
    choose_rows(colleague, 1)
    colleague.choose("Stands at", "Snoozed")
    colleague.press("Save for 1 person")
    colleague.sees("13 people, page 1 of 1")
    meeting.choose("With", "Pharmacist")
    meeting.sees("13 people, page 1 of 1")
    # Who stood in the third row stands in the second: nobody is chosen any more.
    expect(meeting.page.get_by_text("1 person chosen")).to_have_count(0)


def test_a_coordinator_learns_whom_to_call_and_not_what_a_result_was(
    meeting: Navigator,
) -> None:
    visit = meeting
    made_of = "list=new&made_of=finder:uncontrolled_hypertension"
    visit.open(f"worklists?role=care_coordinator&{TEAM}&{made_of}")
    visit.press("Make the list")
    say_why(visit)
    visit.sees("Choose people on the left of the table")
    headings = visit.page.locator("th").filter(has_text="Systolic BP")
    expect(headings).to_have_count(0)
    cells = visit.page.locator("td").filter(has_text="Within")
    expect(cells.first).to_be_attached()
    choose_rows(visit, 1)
    visit.choose("Stands at", "Booked")
    visit.press("Save for 1 person")
    visit.sees("Booked: saved for 1 person.")
    visit.page.get_by_text("Take this month").click()
    sheet = visit.page.get_by_role("button", name="Sheet for the meeting")
    expect(sheet).to_be_disabled()
    visit.page.get_by_test_id("stDataFrame").last.hover()
    of_the_table = visit.page.locator("[data-testid=stElementToolbar] button")
    expect(of_the_table.filter(visible=True)).not_to_have_count(0)
    by_itself = visit.page.get_by_role("button", name="Download as CSV")
    expect(by_itself).to_have_count(0)
    assert visit.barriers() == []


@pytest.mark.parametrize(
    "who",
    ["role=place_team&org=place:DEM", "role=public_health", "role=public"],
)
def test_for_others_it_is_closed_and_in_no_menu(visit: Navigator, who: str) -> None:
    visit.open(f"worklists?{who}")
    expect(visit.page.get_by_label("Why do you look")).to_have_count(0)
    expect(visit.page.get_by_test_id("stDataFrame")).to_have_count(0)
    visit.sees("'Worklists' is not open to your role for this purpose.")
    visit.page.get_by_test_id("stTopNav").get_by_text("Benchmark").first.click()
    group = visit.page.get_by_test_id("stTopNavDropdownLink")
    expect(group.filter(has_text="Compare areas").first).to_be_visible()
    expect(
        visit.page.get_by_test_id("stTopNav").get_by_text("Worklists")
    ).to_have_count(0)
