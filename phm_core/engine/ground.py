"""Areas described by their people: how many, how old, how deprived."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers import Ground
from phm_core.engine.bases import AGE_BASE, base_of
from phm_core.engine.bits import to_ids
from phm_core.engine.here import Here
from phm_core.engine.places import LSOA
from phm_core.engine.scope import Scope
from phm_core.engine.territory import Territory

CORE20_DECILE = 2


@dataclass(frozen=True, eq=False)
class UnitGround:
    """The same numbers by practice or small area: each (units + 1,)."""

    ground: Ground

    @property
    def nbytes(self) -> int:
        """Memory that the numbers take."""
        return sum(getattr(self.ground, one.name).nbytes for one in fields(self.ground))


def ground_of(here: Here, scope: Scope, where: Territory) -> tuple[Ground, Ground]:
    """Everyone of a scope by area, and all of them together (arrays of one)."""
    by_unit = here.totals.get(
        f"ground:{where.unit}:{scope.key}",
        lambda: UnitGround(_by_unit(here, scope, where.unit)),
        here.watch,
    ).ground
    areas = Ground(
        **{
            one.name: where.add_up(getattr(by_unit, one.name))
            for one in fields(by_unit)
        }
    )
    whole = Ground(
        **{
            one.name: getattr(by_unit, one.name).sum(keepdims=True)
            for one in fields(by_unit)
        }
    )
    return areas, whole


def _by_unit(here: Here, scope: Scope, unit: str) -> Ground:
    ids = to_ids(scope.people, here.index.count)
    base = base_of(here.index, unit, scope.day)
    units = base.codes[ids]

    def add(values: NDArray) -> NDArray[np.float64]:
        added = np.bincount(units, weights=values, minlength=base.size)
        return added.astype(np.float64)

    def whole(values: NDArray) -> NDArray[np.int64]:
        return np.rint(add(values)).astype(np.int64)

    scores = imd_scores(here, scope)[ids]
    scored = ~np.isnan(scores)
    decile = here.index.columns.small_numbers("imd_decile")[ids]
    known = decile > 0
    age = base_of(here.index, AGE_BASE, scope.day)
    years = age.codes[ids].astype(np.int64)
    aged = years < age.size - 1
    return Ground(
        people=np.bincount(units, minlength=base.size),
        imd_score=add(np.where(scored, scores, 0.0)),
        imd_known=whole(scored),
        imd_decile=whole(np.where(known, decile, 0)),
        decile_known=whole(known),
        core20=whole(known & (decile <= CORE20_DECILE)),
        age=whole(np.where(aged, years, 0)),
        age_known=whole(aged),
    )


def imd_scores(here: Here, scope: Scope) -> NDArray[np.float64]:
    """Deprivation score of the small area where each person lives; NaN if not known."""
    base = base_of(here.index, LSOA, scope.day)
    of_area = here.index.places.small_area("imd_score")
    scores = [
        np.nan if (score := of_area.get(str(label))) is None else score
        for label in base.labels
    ]
    return np.array([*scores, np.nan])[base.codes]
