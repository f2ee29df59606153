"""The audit for those who govern it, and what everybody may know of it."""

from streamlit.testing.v1 import AppTest

from phm_core.analysis.transparency import never_used
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.questions import HowMany
from phm_core.errors import NotPermitted
from phm_core.start import House
from tests.pages.conftest import Opened, said

ADULTS = parse_definition("name: Adults counted here\ncriteria: {age: {min: 18}}")


def test_the_governance_officer_sees_acts_what_is_unusual_and_verifies(
    open_page: Opened, house: House
) -> None:
    house.gateway.ask(HowMany(ADULTS), house.scope())
    for _ in range(4):
        try:
            house.gateway.review.read(house.scope(), 1)
        except NotPermitted:
            continue
    app = open_page("audit", role="governance")
    assert not app.error
    tables = [*app.table, *app.dataframe]
    text = " ".join(one.value.to_string() for one in tables)
    assert "Adults counted here" in text
    assert "Repeatedly refused" in text
    app.button(key="audit-verify").click().run()
    assert any("The audit is whole" in one.value for one in app.success)


def test_filters_narrow_what_is_shown(open_page: Opened, house: House) -> None:
    house.gateway.ask(HowMany(ADULTS), house.scope())
    app = open_page("audit", role="governance", outcome="refused")
    assert "No act fits" in said(app) or "refused" in said(app)
    assert "Adults counted here" not in said(app)


def test_an_analyst_is_kept_out_of_the_audit(open_page: Opened) -> None:
    app = open_page("audit", role="analyst")
    assert closed(app)
    app = open_page("audit", role="governance")
    assert not closed(app)
    app.session_state["role"] = "analyst"
    app.run()
    assert closed(app)


def closed(app: AppTest) -> bool:
    """Whether the page says that it is not open, and shows nothing of the audit."""
    told = [one.value for one in app.error if "'Audit' is not open" in one.value]
    boxes = [box for box in app.selectbox if box.label == "Outcome"]
    return bool(told) and not boxes


def test_everybody_sees_which_records_were_used_and_by_which_roles(
    open_page: Opened, house: House
) -> None:
    house.gateway.ask(HowMany(ADULTS), house.scope())
    before = house.audit.verify().rows
    app = open_page("transparency", role="public")
    # Nothing was asked that this role may not ask.
    assert house.audit.verify().rows == before
    [table] = app.table
    words = table.value.to_string()
    assert house.catalogue.datasets["person"].title in words
    assert "ICS analyst" in words
    assert "visitor" not in words + said(app).replace("Change role", "")
    # Another test may have asked of every table there is.
    unused = never_used(house.gateway.review.use(), house.catalogue)
    assert ("Not used in the last year" in said(app)) == bool(unused)
    assert house.catalogue.datasets["opt_out"].title not in said(app)


def test_nothing_used_yet_is_said(open_area: Opened) -> None:
    app = open_area("transparency", role="public")
    assert "No record about people has been used yet" in said(app)
