"""Who is looking, in which role and for which purpose: above everything else.

On data that nobody has to be protected from, a visitor takes a role from a list. The
choices stand in the address, and are checked anew at every question.
"""

import streamlit as st

from pages.ui import address
from phm_core.area import Area
from phm_core.catalogue.schema import Purpose, Role
from phm_core.errors import listed
from phm_core.gateway.belonging import organisations
from phm_core.governance.access import Scope
from phm_core.governance.explained import why_no_names
from phm_core.start import House

ROLE, OF, PURPOSE = "role", "org", "purpose"
BEFORE = "_purpose_before"
FIRST = "analyst"


def visitor(house: House) -> Scope:
    """Draw the purpose switch and the role that a visitor takes; return the scope."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="who"):
        first = st.container(width="content")
        with st.popover("Change role", icon=":material/badge:", key="you"):
            role, areas = _role(house)
        with first:
            purpose = _purpose(house, role)
        with st.popover("What this means", icon=":material/privacy_tip:", key="means"):
            _means(house, role, purpose)
        st.markdown(f"You look as: **{role.title}**, {_where(house, areas)}.")
    _what_changed(purpose)
    return house.scope(role.id, purpose.id, areas)


def _where(house: House, areas: list[Area] | None) -> str:
    if not areas:
        return "the whole system"
    return listed([house.public.known_names(area.level)[area.code] for area in areas])


def _role(house: House) -> tuple[Role, list[Area] | None]:
    """The role from a list, and the organisation that it belongs to."""
    st.caption(
        "Demonstration: nobody signs in, because no real person's record is here. Take "
        "any role to see what it sees."
    )
    roles = house.catalogue.roles
    titles = {key: role.title for key, role in roles.items()}
    role = roles[address.select("Role", ROLE, titles, default=FIRST)]
    st.caption(role.meaning)
    belongs = organisations(house.public, role.belongs_to)
    if not belongs:
        return role, None
    return role, [Area.parse(address.select("Organisation", OF, belongs))]


def _purpose(house: House, role: Role) -> Purpose:
    """The one switch, always in sight; of one purpose, its name."""
    purposes = house.catalogue.purposes
    shorts = {key: purposes[key].short for key in role.uses}
    return purposes[address.segments("Purpose", PURPOSE, shorts)]


def _means(house: House, role: Role, purpose: Purpose) -> None:
    st.markdown(f"**{role.title}, for {purpose.title.lower()}.** {purpose.changes}")
    st.markdown(f"**Basis.** {purpose.legal_basis}")
    st.markdown(
        f"**Why can I not see names?** {why_no_names(house.catalogue, role, purpose)}"
    )


def _what_changed(purpose: Purpose) -> None:
    """After a switch: what is different now."""
    before = st.session_state.get(BEFORE)
    st.session_state[BEFORE] = purpose.id
    if before not in (None, purpose.id):
        st.info(
            f"Now for {purpose.title.lower()}. {purpose.changes}",
            icon=":material/swap_horiz:",
        )
