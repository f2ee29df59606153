"""Every role on every page open to it: nothing breaks, nothing foreign shows."""

import pytest

from pages.ui.guard import screens
from phm_core.area import Area, Level
from phm_core.catalogue.load import load_catalogue
from phm_core.gateway.belonging import organisations
from phm_core.start import House
from tests.pages.conftest import Opened, said, turn_to

CATALOGUE = load_catalogue()


def test_every_role_is_offered_with_its_purposes(open_page: Opened):
    for role in CATALOGUE.roles.values():
        app = open_page(role=role.id)
        assert app.selectbox(key="_shown_role").value == role.id
        first = CATALOGUE.purposes[role.purposes[0]]
        assert f"**{role.title}, for {first.title.lower()}.**" in said(app)


@pytest.mark.parametrize(
    ("role", "purpose"),
    [
        ("clinician", "direct_care"),
        ("public_health", "planning"),
        ("governance", "planning"),
        ("public", "public"),
    ],
)
def test_every_page_opens_in_every_kind_of_scope(
    open_page: Opened, house: House, role: str, purpose: str
):
    areas = organisations(house.public, CATALOGUE.roles[role].belongs_to)
    own = [Area.parse(next(iter(areas)))] if areas else None
    scope = house.scope(role, purpose, own)
    app = open_page(role=role, purpose=purpose)
    refused: dict[str, list[str]] = {}
    for screen in screens(CATALOGUE, scope):
        turn_to(app, screen.name)
        assert not app.exception, (screen.name, app.exception)
        refused |= {screen.name: [e.value for e in app.error]} if app.error else {}
    assert refused == {}, "No screen of a role begins with a refusal."


def test_own_people_are_counted_and_the_whole_is_named_after_them(
    open_page: Opened, house: House
):
    app = open_page("overview", role="clinician", purpose="direct_care")
    own = organisations(house.public, CATALOGUE.roles["clinician"].belongs_to)
    name = next(iter(own.values()))
    assert f"people** registered in {name}" in said(app)
    assert "Eldenshire" not in app.selectbox(key="_shown_area").options[0]


def test_all_that_is_ones_own_has_months_and_is_divided_into_its_practices(
    open_page: Opened,
):
    who = {"role": "clinician", "purpose": "direct_care", "org": "pcn:DU0001"}
    trends = open_page("trends", **who)
    assert not trends.error
    assert "Eldenmouth Harbour PCN, by month" in said(trends)
    assert "No months are shown" not in said(open_page("scorecard", **who))
    compared = open_page("compare", **who)
    assert compared.selectbox(key="_shown_per").options == ["Practices"]
    profile = open_page("area_profile", **who)
    every = profile.selectbox(key="_shown_of").options
    assert every
    assert all("(practice " in one for one in every)


def test_case_finders_that_cannot_be_counted_are_not_offered(open_page: Opened):
    app = open_page("case_finding", role="public_health", purpose="planning")
    assert "No case finder can be counted here. Your role may not use" in said(app)
    assert "Case finder" not in {one.label for one in app.selectbox}


def test_conditions_that_are_not_open_are_not_called_unrecorded(open_page: Opened):
    told = said(open_page("overview", role="public_health", purpose="planning"))
    assert "No diagnoses are in this snapshot, or none are open to you" in told
    assert "No long-term condition is recorded" not in told


@pytest.mark.parametrize(
    ("name", "per"), [("map", "pcn"), ("compare", "pcn"), ("compare", "practice")]
)
def test_who_counts_nobody_sees_published_figures(
    open_page: Opened, name: str, per: str
):
    app = open_page(name, role="public", purpose="public", per=per)
    assert not app.error
    assert app.get("vega_lite_chart")
    assert "published registers" in said(app)
    assert app.selectbox(key="_shown_cohort").options == ["Everyone"]


def test_a_link_to_an_area_that_is_not_ones_own_is_not_followed(open_page: Opened):
    app = open_page(role="clinician", purpose="direct_care",
                    org="pcn:DU0001", area="pcn:DU0002")  # fmt: skip
    [warning] = app.warning
    assert "'pcn:DU0002', which is not available here" in warning.value


def test_a_link_to_a_screen_of_another_role_says_that_it_is_closed(
    open_page: Opened,
):
    app = open_page("worklists", role="analyst")
    assert [title.value for title in app.title] == ["Worklists"]
    [fault] = [one.value for one in app.error if "not open" in one.value]
    assert fault.startswith("'Worklists' is not open to your role for this purpose.")
    assert "PCN clinician (Direct care)" in fault
    assert "Public" not in fault
    assert "Why do you look" not in {one.label for one in app.text_input}


def test_a_screen_that_another_purpose_opens_says_which(open_page: Opened):
    app = open_page("worklists", role="clinician", purpose="planning")
    [fault] = [one.value for one in app.error if "not open" in one.value]
    assert fault.endswith("Your role may open it for another purpose: Direct care.")


def test_switching_the_purpose_says_what_changes(open_page: Opened):
    app = open_page(role="analyst")
    app.session_state["purpose"] = "analysis"
    app.run()
    assert "Now for analysis. Exact counts" in said(app)


def test_a_link_that_claims_a_role_that_is_not_there_is_corrected(open_page: Opened):
    app = open_page(role="superuser")
    assert "'superuser', which is not available here" in app.warning[0].value
    assert app.selectbox(key="_shown_role").value == "analyst"


def test_the_council_is_offered_what_it_may_use(open_page: Opened):
    app = open_page("compare", role="public_health")
    offered = app.selectbox(key="_shown_condition").options
    assert offered
    assert not any("Diabetes" in title for title in offered)
    assert "may not use" not in said(app)


def test_a_place_team_compares_practices_without_their_names(
    open_page: Opened, house: House
):
    app = open_page("compare", role="place_team", per="practice", opened=("ranked",))
    names = house.public.organisations["name"]
    shown = said(app) + "".join(table.value.to_csv() for table in app.table)
    assert "shown by a letter" in shown
    assert not [name for name in names if name in shown and "Special" not in name]
    assert not [title for title in app.selectbox(key="_shown_area").options
                if "practice D" in title]  # fmt: skip


def test_a_pcn_previews_how_its_practices_are_shown(open_page: Opened):
    app = open_page("access", role="clinician")
    assert (
        "How the practices of Eldenmouth Harbour PCN are shown" in app.header[0].value
    )
    preview = app.table[-1].value
    assert next(iter(preview["Others see"])).startswith("Practice ")
    app.radio(key="naming-DU0001").set_value("named").run()
    preview = app.table[-1].value
    assert list(preview["Others see"]) == list(preview["Practice"])


def test_nobody_belongs_to_the_practices_that_are_in_no_pcn(house: House):
    assert "U" in house.public.names(Level.PCN)
    assert "pcn:U" not in organisations(house.public, [Level.PCN])
