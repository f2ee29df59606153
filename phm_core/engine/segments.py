"""The one segment of a model that each person belongs to."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.bits import to_flags
from phm_core.engine.expand import Names, entry, segments
from phm_core.engine.here import Here
from phm_core.engine.library import NoLibrary


@dataclass(frozen=True, eq=False)
class Segmented:
    """Each person's segment by its place in the model."""

    segments: tuple[str, ...]
    titles: tuple[str, ...]
    codes: NDArray[np.uint8]

    @property
    def nbytes(self) -> int:
        """Memory that the codes take."""
        return self.codes.nbytes


def segmented(here: Here, model: str, day: date) -> Segmented:
    """Everybody by segment. Raises RefusedInput for an unknown model."""
    declared = entry(here.catalogue.segments, model, "segment model")

    def find() -> Segmented:
        criteria = segments(model, Names(here.catalogue, NoLibrary()))
        codes = np.zeros(here.index.count, dtype=np.uint8)
        for place, criterion in enumerate(criteria.values()):
            inside = here.index.bounds(criterion, day, here.watch).must
            codes[to_flags(inside, here.index.count)] = place
        titles = tuple(segment.title for segment in declared.segments)
        return Segmented(tuple(criteria), titles, codes)

    return here.index.arrays.get(f"segments:{model}:{day}", find, here.watch)
