"""People by segment: how many, how they live, what they use."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.questions import Spread
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answers.base import Floats, Integers
from phm_core.engine.bases import AGE_BASE, base_of
from phm_core.engine.bits import size, to_ids
from phm_core.engine.ground import CORE20_DECILE
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.engine.segments import segmented
from phm_core.engine.use import year_of_use

WHITE = "white"
UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class BySegment:
    """Adds people up by segment: the segment of each person of a set."""

    codes: NDArray[np.uint8]
    segments: int

    def add(self, values: NDArray) -> Floats:
        """Sum of a value of each person, by segment."""
        added = np.bincount(self.codes, weights=values, minlength=self.segments)
        return added.astype(np.float64)

    def whole(self, values: NDArray) -> Integers:
        """The same for whole numbers and for true and false."""
        return np.rint(self.add(values)).astype(np.int64)


@exact.register
def _(question: Spread, here: Here) -> answers.Spread:
    scope = here.scope(question, question.of)
    people = here.cohort(question.of, scope).must
    every = segmented(here, question.model, scope.day)
    ids = to_ids(people, here.index.count)
    by = BySegment(every.codes[ids], len(every.segments))
    total = every.codes[to_ids(scope.people, here.index.count)]
    decile = here.index.columns.small_numbers("imd_decile")[ids]
    known = decile > 0
    ethnic, minority = _ethnicity(here, scope, ids)
    age = base_of(here.index, AGE_BASE, scope.day)
    years = age.codes[ids].astype(np.int64)
    aged = years < age.size - 1
    return answers.Spread(
        as_at=scope.day,
        model=question.model,
        segments=every.segments,
        titles=every.titles,
        people=np.bincount(by.codes, minlength=by.segments),
        total=np.bincount(total, minlength=by.segments),
        age=by.whole(np.where(aged, years, 0)),
        age_known=by.whole(aged),
        imd_decile=by.whole(np.where(known, decile, 0)),
        decile_known=by.whole(known),
        core20=by.whole(known & (decile <= CORE20_DECILE)),
        minority=by.whole(minority),
        ethnicity_known=by.whole(ethnic),
        population=size(scope.people),
        **_use(here, scope, ids, by),
    )


def _ethnicity(
    here: Here, scope: Scope, ids: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whose ethnic group is known, and who of them is not in the White group."""
    base = base_of(here.index, "ethnicity_group", scope.day)
    known = np.array([label != UNKNOWN for label in base.labels] + [False])
    other = known & np.array([label != WHITE for label in base.labels] + [False])
    codes = base.codes[ids]
    return known[codes], other[codes]


SETTINGS = {"admissions": "emergency_admission", "ae": "ae", "gp": "gp"}


def _use(
    here: Here, scope: Scope, ids: NDArray[np.int64], by: BySegment
) -> dict[str, NDArray | None]:
    use = year_of_use(here.index, here.catalogue, scope.day, here.watch)
    if use is None:
        return dict.fromkeys((*SETTINGS, "cost"))
    events, cost = use.of(ids)
    found: dict[str, NDArray | None] = {
        "cost": by.add(cost.sum(axis=1, dtype=np.float64))
    }
    for name, setting in SETTINGS.items():
        place = use.place(setting)
        found[name] = None if place is None else by.whole(events[:, place])
    return found
