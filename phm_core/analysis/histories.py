"""Many measures of one area by month, each on its process chart."""

from collections.abc import Mapping
from datetime import date

from phm_core.analysis.settled import Settled
from phm_core.analysis.tracked import Tracked
from phm_core.analysis.trend import Trend, of_rows
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

FEWEST_MONTHS = 7


@kept_by_answer
def histories(
    released: Released,
    measures: tuple[Tracked, ...],
    until: date,
    settled: tuple[Settled, ...],
) -> Mapping[str, Trend]:
    """The months of each measure up to a day, by its id; none where few are known.

    released: the answer to Histories. settled: target and new limits of each measure.
    """
    by_id: dict[str, list[dict[str, object]]] = {}
    table = released.tables.get("series")
    for row in table.to_pylist() if table is not None else ():
        if row["month"] <= until:
            by_id.setdefault(row["indicator"], []).append(row)
    found = {
        measure.id: of_rows(
            by_id.get(measure.id, ()),
            released,
            measure,
            target=people.target,
            rebased=people.rebased,
        )
        for measure, people in zip(measures, settled, strict=True)
    }
    return {key: one for key, one in found.items() if _enough(one)}


def _enough(found: Trend) -> bool:
    """Whether there are months enough for a process chart to say anything."""
    return sum(row["value"] is not None for row in found.rows) >= FEWEST_MONTHS
