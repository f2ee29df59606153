"""Who may load records of people from files."""

from phm_core.errors import NotPermitted
from phm_core.governance.access import Scope


def may_load(scope: Scope) -> None:
    """Raise NotPermitted unless the role of a scope loads records."""
    if not scope.may("load_records"):
        raise NotPermitted(
            "Your role does not load records. Somebody with the role of administrator "
            "does."
        )
