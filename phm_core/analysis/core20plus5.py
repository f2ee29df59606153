"""Core20PLUS5: each clinical area's indicators in a group beside everyone else.

Source: NHS England, Core20PLUS5 (adults, 2021; children and young people, 2022).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from phm_core.analysis.by_group import USUAL, WIDER, Asking, ByGroup, by_group
from phm_core.catalogue.schema import Indicator
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released
from phm_core.methods import Estimates, absolute_gap, people_to_close

Ages = Literal["adults", "children"]
CORE20 = "core20"
AREAS: dict[Ages, dict[str, str]] = {
    "adults": {
        "maternity": "Maternity",
        "serious_mental_illness": "Serious mental illness",
        "respiratory": "Chronic respiratory disease",
        "cancer": "Early cancer diagnosis",
        "hypertension": "Hypertension and lipids",
        "smoking": "Stopping smoking",
    },
    "children": {
        "asthma": "Asthma",
        "diabetes": "Diabetes",
        "epilepsy": "Epilepsy",
        "oral_health": "Oral health",
        "mental_health": "Mental health",
    },
}
INSIDE, OUTSIDE = 0, 1


@dataclass(frozen=True, eq=False)
class Beside:
    """One indicator in a group beside everyone else whose group is known.

    gap: percentage points, the group less the rest. side: "worse" or "better" ("higher"
    or "lower" where neither is), only where the 99.8% interval of the gap leaves nought
    out, since many are compared at once; "" otherwise. people: those of the group who
    would have to change for its crude share to equal the rest; None where it is not
    behind, or the figure is adjusted.
    """

    indicator: Indicator
    groups: ByGroup
    gap: Estimates
    side: str
    people: Estimates | None

    @property
    def shown(self) -> bool:
        """Whether there is a figure of either side."""
        return self.groups.rows["value"].null_count < len(self.groups.rows)


def indicators(catalogue: Mapping[str, Indicator], ages: Ages) -> list[Indicator]:
    """The indicators of the clinical areas, in the order of the areas."""
    order = list(AREAS[ages])
    of_them = [
        (order.index(entry.core20plus5.area), entry)
        for entry in catalogue.values()
        if entry.core20plus5 is not None and entry.core20plus5.people == ages
    ]
    return [entry for _, entry in sorted(of_them, key=lambda pair: pair[0])]


@kept_by_answer
def beside(indicator: Indicator, asking: Asking, released: Released) -> Beside:
    """The two known groups of an answer, compared."""
    groups = by_group(released, asking).known
    usual, wider = (
        absolute_gap(figures.take([INSIDE]), figures.take([OUTSIDE]))
        for figures in (groups.estimates(level) for level in (USUAL, WIDER))
    )
    side = _side(indicator, wider)
    people = None
    if indicator.better != "none" and indicator.lead == "crude":
        needed = people_to_close(
            groups.numbers("count"), groups.numbers("people"), better=indicator.better
        ).take([INSIDE])
        behind = usual.lower[0] > 0 or usual.upper[0] < 0
        people = needed if behind and needed.lower[0] > 0 else None
    return Beside(indicator, groups, usual, side, people)


def _side(indicator: Indicator, gap: Estimates) -> str:
    if not (gap.lower[0] > 0 or gap.upper[0] < 0):
        return ""
    higher = gap.value[0] > 0
    if indicator.better == "none":
        return "higher" if higher else "lower"
    return "better" if higher == (indicator.better == "higher") else "worse"


def table(found: Sequence[Beside], ages: Ages) -> pa.Table:
    """One row an indicator: area, both figures with intervals, gap, people needed."""
    return pa.Table.from_pylist([_row(one, ages) for one in found])


def _row(one: Beside, ages: Ages) -> dict[str, object]:
    inside, outside = one.groups.rows.to_pylist()
    area = one.indicator.core20plus5
    figures = {
        f"{where}_{name}": row[name]
        for where, row in (("in", inside), ("rest", outside))
        for name in ("value", "lower", "upper", "people", "count")
    }
    needed = one.people
    return {
        "area": AREAS[ages][area.area] if area else "",
        "indicator": one.indicator.short,
        **figures,
        "gap": _number(one.gap.value),
        "gap_lower": _number(one.gap.lower),
        "gap_upper": _number(one.gap.upper),
        "side": one.side,
        "needed": None if needed is None else _number(needed.value),
        "needed_lower": None if needed is None else _number(needed.lower),
        "needed_upper": None if needed is None else _number(needed.upper),
        "mark": inside["mark"] or outside["mark"],
    }


def _number(values: np.ndarray) -> float | None:
    return None if np.isnan(values[0]) else float(values[0])
