"""What access means, in words made from what roles and purposes declare."""

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Purpose, Role
from phm_core.errors import listed

WHOSE = {
    "own_patients": "people registered at your own practices",
    "own_area": "people registered in your own area",
    "own_residents": "people who live in your own area, wherever they are registered",
    "whole_system": "everybody registered or living in the system",
    "published_only": "nobody: published figures alone",
}


def why_no_names(catalogue: Catalogue, role: Role, purpose: Purpose) -> str:
    """Whether people are named for this purpose, and for whom they are."""
    use = role.uses[purpose.id]
    if "direct" in use.fields and "list_people" in use.actions:
        return f"You can: of {WHOSE[use.people]}. Each list is written down."
    named = [
        f"{one.title} for {catalogue.purposes[key].title.lower()}"
        for one in catalogue.roles.values()
        for key, each in one.uses.items()
        if "direct" in each.fields and "list_people" in each.actions
    ]
    shown = (
        "people stand under a pseudonym"
        if "list_people" in use.actions
        else "people are counted, not listed"
    )
    return (
        f"For {purpose.title.lower()} {shown}. Names are for the team that cares for a "
        f"person: {listed(named)}, of their own people only."
    )
