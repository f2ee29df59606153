"""A practice sets its counts beside the app's, and signs; others only look."""

import pytest
from streamlit.testing.v1 import AppTest

from phm_core.area import Area, Level
from phm_core.charts.tracker import of_organisations
from phm_core.errors import NotPermitted
from phm_core.gateway.belonging import belonging
from phm_core.gateway.coverage import Coverage
from phm_core.governance.matching import needed
from phm_core.governance.taking_out import Mark, Taking
from phm_core.start import House
from tests.pages.conftest import Opened, keep_apart, said

PRACTICE = "D90001"
MANAGER = {
    "role": "practice_manager",
    "purpose": "direct_care",
    "org": f"practice:{PRACTICE}",
}


@pytest.fixture
def unsigned(house: House) -> House:
    """The house, whatever an earlier test signed taken back."""
    who = house.scope(
        "practice_manager", "direct_care", [Area(Level.PRACTICE, PRACTICE)]
    )
    house.trust.withdraw(PRACTICE, who)
    return house


def typed(page: AppTest, house: House, **differing: int) -> AppTest:
    """Type the app's own counts, but those named here, and keep them."""
    ours = house.trust.evidence(PRACTICE).ours
    for key in needed(house.catalogue):
        of = f"own-{PRACTICE}-{key}-"
        [box] = [one for one in page.number_input if str(one.key).startswith(of)]
        box.set_value(differing.get(key, ours[key]))
    [keep] = [one for one in page.button if one.label == "Keep these counts"]
    return keep.click().run()


def table(page: AppTest, register: str) -> dict[str, str]:
    """The row of a register."""
    [rows] = [one.value for one in page.table if "Register" in one.value]
    return rows[rows["Register"] == register].iloc[0].to_dict()


def test_a_manager_compares_signs_and_withdraws(
    open_page: Opened, unsigned: House
) -> None:
    page = open_page("onboarding", **MANAGER)
    ours = unsigned.trust.evidence(PRACTICE).ours["diabetes"]
    assert table(page, "Diabetes")["This app"] == f"{ours:,}"
    assert "it has not signed" in said(page)

    typed(page, unsigned)
    assert table(page, "Diabetes")["Verdict"] == "matches"
    page.button(key="sign").click().run()
    assert "inside the limits" in "\n".join(one.value for one in page.success)
    assert unsigned.trust.why(PRACTICE) == ""

    typed(page, unsigned, diabetes=ours + 40)
    titles = [one.title for one in page.warning]
    assert "The signature does not hold any more" in titles
    every = of_organisations(unsigned.tracker, unsigned.tracker.organisations())
    [row] = [one for one in every.data.to_pylist() if PRACTICE in one["name"]]
    assert row["then"].startswith("What it signed is not so any more: ask the practice")
    typed(page, unsigned)
    page.button(key="withdraw").click().run()
    assert "it has not signed" in said(page)


def test_a_count_beyond_the_limit_is_explained_and_not_signed(
    open_page: Opened, unsigned: House
) -> None:
    ours = unsigned.trust.evidence(PRACTICE).ours["diabetes"]
    page = open_page("onboarding", **MANAGER)
    typed(page, unsigned, diabetes=ours + 20)
    row = table(page, "Diabetes")
    assert row["Verdict"].startswith("beyond the limit of ")
    assert row["Difference"].startswith("−20")
    assert "Diabetes: ours is 20 fewer than yours" in said(page)
    assert "beyond the limit of" in said(page)
    [parts] = [one.value for one in page.table if "Part" in one.value]
    assert list(parts["Part"])[:5] == [
        "Date", "Opt-outs", "List size", "Coding", "Rule"
    ]  # fmt: skip
    assert "Some counts are beyond the limit" in [one.title for one in page.warning]
    assert "Nothing to show yet" not in [one.title for one in page.info]
    assert parts.set_index("Part").loc["Coding", "People"] == "−20"
    page.button(key="sign").click().run()
    assert "Nothing is signed while a count differs so much." in said(page)
    assert not unsigned.trust.history(PRACTICE)[0].stands
    typed(page, unsigned)


def test_boxes_show_the_counts_of_a_file_once_it_is_kept(
    open_page: Opened, unsigned: House
) -> None:
    page = open_page("onboarding", **MANAGER)
    file = ("own.csv", b"register,people\nDiabetes,4321\n", "text/csv")
    page.file_uploader[0].set_value([file]).run()
    [keep] = [one for one in page.button if one.label == "Keep the counts of this file"]
    keep.click().run()
    [box] = [one for one in page.number_input if one.label == "Diabetes"]
    assert box.value == 4321
    typed(page, unsigned)


