"""Who can see what, as declared; roles are given and taken back by an administrator."""

import pytest

from pages.ui import signing_in
from phm_core.errors import NotPermitted
from phm_core.start import House
from phm_core.store.access import Grant
from tests.pages.conftest import Opened, said


def test_every_role_stands_with_each_of_its_purposes(open_page: Opened, house: House):
    app = open_page("access", role="analyst")
    [table] = app.table
    [_, *own] = table.value.columns
    assert own == ["Planning", "Analysis", "Research feasibility", "Public"]
    counts = table.value.set_index("What").loc["Counts"]
    assert counts["Analysis"] == "exact"
    app.selectbox(key="declared-analyst").select("Every role").run()
    [table] = app.table
    uses = [
        (role.title, house.catalogue.purposes[key].title)
        for role in house.catalogue.roles.values()
        for key in role.uses
    ]
    shown = table.value
    assert list(zip(shown["Role"], shown["Purpose"], strict=True)) == uses
    assert not app.header


def test_in_the_demonstration_no_roles_are_given(open_page: Opened, house: House):
    app = open_page("access", role="administrator")
    assert "nobody signs in, so no roles are given" in said(app)
    assert not [one for one in app.button if one.label == "Give the role"]
    with pytest.raises(NotPermitted, match="no roles are given"):
        house.give_role(
            Grant("a-1", "", "analyst"), house.scope("administrator", "public")
        )
    with pytest.raises(NotPermitted, match="An administrator's does"):
        house.take_back_role(1, house.scope())


def test_an_administrator_gives_a_role_and_takes_it_back(
    open_page: Opened, house: House, monkeypatch: pytest.MonkeyPatch
):
    house.access.give(Grant("root", "Root", "administrator"), "console")
    signed = signing_in.Person("root", "Root", "login")
    monkeypatch.setattr(signing_in, "person", lambda _: signed)
    app = open_page("access")

    def labelled(widgets, label: str):
        return next(one for one in widgets if one.label == label)

    labelled(app.selectbox, "Role to give").select("clinician").run()
    labelled(app.text_input, "Id").input("a-1")
    labelled(app.text_input, "Name").input("Ana")
    labelled(app.button, "Give the role").click().run()
    assert "Say where: PCN clinician" in said(app)
    picker = labelled(app.multiselect, "Organisations")
    picker.select(picker.options[0])
    labelled(app.text_input, "Id").input("a-1")
    labelled(app.button, "Give the role").click().run()
    [held] = house.access.of("a-1")
    assert held.given_by == "root"
    assert held.grant.role == "clinician"
    app.button(key=f"take-back-access-{held.id}").click().run()
    assert house.access.of("a-1") == []
    for one in house.access.of("root"):
        house.access.take_back(one.id, "console")
