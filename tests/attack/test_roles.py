"""Nobody gets from one role or purpose into another."""

import pytest

from pages.ui.deep_link import wanted
from phm_core.area import Level
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.questions import HowMany, Rate
from phm_core.definitions.rows_of_people import Features, People
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.settings import Settings
from phm_core.start import House, open_house
from tests.attack.every_question import ADULTS, ASKED

CATALOGUE = load_catalogue()
PAIRS = [(role, purpose) for role in CATALOGUE.roles for purpose in CATALOGUE.purposes]
DECLARED = [pair for pair in PAIRS if pair[1] in CATALOGUE.roles[pair[0]].uses]
OTHERS = [pair for pair in PAIRS if pair not in DECLARED]


@pytest.fixture(scope="module")
def house(demo_data) -> House:
    return open_house(Settings(data_dir=demo_data))


@pytest.mark.parametrize(("role", "purpose"), OTHERS)
def test_a_purpose_that_a_role_does_not_have_makes_no_scope(house, role, purpose):
    with pytest.raises(NotPermitted, match="may not ask for the purpose"):
        house.scope(role, purpose)


@pytest.mark.parametrize(("role", "purpose"), DECLARED)
def test_people_are_listed_only_where_that_is_declared(house, role, purpose):
    use, scope = CATALOGUE.roles[role].uses[purpose], house.scope(role, purpose)
    column = "person_id" if "direct" in use.fields else "age"
    if "list_people" in use.actions:
        asked = house.gateway.ask(People(ADULTS, (column,)), scope, reason="A test")
        assert asked.tables["people"].num_rows
    else:
        with pytest.raises(NotPermitted):
            house.gateway.ask(People(ADULTS, (column,)), scope, reason="A test")


@pytest.mark.parametrize(("role", "purpose"), DECLARED)
def test_names_leave_only_where_they_are_declared(house, role, purpose):
    scope = house.scope(role, purpose)
    asked = People(ADULTS, ("pseudonym", "person_id"))
    if "direct" in CATALOGUE.roles[role].uses[purpose].fields:
        assert house.gateway.ask(asked, scope, reason="A test").tables
    else:
        with pytest.raises(NotPermitted):
            house.gateway.ask(asked, scope, reason="A test")


@pytest.mark.parametrize(("role", "purpose"), DECLARED)
def test_columns_for_modelling_are_for_analysis_alone(house, role, purpose):
    asked = Features(ADULTS, ("age",))
    if purpose == "analysis":
        assert house.gateway.ask(asked, house.scope(role, purpose), reason="A test")
    else:
        with pytest.raises(NotPermitted):
            house.gateway.ask(asked, house.scope(role, purpose), reason="A test")


@pytest.mark.parametrize("question", ASKED, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("role", ["public", "administrator"])
def test_those_who_see_published_figures_reach_no_people(house, role, question):
    with pytest.raises((NotPermitted, RefusedInput)):
        house.gateway.ask(question, house.scope(role, "public"), reason="A test")


@pytest.mark.parametrize("level", [Level.LSOA, Level.PRACTICE, Level.WARD])
@pytest.mark.parametrize("role", ["researcher", "governance"])
def test_small_areas_stay_closed_to_those_who_compare_large_ones(house, role, level):
    purpose = CATALOGUE.roles[role].purposes[0]
    with pytest.raises(NotPermitted, match="too small"):
        house.gateway.ask(Rate(ADULTS, level), house.scope(role, purpose))


def test_a_list_without_a_reason_is_refused_and_written_down(house):
    scope = house.scope("clinician", "direct_care")
    with pytest.raises(RefusedInput, match="needs a reason"):
        house.gateway.ask(People(ADULTS), scope)
    with pytest.raises(RefusedInput, match="needs a reason"):
        house.gateway.ask(People(ADULTS), scope, reason="   ")


def test_what_was_allowed_when_a_scope_was_made_is_asked_again(house, monkeypatch):
    """A role that loses a purpose loses it for scopes that are open already."""
    scope = house.scope("clinician", "direct_care")
    assert house.gateway.ask(HowMany(ADULTS), scope)
    role = CATALOGUE.roles["clinician"]
    uses = {key: use for key, use in role.uses.items() if key != "direct_care"}
    poorer = role.model_copy(update={"uses": uses})
    roles = {**house.catalogue.roles, "clinician": poorer}
    monkeypatch.setitem(house.gateway._ground.catalogue.__dict__, "roles", roles)
    with pytest.raises(NotPermitted, match="may not ask for the purpose"):
        house.gateway.ask(HowMany(ADULTS), scope)


@pytest.mark.parametrize(
    "cookie",
    [
        "https://evil.example/overview",
        "//evil.example/overview",
        "%2F%2Fevil.example%2Foverview",
        "/\\evil.example",
        "javascript:alert(1)",
        "/auth/logout",
        "/oauth2callback?code=1",
        "/overview/../auth/logout",
        "/no_such_screen",
        "/" + "a" * 4000,
        "",
    ],
)
def test_a_kept_link_leads_to_screens_of_this_app_alone(cookie):
    assert wanted(cookie) == ""
    assert wanted("%2Foverview%3Farea%3Dpcn%3AX") == "/overview?area=pcn:X"
