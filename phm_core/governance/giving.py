"""Whether a role can be given to somebody as it is asked for."""

from collections.abc import Iterable
from datetime import date

from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.errors import NotPermitted, RefusedInput, listed
from phm_core.governance.access import VISITOR, Scope, role_of


def may_manage(scope: Scope) -> None:
    """Raise NotPermitted unless a scope may give and take back roles.

    A visitor may not, in whatever role: roles given in a demonstration would stand when
    sign-in is set up.
    """
    if not scope.may("manage_access"):
        raise NotPermitted("Your role gives no roles. An administrator's does.")
    if scope.user == VISITOR:
        raise NotPermitted(
            "In the demonstration nobody signs in, so no roles are given. Set up "
            "sign-in first."
        )


def organisations_fit(
    catalogue: Catalogue, role: str, areas: Iterable[Area]
) -> tuple[Area, ...]:
    """The organisations, if the role can be held there.

    Raises RefusedInput for an unknown role, for an organisation of another level, and
    for none where the role is held somewhere.
    """
    declared, own = role_of(catalogue, role), tuple(areas)
    levels = declared.belongs_to
    wrong = [area for area in own if area.level not in levels]
    if wrong:
        at = listed([level.plural for level in levels]) or "the whole system alone"
        raise RefusedInput(
            f"{declared.title} is a role of {at}, not of '{wrong[0]}'. Give another "
            "organisation or role."
        )
    if levels and not own:
        raise RefusedInput(
            f"Say where: {declared.title} is a role of "
            f"{listed([level.plural for level in levels])}."
        )
    return own


def last_day(text: str) -> date | None:
    """A day as it is written; None for none. Raises RefusedInput for another text."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RefusedInput(f"'{text}' is not a day. Write it as 2027-03-31.") from None
