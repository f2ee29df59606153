"""Who may load records of people from files, and choose which the app runs on."""

from phm_core.errors import NotPermitted
from phm_core.governance.access import VISITOR, Scope, signed_in
from phm_core.snapshot import Snapshot


def may_load(scope: Scope, *, synthetic: bool) -> None:
    """Raise NotPermitted unless the role of a scope loads records.

    Those of real people are loaded by somebody who has signed in.
    """
    if not scope.may("load_records"):
        raise NotPermitted(
            "Your role does not load records. Somebody with the role of administrator "
            "does."
        )
    if scope.user == VISITOR and not synthetic:
        raise NotPermitted(
            "Records of real people are loaded by somebody who has signed in, and "
            "nobody has. Set up sign-in, or load made-up people."
        )


def may_choose(scope: Scope, chosen: Snapshot) -> None:
    """Raise NotPermitted unless a scope may make the app run on a snapshot.

    On records of real people nobody runs it who has not signed in.
    """
    if not scope.may("choose_snapshot"):
        raise NotPermitted(
            "Your role does not choose which records the app runs on. Somebody with "
            "the role of administrator does."
        )
    signed_in(scope.user, chosen)
