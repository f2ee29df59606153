"""What else is open for people: the other case finders that find them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.bits import Ids, to_flags
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, NotPermitted


def open_needs(
    here: Here, scope: Scope, ids: Ids, *, but: str = ""
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
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
        yield identity, to_flags(found, here.index.count)[ids]
