"""The first line of every page: its heading, and whether this visitor may see it."""

import streamlit as st

from pages.ui.context import Here
from pages.ui.entered import entered
from pages.ui.menu import BY_NAME, MENU
from pages.ui.screen import Screen
from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Purpose, Use
from phm_core.errors import NotPermitted
from phm_core.governance.access import Scope
from phm_core.start import House

EVERYBODY = (
    "The figures here are of everybody of the area. The cohort that is chosen above "
    "does not change them."
)
REACH = ("public", "counts", "people", "patients")


def page(name: str) -> Here:
    """Draw the heading, check that this visitor may open the page, say where we are.

    Raises NotPermitted, which the shell shows as a sentence, when the scope does not
    reach as far as the page; so a page never leans on the menu for that.
    """
    screen: Screen = BY_NAME[name]
    here = entered()
    st.title(screen.title, anchor=False)
    if not allowed(screen, here.house.catalogue, here.scope):
        raise NotPermitted(
            f"'{screen.title}' is not open to your role for this purpose. "
            f"{_open_to(screen, here.house.catalogue, here.scope)}"
        )
    if screen.needs_people and not here.has_people:
        no_people(screen)
    if screen.of_everybody and here.cohort is not None:
        st.caption(EVERYBODY)
    return here


def allowed(screen: Screen, catalogue: Catalogue, scope: Scope) -> bool:
    """Whether the scope reaches what the screen shows, and the role may do it."""
    uses = catalogue.roles[scope.role].uses
    return _opens(screen, uses[scope.purpose], catalogue.purposes[scope.purpose])


def _opens(screen: Screen, use: Use, purpose: Purpose) -> bool:
    if screen.action is not None and screen.action not in use.actions:
        return False
    return REACH.index(screen.shows) <= REACH.index(_reach(use, purpose))


def _reach(use: Use, purpose: Purpose) -> str:
    """The most that a role can be shown for a purpose."""
    if use.people == "published_only":
        return "public"
    if "list_people" not in use.actions:
        return "counts"
    own = use.people == "own_patients" and purpose.identifiability == "identifiable"
    return "patients" if own else "people"


def _open_to(screen: Screen, catalogue: Catalogue, scope: Scope) -> str:
    """What to do about a closed screen: another purpose, or another role."""
    for_purposes = {
        role.id: [
            catalogue.purposes[one].title
            for one, use in role.uses.items()
            if _opens(screen, use, catalogue.purposes[one])
        ]
        for role in catalogue.roles.values()
    }
    if own := for_purposes[scope.role]:
        return f"Your role may open it for another purpose: {'; '.join(own)}."
    others = [
        f"{catalogue.roles[one].title} ({', '.join(purposes)})"
        for one, purposes in for_purposes.items()
        if purposes
    ]
    return (
        f"It is for {'; '.join(others)}. Choose another page, or ask whoever runs the "
        "app for access."
    )


def leads_to(name: str, house: House, scope: Scope) -> bool:
    """Whether a link to a screen gets this visitor anywhere: built, open, with data."""
    screen = BY_NAME.get(name)
    return (
        screen is not None
        and allowed(screen, house.catalogue, scope)
        and (house.snapshot.has_people or not screen.needs_people)
    )


def screens(catalogue: Catalogue, scope: Scope) -> list[Screen]:
    """The screens that this visitor may open."""
    return [screen for screen in MENU if allowed(screen, catalogue, scope)]


def no_people(screen: Screen) -> None:
    """Say that the page needs people, and what works without; then stop."""
    st.info(
        f"'{screen.title}' counts people, and this snapshot has published figures "
        "only. If the demo people are being made, this page opens when they are ready. "
        "To make people for your own area: `python -m phm_core demo --area AREA_DIR`; "
        "an administrator brings records on the screen Bring data. "
        "The map and the comparison of areas work now.",
        title="No people yet",
        icon=":material/hourglass_top:",
    )
    st.stop()
