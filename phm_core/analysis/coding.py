"""How completely each field is coded: by group of people, or by area."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from phm_core.analysis.by_group import WIDER, ByGroup
from phm_core.catalogue.schema import Indicator
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import proportion

PERCENT = 100.0
# An indicator names the finer of two breakdowns.
FINER = {"deprivation_quintile": "deprivation_decile", "age_group": "age_band"}


@dataclass(frozen=True, eq=False)
class Coding:
    """Fields by groups or areas, in percent.

    cells: group, label, other_label (the field), known, people, count, value, lower,
    upper, mark. whole: percent of everyone by field. differing: fields in which the
    lowest and the highest differ by their 99.8% intervals.
    """

    cells: pa.Table
    whole: Mapping[str, float | None]
    differing: tuple[str, ...]


def fields(catalogue: Mapping[str, Indicator], by: str = "") -> list[Indicator]:
    """The indicators of coding that make sense by a breakdown; all without one."""
    finer = FINER.get(by, by)
    return [
        entry
        for entry in catalogue.values()
        if entry.group == "data_quality" and (not by or finer in entry.breakdowns)
    ]


@kept_by_answer
def by_groups(found: tuple[tuple[Indicator, ByGroup], ...]) -> Coding:
    """The matrix of fields by groups of people, those not known too."""
    cells, whole, differing = [], {}, []
    for entry, groups in found:
        whole[entry.short] = groups.whole["value"]
        cells += [_cell(row, entry) | {"known": row["known"]}
                  for row in groups.rows.to_pylist()]  # fmt: skip
        wide = groups.known.estimates(WIDER)
        differing += [entry.short] if _apart(wide.lower, wide.upper) else []
    return Coding(pa.Table.from_pylist(cells), whole, tuple(differing))


@kept_by_answer
def by_areas(found: tuple[tuple[Indicator, Released], ...]) -> Coding:
    """The matrix of fields by areas that may be ranked."""
    cells, whole, differing = [], {}, []
    for entry, released in found:
        whole[entry.short] = released.tables["whole"].to_pylist()[0]["crude"]
        rows = [row for row in released.tables["areas"].to_pylist() if row["rankable"]]
        cells += [_cell(_of_area(row), entry) | {"known": True} for row in rows]
        count, people = (np.array([row[name] for row in rows], dtype=float)
                         for name in ("count", "people"))  # fmt: skip
        wide = proportion(count, people, per=PERCENT, confidence=WIDER)
        differing += [entry.short] if _apart(wide.lower, wide.upper) else []
    return Coding(pa.Table.from_pylist(cells), whole, tuple(differing))


def _of_area(row: dict[str, Any]) -> dict[str, Any]:
    shown = row["crude"] is not None
    return {
        "group": row["code"],
        "label": row["name"],
        "value": row["crude"],
        "lower": row["crude_lower"],
        "upper": row["crude_upper"],
        "people": row["people"],
        "count": row["count"],
        "mark": "" if shown else row["mark"] or "none",
    }


CELL = ("group", "label", "people", "count", "value", "lower", "upper", "mark")


def _cell(row: dict[str, Any], entry: Indicator) -> dict[str, Any]:
    return {name: row[name] for name in CELL} | {"other_label": entry.short}


def _apart(lower: np.ndarray, upper: np.ndarray) -> bool:
    """Whether some interval lies wholly above another."""
    known = np.isfinite(lower) & np.isfinite(upper)
    return bool(known.any() and lower[known].max() > upper[known].min())
