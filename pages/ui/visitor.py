"""Who is looking, in which role and for which purpose: above everything else.

Whoever has signed in has the roles that were given to them. Without sign-in, on data
that nobody has to be protected from, a visitor takes a role from a list. Either way the
scope is made anew at every run.
"""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import address, signing_in
from pages.ui.signing_in import Person
from phm_core.area import Area
from phm_core.catalogue.schema import Purpose, Role
from phm_core.errors import listed
from phm_core.gateway.belonging import organisations
from phm_core.governance.access import Scope
from phm_core.governance.explained import why_no_names
from phm_core.start import House
from phm_core.store.access import Given

ROLE, ORGANISATION, PURPOSE = "role", "org", "purpose"
HELD = "held_role"
BEFORE = "_purpose_before"
FIRST = "analyst"


@dataclass(frozen=True)
class Standing:
    """A role that somebody stands in, and where; given is None for a visitor."""

    role: Role
    areas: tuple[Area, ...]
    given: Given | None = None

    def scope(self, house: House, purpose: str) -> Scope:
        """The scope of this role for a purpose."""
        if self.given is not None:
            return house.given_scope(self.given, purpose)
        return house.scope(self.role.id, purpose, self.areas or None)


def visitor(house: House, who: Person | None) -> Scope:
    """Draw the purpose switch and the role; return the scope."""
    held = house.access.of(who.id) if who else []
    if who and not held:
        signing_in.without_a_role(house, who)
    with st.container(horizontal=True, vertical_alignment="bottom", key="who"):
        first = st.container(width="content")
        label = "You" if who else "Change role"
        with st.popover(label, icon=":material/badge:", key="you"):
            standing = _held(house, who, held) if who else _taken(house, first)
        with first:
            purpose = _purpose(house, standing.role)
        with st.popover("What this means", icon=":material/privacy_tip:", key="means"):
            _means(house, standing.role, purpose)
        role = f"**{standing.role.title}**, {_where(house, standing.areas)}"
        st.markdown(f"{who.name}: {role}." if who else f"You look as: {role}.")
    _what_changed(purpose)
    return standing.scope(house, purpose.id)


def _taken(house: House, boxes: DeltaGenerator) -> Standing:
    """A role from a list, and the organisation that it belongs to."""
    st.caption(
        "Demonstration: nobody signs in, because no real person's record is here. Take "
        "any role to see what it sees."
    )
    roles = house.catalogue.roles
    titles = {key: role.title for key, role in roles.items()}
    role = roles[address.tucked(boxes, "Role", ROLE, titles, FIRST)]
    st.caption(role.meaning)
    belongs = organisations(house.public, role.belongs_to)
    if not belongs:
        return Standing(role, ())
    held = house.trust.coverage.most_held(map(Area.parse, belongs))
    usual = str(held) if held else None
    area = address.tucked(boxes, "Organisation", ORGANISATION, belongs, usual)
    return Standing(role, (Area.parse(area),))


def _held(house: House, who: Person, held: list[Given]) -> Standing:
    """One of the roles that were given; the address has no say in it."""
    roles = house.catalogue.roles
    titles = {
        one.id: f"{roles[one.grant.role].title}, {_where(house, one.grant.areas)}"
        for one in held
        if one.grant.role in roles
    }
    if not titles:
        signing_in.without_a_role(house, who)
    chosen = st.selectbox("Role", titles, format_func=titles.__getitem__, key=HELD)
    given = next(one for one in held if one.id == chosen)
    if st.button("Sign out", icon=":material/logout:"):
        signing_in.sign_out(house, who)
    return Standing(roles[given.grant.role], given.grant.areas, given)


def _where(house: House, areas: tuple[Area, ...]) -> str:
    if not areas:
        return "the whole system"
    names = [house.public.known_names(area.level).get(area.code) for area in areas]
    return listed([name or str(area) for name, area in zip(names, areas, strict=True)])


def _purpose(house: House, role: Role) -> Purpose:
    """The one switch, always in sight; of one purpose, its name."""
    purposes = house.catalogue.purposes
    shorts = {key: purposes[key].short for key in role.uses}
    return purposes[address.segments("Purpose", PURPOSE, shorts)]


def _means(house: House, role: Role, purpose: Purpose) -> None:
    st.markdown(f"**{role.title}, for {purpose.title.lower()}.** {purpose.changes}")
    st.markdown(f"**Basis.** {purpose.legal_basis}")
    names = why_no_names(house.catalogue, role, purpose)
    st.markdown(f"**Why can I not see names?** {names}")


def _what_changed(purpose: Purpose) -> None:
    """After a switch: what is different now."""
    before = st.session_state.get(BEFORE)
    st.session_state[BEFORE] = purpose.id
    if before not in (None, purpose.id):
        st.info(
            f"Now for {purpose.title.lower()}. {purpose.changes}",
            icon=":material/swap_horiz:",
        )
