"""Who can see what, and the roles that people have, given and taken back here."""

from datetime import date

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from phm_core.area import Area
from phm_core.catalogue.schema import Role
from phm_core.charts.explained import Explained
from phm_core.charts.sheets import of_access, of_role
from phm_core.charts.words import day
from phm_core.errors import NotPermitted, PhmError
from phm_core.gateway.belonging import organisations
from phm_core.governance.explained import who_sees_what
from phm_core.governance.giving import may_manage
from phm_core.store.access import Given, Grant

EVERY_ROLE = "Every role"
WHO_ID = "As sign-in knows the person: they see it when they sign in without a role."


def declared(here: Here) -> None:
    """The declarations of roles and purposes, as a table with its download."""
    st.markdown(
        "Each role may do what stands here, for each purpose, and nothing else. The "
        "engine, the menu and this table read the same declarations."
    )
    about = Explained(
        sentence="Who can see what, as declared in the catalogue.",
        as_at=day(here.house.snapshot.as_at),
        public=True,
    )
    found, roles = who_sees_what(here.house.catalogue), here.house.catalogue.roles
    titles = [EVERY_ROLE, *(role.title for role in roles.values())]
    own = titles.index(roles[here.scope.role].title)
    key = f"declared-{here.scope.role}"
    role = st.selectbox("Whose access", titles, index=own, key=key, width=320)
    one = [seen for seen in found if seen.role == role]
    table = of_role(one) if one else of_access(found)
    title = f"What the role {role} can see" if one else "Who can see what"
    show.sheet(table, about, title=title, key="access")


def given(here: Here) -> None:
    """The roles that people have; only for whoever may give them."""
    if not here.scope.may("manage_access"):
        return
    st.header("Roles that people have", anchor=False)
    try:
        may_manage(here.scope)
    except NotPermitted as closed:
        show.empty(str(closed), "The how-to on sign-in says how.")
        return
    access = here.house.access
    standing = [one for one in access.every() if one.stands(access.today)]
    if not standing:
        show.empty("Nobody has a role yet.", "Give the first one below.")
    for one in standing:
        _line(here, one)
    with st.expander("Give a role", icon=":material/person_add:"):
        _give(here)


def _line(here: Here, one: Given) -> None:
    grant, roles = one.grant, here.house.catalogue.roles
    role = roles[grant.role].title if grant.role in roles else grant.role
    names = here.places.names
    where = ", ".join(names.get(str(a), str(a)) for a in grant.areas)
    until = f", until {day(grant.until)}" if grant.until else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{grant.name or grant.who}**: {role}, {where or 'everywhere'}{until}"
        )
        st.button(
            "Take back",
            key=f"take-back-access-{one.id}",
            help=f"Take back from {grant.name or grant.who}: {role}",
            on_click=_take_back,
            args=(here, one.id),
        )


def _take_back(here: Here, number: int) -> None:
    try:
        here.house.take_back_role(number, here.scope)
    except PhmError as fault:
        st.toast(str(fault))


def _give(here: Here) -> None:
    roles = here.house.catalogue.roles
    role = roles[
        st.selectbox("Role to give", roles, format_func=lambda one: roles[one].title)
    ]
    st.caption(role.meaning)
    with st.form("give", border=False, clear_on_submit=True):
        who = st.text_input("Id", help=WHO_ID, max_chars=200)
        name = st.text_input("Name", max_chars=200)
        areas = _areas(here, role)
        until: date | None = st.date_input("Last day", None, format="DD/MM/YYYY")
        giving = st.form_submit_button("Give the role")
    if giving:
        _keep(here, Grant(who.strip(), name.strip(), role.id, areas, until))


def _areas(here: Here, role: Role) -> tuple[Area, ...]:
    belongs = organisations(here.house.public, role.belongs_to)
    if not belongs:
        return ()
    chosen = st.multiselect("Organisations", belongs, format_func=belongs.__getitem__)
    return tuple(Area.parse(one) for one in chosen)


def _keep(here: Here, grant: Grant) -> None:
    try:
        here.house.give_role(grant, here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return
    st.toast("Given.")
    st.rerun()
