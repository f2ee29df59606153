import gc

import pytest
from streamlit import config

from pages.ui import drafts
from pages.ui.menu import MENU
from pages.ui.screen import Screen
from phm_core.definitions import parse_definition
from tests.pages.conftest import Opened, figures, said
from tests.screens import visit_of

# Screens whose tables hold words, and what is counted from no records of people.
OF_WORDS = {"home", "definitions", "access", "about", "airlock", "load"}
# The registers of one practice are of that alone.
ONE = "Coverage: the one practice."
OF_NO_RECORDS = tuple(
    f"Source: {begins}"
    for begins in (
        "Published lists",
        "Lists by age and sex",
        "The audit of this",
        "What practices signed",
    )
)

# Of which practices records came is told there, and is no fault of what is shown.
SAID_OF_ALL = ("Source: The snapshots of this installation", "Source: Area pack")


@pytest.mark.parametrize("screen", MENU, ids=lambda screen: screen.name)
def test_opens_under_its_own_heading_with_whose_records_they_are(
    open_page: Opened, few: str, screen: Screen
) -> None:
    app = open_page(screen.name, **visit_of(screen))
    assert [title.value for title in app.title] == [screen.title]
    assert not app.error
    below = [heading.value for heading in app.subheader].count("Commentary")
    assert below == (screen.view is not None)
    whose = "Eldenmouth" if screen.shows == "patients" else "Eldenshire Demo ICS"
    assert f"people** registered in {whose}" in said(app)
    assert "Synthetic data" in said(app)
    if screen.name not in OF_WORDS:
        unsaid = [
            each
            for each, line, _ in figures(app)
            if few not in line
            and ONE not in line
            and not line.startswith(OF_NO_RECORDS)
        ]
        assert not unsaid
        bare = [
            line
            for _, line, chip in figures(app)
            if few in line and not chip and not line.startswith(SAID_OF_ALL)
        ]
        assert not bare


def test_every_view_of_figures_can_be_commented_on() -> None:
    bare = {screen.name for screen in MENU if screen.view is None}
    # Where things are made, looked up or set, there is no view to speak of; and of a
    # person nothing is written.
    assert bare == {
        "home",
        "person",
        "places",
        "airlock",
        "onboarding",
        "load",
        "audit",
        "transparency",
        "builder",
        "library",
        "definitions",
        "access",
        "about",
        "worklists",
    }


@pytest.mark.parametrize("screen", MENU, ids=lambda screen: screen.name)
def test_opens_on_published_figures_alone(open_area: Opened, screen: Screen) -> None:
    app = open_area(screen.name, **visit_of(screen))
    assert [title.value for title in app.title] == [screen.title]
    waiting = [info for info in app.info if "counts people" in info.value]
    assert bool(waiting) == screen.needs_people


def test_nothing_leads_where_a_visitor_may_not_go(open_page: Opened) -> None:
    for name in ("home", "definitions"):
        app = open_page(name, role="public")
        assert not app.error
        led = {link.page for link in app.get("page_link")}
        assert "map" in led
        assert led <= {screen.name for screen in MENU if screen.shows == "public"}


@pytest.mark.parametrize("name", ["overview", "map", "segments", "compare"])
def test_a_cohort_of_nobody_draws_no_charts_and_says_what_to_do(
    open_page: Opened, name: str
) -> None:
    nobody = parse_definition("name: Nobody\ncriteria: {age: {min: 119}}")
    app = open_page(name, cohort="draft", define=drafts.pack(nobody))
    [empty] = app.info
    assert "Nobody registered in Eldenshire Demo ICS is counted" in empty.value
    assert "loosen a rule" in empty.value
    assert not app.get("vega_lite_chart")


@pytest.mark.parametrize("view", ["deprivation", "groups", "crossed", "digital"])
def test_inequality_among_nobody_draws_no_chart(open_page: Opened, view: str) -> None:
    nobody = parse_definition("name: Nobody\ncriteria: {age: {min: 119}}")
    define = drafts.pack(nobody)
    app = open_page("inequalities", cohort="draft", define=define, view=view)
    assert "Nobody: the records tell of nobody registered in" in app.info[0].value
    assert not app.metric


def test_every_screen_is_a_file_with_a_tooltip() -> None:
    for screen in MENU:
        assert screen.path.exists()
        assert screen.help.endswith(".")


def test_start_up_sets_its_objects_aside_from_garbage_collection(
    open_page: Opened,
) -> None:
    gc.unfreeze()
    open_page()
    assert gc.get_freeze_count() > 0


def test_garbage_is_not_collected_after_every_run() -> None:
    assert config.get_option("runner.postScriptGC") is False
