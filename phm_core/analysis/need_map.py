"""Deprivation against a measure: each area in one of nine classes, ranked by need."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.measured import Measured
from phm_core.analysis.some_areas import among
from phm_core.governance.once import kept_by_answer
from phm_core.methods.breaks import Cut, bivariate, cut

IMD_DECIMALS = 1
PER_HUNDRED = 100.0
PER_THOUSAND = 1_000.0


@dataclass(frozen=True, eq=False)
class NeedMap:
    """Areas in nine classes: `cell` 0 to 8, across (deprivation) + 3 x up (measure).

    areas: the measured areas with cell (-1 where one of the two is missing) and excess
    (people above expected). across, up: the ranges of the classes in words. off_map:
    how many areas where people who are counted live are not on it.
    """

    measured: Measured
    areas: pa.Table
    across: tuple[str, ...]
    up: tuple[str, ...]
    off_map: int = 0


@kept_by_answer
def need_map(measured: Measured, within: frozenset[str]) -> NeedMap:
    """Cut deprivation and the measure into thirds over the areas that are ranked.

    within: codes of the areas that are on the map.
    """
    every = measured.areas.num_rows
    measured = among(measured, within)
    excess = pa.array(_excess(measured), from_pandas=True)
    table = measured.areas.append_column("excess", excess)
    ranked = table["rankable"].to_numpy(zero_copy_only=False).astype(bool)
    across = _thirds(table["imd"], ranked, IMD_DECIMALS)
    up = _thirds(table["value"], ranked, measured.decimals)
    areas = table.append_column("cell", pa.array(bivariate(across, up)))
    return NeedMap(
        measured=measured,
        areas=areas.filter(pc.field("rankable")),
        across=tuple(across.labels(IMD_DECIMALS)),
        up=tuple(up.labels(measured.decimals)),
        off_map=every - table.num_rows,
    )


def by_need(found: NeedMap) -> pa.Table:
    """Areas with the most people above expected first; those without a figure last."""
    return found.areas.sort_by([("excess", "descending"), ("name", "ascending")])


def _thirds(column: pa.ChunkedArray, ranked: np.ndarray, decimals: int) -> Cut:
    """Thirds of what is shown: figures that read alike are coloured alike."""
    values = column.to_numpy(zero_copy_only=False).astype(float).round(decimals)
    return cut(np.where(ranked, values, np.nan))


def _excess(measured: Measured) -> np.ndarray:
    """People above what age and sex let expect; new cases above the usual rate."""
    table, whole = measured.areas, measured.whole
    count, people, value, expected = (
        table[name].to_numpy(zero_copy_only=False).astype(float)
        for name in ("count", "people", "value", "expected")
    )
    if measured.choice.kind == "incidence" and np.isnan(expected).all():
        usual = whole["value"] if whole["value"] is not None else np.nan
        return np.round((value - float(usual)) * people / PER_THOUSAND)
    if measured.choice.basis == "crude":
        usual = whole["value"] if whole["value"] is not None else np.nan
        return np.round(count - float(usual) / PER_HUNDRED * people)
    return np.round(count - expected)
