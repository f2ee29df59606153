"""How many people are on each register, by its own rule, as the app counts them."""

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.questions import HowMany
from phm_core.engine.bits import size
from phm_core.engine.here import Here
from phm_core.engine.history import ready
from phm_core.engine.policy import EVERYONE
from phm_core.errors import NotHeld
from phm_core.gateway.trust import register_of
from phm_core.snapshot import Snapshot


def on_registers(snapshot: Snapshot, catalogue: Catalogue) -> dict[str, int]:
    """People on each register on the as-at date; nobody where it cannot be counted.

    Opt-outs are not honoured: what a load brought is asked, as for direct care.
    """
    if not snapshot.has_people:
        return {}
    here = ready(snapshot, catalogue, EVERYONE)
    return {key: _people(here, key) for key in catalogue.conditions}


def _people(here: Here, register: str) -> int:
    asked = HowMany(register_of(register))
    try:
        found = here.bounds(asked.of, here.scope(asked, asked.of))
        return size(found.must)
    except NotHeld:
        return 0
