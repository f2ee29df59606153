"""Many measures of one area by month, each on its process chart."""

from collections.abc import Iterable
from datetime import date

from phm_core.analysis.tracked import Tracked
from phm_core.analysis.trend import Trend, of_rows
from phm_core.governance.released import Released


def histories(
    released: Released, measures: Iterable[Tracked], until: date
) -> dict[str, Trend]:
    """The months of each measure up to a day, by its id; none where none is known.

    released: the answer to Histories. Targets are those that the catalogue declares.
    """
    by_id: dict[str, list[dict[str, object]]] = {}
    table = released.tables.get("series")
    for row in table.to_pylist() if table is not None else ():
        if row["month"] <= until:
            by_id.setdefault(row["indicator"], []).append(row)
    found = {
        measure.id: of_rows(
            by_id.get(measure.id, ()), released, measure, target=measure.target
        )
        for measure in measures
    }
    return {key: one for key, one in found.items() if one.chart is not None}
