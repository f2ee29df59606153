"""What else is open for people: other case finders that find them, or nearly do."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.requirements import Requirement, nearly, requirements
from phm_core.engine.bits import Flags, Ids, flags_of
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, NotPermitted

Found = Iterator[tuple[str, Flags]]


def open_needs(here: Here, scope: Scope, ids: Ids, *, but: str = "") -> Found:
    """Each case finder that runs here, but one, and which of these people it finds.

    Leaves out those whose records are not held, or not open to who asks.
    """
    for identity, finder in here.catalogue.casefinders.items():
        if identity == but or identity not in here.catalogue.cohorts:
            continue
        try:
            found = here.bounds(finder.definition, scope).must
        except (NotHeld, NotPermitted):
            continue
        yield identity, flags_of(found, ids)


def near_misses(here: Here, scope: Scope, ids: Ids, *, but: str = "") -> Found:
    """The same of those whom it nearly finds: one requirement keeps them off."""
    for identity, finder in here.catalogue.casefinders.items():
        if identity == but or identity not in here.catalogue.cohorts:
            continue
        required = requirements(finder)
        try:
            fails = np.array([_fails(one, here, scope, ids) for one in required])
        except (NotHeld, NotPermitted):
            continue
        telling = np.array([nearly(required, (at,)) for at in range(len(required))])
        yield identity, (fails.sum(axis=0) == 1) & telling[fails.argmax(axis=0)]


def _fails(one: Requirement, here: Here, scope: Scope, ids: Ids) -> NDArray[np.bool_]:
    tree = here.expansions.of(one.rule)
    must = flags_of(here.index.bounds(tree, scope.day, here.watch).must, ids)
    return must if one.part == "exclusion" else ~must