def test_the_practice_takes_its_comparison_out_marked_and_written_down(
    unsigned: House,
) -> None:
    who = unsigned.scope(
        "practice_manager", "direct_care", [Area(Level.PRACTICE, PRACTICE)]
    )
    files = unsigned.gateway.files
    wanted = Taking("Registers", "csv", public=False, figures=22, needs="sign_off")
    marks: list[Mark] = []
    files.take_out(wanted, who, lambda mark: bytes(marks.append(mark) or b"x"))
    assert "for that practice alone" in marks[0].sentence
    last = list(unsigned.audit.rows())[-1]
    assert (last["action"], last["outcome"]) == ("Export csv", "released")
    other = unsigned.scope("analyst", "planning")
    with pytest.raises(NotPermitted):
        files.take_out(wanted, other, lambda _: b"never")


def test_the_download_of_the_comparison_is_open_to_the_practice(
    open_page: Opened,
) -> None:
    page = open_page("onboarding", **MANAGER)
    [one] = [each for each in page.get("download_button") if "matches" in each.key]
    assert not one.proto.disabled
    page = open_page("onboarding", role="clinician", purpose="direct_care",
                     org=f"practice:{PRACTICE}")  # fmt: skip
    [one] = [each for each in page.get("download_button") if "matches" in each.key]
    assert one.proto.disabled


def test_without_people_the_page_says_who_joins_and_fails_nowhere(
    open_area: Opened,
) -> None:
    page = open_area("onboarding")
    assert page.metric[0].value == "0% of people"
    assert "cannot be answered" not in said(page)
    assert not page.error


@pytest.mark.usefixtures("unsigned")
def test_another_role_sees_rounded_counts_and_no_form(open_page: Opened) -> None:
    page = open_page("onboarding", role="analyst", practice=PRACTICE)
    assert [one for one in page.button if one.label == "Keep these counts"] == []
    assert list(table(page, "Diabetes")) == ["Register", "This app", "QOF 2024-25"]
    shown = int(table(page, "Diabetes")["This app"].replace(",", ""))
    assert shown % 5 == 0
    assert "shown to the practice alone" in said(page)
    assert [one for one in page.button if one.key == "sign"] == []


def test_the_practices_of_the_area_are_offered(open_page: Opened, house: House) -> None:
    pcn = "pcn:DU0006"
    names = house.public.names(Level.PRACTICE)
    own = {names[c] for c in belonging(house.public, [Area.parse(pcn)]).practices}

    def offered(**choices: str) -> list[str]:
        page = open_page("onboarding", **choices)
        [box] = [one for one in page.selectbox if one.label == "Practice"]
        return box.options

    assert {*offered(role="analyst", area=pcn)} == own
    every = offered(role="clinician", purpose="planning", org=pcn)
    assert {*every[: len(own)]} == own
    assert len(every) > len(own)


def test_those_who_see_published_figures_alone_are_told_who_compares(
    open_page: Opened,
) -> None:
    page = open_page("onboarding", role="public", purpose="public")
    assert "Counts are compared where people can be counted." in said(page)
    assert [one for one in page.table if "Register" in one.value] == []


def test_an_administrator_writes_down_who_has_agreed(
    open_page: Opened, house: House
) -> None:
    page = open_page("onboarding", role="administrator", purpose="public")
    assert page.metric[0].value == "100% of people"
    page.selectbox(key="step-practice").select(PRACTICE)
    [write] = [one for one in page.button if one.label == "Write it down"]
    write.click().run()
    [step] = [one for one in house.tracker.history if one.step.code == PRACTICE]
    assert (step.step.stage, step.step.reached) == ("agreement", True)
    assert "What was written down" in [one.label for one in page.expander]


def test_nobody_else_is_offered_to_write_it_down(open_page: Opened) -> None:
    page = open_page("onboarding", role="analyst")
    assert [one for one in page.button if one.label == "Write it down"] == []
    assert "Write a step down" not in [one.label for one in page.expander]


def test_missing_practices_are_said_above_every_page(
    open_page: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_apart(monkeypatch, "one practice")
    monkeypatch.setattr(Coverage, "held", frozenset({PRACTICE}))
    page = open_page("overview")
    assert "Records are held of 1 of 29 practices" in said(page)
    assert "Not fit for this question" in said(page)


def test_nothing_is_said_of_coverage_where_every_practice_sends(
    open_page: Opened,
) -> None:
    assert "records are held of" not in said(open_page("overview")).lower()
