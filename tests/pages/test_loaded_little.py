"""Where a load brought little, every screen still opens, and says what to do."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Element

from pages.ui.menu import MENU
from pages.ui.screen import Screen
from phm_core.onboarding.keeping import use
from tests.pages.conftest import Opened, opener, said
from tests.screens import visit_of
from tests.town import town

RECORDS = ("condition", "activity", "measurement", "medication", "process", "score")
RECORDS += ("opt_out", "sharing_flag", "registration", "emergency_care", "maternity")
RECORDS += ("procedure", "waiting", "cancer_pathway")
BROUGHT = {
    "nobody at any practice": RECORDS,
    "results and medicines without a diagnosis": ("condition", "activity", "process"),
    "visits alone": tuple(one for one in RECORDS if one != "activity"),
}
PEOPLE = 400
# What a sentence of a refusal must tell besides: what to do next.
NEXT = ("Ask for", "Choose", "Wait for", "Publish", "bring", "Count", "Bring", "Say")


@pytest.fixture(scope="module", params=BROUGHT)
def data(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A data folder that runs on people and little more."""
    folder = tmp_path_factory.mktemp("little")
    snapshots = folder / "snapshots"
    use(snapshots, town(snapshots / "a", PEOPLE, left_out=BROUGHT[request.param]).path)
    return folder


@pytest.fixture
def page(data: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    return opener(data, monkeypatch, anew=False)


@pytest.mark.parametrize("screen", MENU, ids=lambda screen: screen.name)
def test_a_screen_opens_draws_nothing_empty_and_says_what_to_do(
    page: Opened, screen: Screen
) -> None:
    app = page(screen.name, **visit_of(screen))
    assert [title.value for title in app.title] == [screen.title]
    for chart in app.get("vega_lite_chart"):
        inside = any(map(len, values_in(json.loads(chart.proto.spec))))
        # What a page hands over as a table stands beside the specification.
        assert inside or chart.proto.datasets or chart.proto.data.data
    for fault in app.error:
        assert any(word in fault.value for word in NEXT), fault.value
    assert "The 0 most common" not in said(app)
    assert "most common: 0.0%" not in said(app)
    assert list(bare_headings(app)) == []


@pytest.mark.parametrize(
    "name",
    ["map", "compare", "inequalities", "core20plus5", "cardiovascular", "onboarding"],
)
def test_what_no_record_tells_of_is_not_asked_for(page: Opened, name: str) -> None:
    app = page(name)
    assert not [e.value for e in app.error if "cannot be asked for" in e.value]
    # A link to what has no records here shows something that has, and says so.
    asked = page(name, condition="diabetes")
    assert not [e.value for e in asked.error if "cannot be asked for" in e.value]


@pytest.mark.parametrize("theme", ["ageing_well", "urgent_care"])
def test_a_theme_names_what_cannot_be_counted_and_refuses_nothing(
    page: Opened, theme: str
) -> None:
    app = page("themes", theme=theme)
    assert [one.value for one in app.error] == []
    assert [one for one in app.caption if one.value.startswith("Not counted: ")]
    tiles = [one.proto.body for one in app.get("html")]
    assert not [one for one in tiles if "cannot be asked for" in one]


def test_no_list_is_made_of_what_no_record_tells_of(page: Opened) -> None:
    app = page("worklists", role="clinician", purpose="direct_care")
    boxes = [one for one in app.selectbox if one.key == "_shown_made_of"]
    offered = [title for box in boxes for title in box.options]
    assert [title for title in offered if title.startswith("Gap in care: ")]
    assert not [title for title in offered if "screening" in title]
    # It opens without the contacts, results or diagnoses that are not here.
    [make] = [one for one in app.button if one.label == "Make the list"]
    make.click().run()
    app.text_input(key="work-why").input("Weekly meeting").run()
    assert [one.label for one in app.metric][:2] == ["Cannot wait", "Waiting"]
    assert [one.value for one in app.error] == []


@pytest.mark.parametrize("data", ["nobody at any practice"], indirect=True)
def test_a_check_that_counts_nobody_draws_no_axis_of_noughts(page: Opened) -> None:
    app = page("quality", measure="work_status")
    assert "so none stands out" in said(app)


def test_the_start_leads_to_what_records_tell_of(page: Opened) -> None:
    ways = page().get("page_link")
    assert {"map", "compare", "builder"} <= {way.proto.page for way in ways}
    assert not [w.proto.label for w in ways if "condition=" in w.proto.query_string]


def bare_headings(app: AppTest) -> Iterator[str]:
    """Headings with nothing below them before the next."""
    drawn = [one for one in app.main if isinstance(one, Element)]
    for one, then in pairwise(drawn):
        if one.type == then.type == "subheader":
            yield str(one.value)


def values_in(spec: Any) -> Iterator[list[Any]]:
    """Every list of values that a specification of a chart has."""
    if isinstance(spec, dict):
        held = spec.get("values")
        if isinstance(held, list):
            yield held
        for one in spec.values():
            yield from values_in(one)
    elif isinstance(spec, list):
        for one in spec:
            yield from values_in(one)
