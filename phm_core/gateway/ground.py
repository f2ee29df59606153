"""What is released of the people of an area: how many, how deprived, how old."""

import numpy as np
import pyarrow as pa

from phm_core.definitions.built_place import COUNTED
from phm_core.engine.answers import AreaList, Ground
from phm_core.errors import listed
from phm_core.gateway.columns import Floats, decimal, flags, text
from phm_core.governance.differencing import SMALLEST_PLACE
from phm_core.governance.rule import Rule
from phm_core.methods import proportion


def area_columns(areas: AreaList) -> dict[str, pa.Array]:
    """Code and name of each area."""
    return {"code": text(areas.codes), "name": text(areas.names)}


def deprivation(ground: Ground, rule: Rule) -> dict[str, Floats]:
    """Mean score, mean national decile, and percent living in deciles 1 and 2.

    Not given where a count behind it is small.
    """
    core20, known = (
        np.where(rule.hides(counts), np.nan, rule.rounded(counts))
        for counts in (ground.core20, ground.decile_known)
    )
    return {
        "imd": mean_of(ground.imd_score, ground.imd_known, rule),
        "imd_decile_mean": mean_of(ground.imd_decile, ground.decile_known, rule),
        "share_core20": np.round(proportion(core20, known, per=100).value, 1),
    }


def mean_of(total: Floats | np.ndarray, people: np.ndarray, rule: Rule) -> Floats:
    """Mean over people to one decimal; NaN where they are none or few."""
    enough = np.where((people > 0) & ~rule.hides(people), people, np.nan)
    return np.round(total / enough, 1)


def deprivation_columns(ground: Ground, rule: Rule) -> dict[str, pa.Array]:
    """The same as columns."""
    found = deprivation(ground, rule)
    return {name: decimal(values) for name, values in found.items()}


def rankable(areas: AreaList) -> dict[str, pa.Array]:
    """Whether each area may be ranked."""
    return {"rankable": flags(areas.rankable)}


def not_ranked_note(areas: AreaList) -> tuple[str, ...]:
    """Which areas are counted but never ranked, and which are not counted here."""
    return (*_not_ranked(areas), *_not_counted(areas))


def _not_counted(areas: AreaList) -> tuple[str, ...]:
    if not areas.left_out:
        return ()
    return (
        f"Not counted: {listed(areas.left_out)} (made of areas that cannot be counted "
        f"{COUNTED[areas.lens]}, or with fewer than {SMALLEST_PLACE:,} people).",
    )


def _not_ranked(areas: AreaList) -> tuple[str, ...]:
    left = [
        name
        for name, ranked in zip(areas.names, areas.rankable, strict=True)
        if not ranked
    ]
    if not left:
        return ()
    return (
        f"Counted but never ranked: {', '.join(sorted(left))} (people not allocated, "
        "or a special-allocation practice).",
    )
