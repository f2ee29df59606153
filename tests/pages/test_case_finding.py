"""Case finding keeps its list whatever a look-up says, and says who answers for it."""

from tests.pages.conftest import Opened, said

TEAM = {"role": "clinician", "purpose": "direct_care", "org": "pcn:DU0001"}
FINDER = "undiagnosed_hypertension"


def test_a_reason_too_short_for_numbers_leaves_the_list(open_page: Opened) -> None:
    page = open_page("case_finding", finder=FINDER, lane="list", **TEAM)
    assert "Nobody is listed yet." in said(page)
    page.text_input(key="finding-why").input("MDT").run()
    assert "page 1 of" in said(page)
    page.button(key=f"look-up-{FINDER}").click().run()
    assert "at least 15 characters" in said(page)
    assert "page 1 of" in said(page)

    page.text_input(key="finding-why").input("Weekly meeting of the PCN").run()
    page.button(key=f"look-up-{FINDER}").click().run()
    assert "at least 15 characters" not in said(page)
    assert "NHS number" in list(page.dataframe[-1].value.columns)


def test_an_unknown_finder_in_a_link_is_said_and_another_shown(
    open_page: Opened,
) -> None:
    page = open_page("case_finding", finder="undiagnosed_diabtes")
    assert "Did you mean 'undiagnosed_diabetes'" in said(page)
    assert "Draft: not reviewed clinically" in said(page)


def test_a_council_is_told_why_a_finder_cannot_be_counted(open_page: Opened) -> None:
    page = open_page("case_finding", role="public_health", finder=FINDER)
    assert "No case finder can be counted here. Your role may not use" in said(page)


def test_the_expected_yield_is_shown_with_its_source(open_page: Opened) -> None:
    page = open_page("case_finding", finder=FINDER)
    assert "of 100 people reviewed, 48.8" in said(page)
    page = open_page("case_finding", finder="undiagnosed_diabetes")
    assert "no published yield is known." in said(page)


def test_a_list_says_how_old_each_source_is(open_page: Opened) -> None:
    page = open_page("case_finding", finder=FINDER, lane="list", **TEAM)
    page.text_input(key="finding-why").input("Weekly meeting of the PCN").run()
    box = next(one for one in page.expander if one.label == "How old is each source?")
    words = "".join(one.value for one in box.markdown)
    assert "Synthetic GP record: up to 31 October 2026 (" in words


def test_home_leads_there_and_to_worklists_for_direct_care(open_page: Opened) -> None:
    asked = (("direct_care", {"worklists"}), ("planning", set()))
    for purpose, more in asked:
        home = open_page("home", role="clinician", purpose=purpose, org="pcn:DU0001")
        links = {link.proto.page for link in home.get("page_link")}
        assert links & {"case_finding", "worklists"} == {"case_finding"} | more
