"""A measure over some of its areas, such as those that are on a map."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.measured import (
    ADJUSTED,
    CRUDE,
    FEWEST_AREAS,
    RATE,
    RATIO,
    Measured,
    Together,
)
from phm_core.methods import correlation

VALUES = {
    "adjusted": (ADJUSTED[0], RATIO[0]),
    "crude": (CRUDE[0], RATE[0]),
}


def among(measured: Measured, codes: frozenset[str]) -> Measured:
    """The same over some areas alone: they, and how they go with deprivation."""
    kept = pc.is_in(measured.areas["code"], pa.array(sorted(codes), pa.string()))
    areas = measured.areas.filter(kept)
    if areas.num_rows == measured.areas.num_rows:
        return measured
    table = measured.released.tables["areas"].filter(kept)
    found = {
        basis: _correlated(table, name) if (name := _held(table, names)) else None
        for basis, names in VALUES.items()
    }
    return replace(measured, areas=areas, **found)


def _held(table: pa.Table, names: tuple[str, ...]) -> str | None:
    """The first column with a value: published figures have no adjusted rates."""
    there = (one for one in names if one in table.schema.names)
    return next((one for one in there if table[one].null_count < len(table)), None)


def _correlated(areas: pa.Table, name: str) -> Together | None:
    """How a released column goes with deprivation, over the areas that are ranked."""
    ranked = areas.filter(pc.field("rankable"))
    if "imd" not in ranked.schema.names or ranked.num_rows < FEWEST_AREAS:
        return None
    imd, value = (
        ranked[one].to_numpy(zero_copy_only=False).astype(float)
        for one in ("imd", name)
    )
    found = correlation(imd, value)
    ends = [float(one) for one in (found.value, found.lower, found.upper)]
    if np.isnan(ends).any():
        return None
    return Together(*(round(one, 2) for one in ends), areas=int(found.denominator))
