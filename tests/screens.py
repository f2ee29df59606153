"""How a visitor of the demonstration gets to a screen: by name, in a fitting role."""

from urllib.parse import urlencode

from pages.ui.screen import Screen
from phm_core.catalogue.load import load_catalogue


def role_for(screen: Screen) -> str:
    """The role that a visit starts with, or the first one that may open the screen."""
    if screen.action is None:
        return "analyst"
    roles = load_catalogue().roles.values()
    first = (role for role in roles if screen.action in _first_use(role).actions)
    return next(first).id


def visit_of(screen: Screen) -> dict[str, str]:
    """The choices of a visit that opens the screen: its role and its purpose."""
    if screen.shows == "patients":
        return {"role": "clinician", "purpose": "direct_care"}
    return {"role": role_for(screen)}


def address_of(screen: Screen) -> str:
    """The address below the server's."""
    name = "" if screen.name == "home" else screen.name
    if screen.action is None and screen.shows != "patients":
        return name
    return f"{name}?{urlencode(visit_of(screen))}"


def _first_use(role):
    return role.uses[role.purposes[0]]
