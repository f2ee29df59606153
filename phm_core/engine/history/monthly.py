"""Monthly counts as they lie in a snapshot, found by measure and level."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.area import Level
from phm_core.definitions.questions import ACTIVITY
from phm_core.engine.answers import Monthly
from phm_core.engine.here import Here
from phm_core.engine.whole_tables import whole_table
from phm_core.errors import NotPermitted, RefusedInput

MONTHLY = "theme_month"
OF_INDICATOR = "indicator:"
PUBLISH = "Publish the data again to have it counted."


def monthly(
    here: Here,
    level: Level,
    codes: tuple[str, ...],
    measures: Iterable[str],
    months: int,
) -> dict[str, Monthly]:
    """Counts of measures by area and month, the last months that are held.

    codes: the areas, in order. measures: ids of indicators, or activity:ID; one without
    any series is left out. Raises RefusedInput when no monthly figures are held.
    """
    table = _held(here)
    at_level = pc.field("level") == str(level)
    named = {held_as(measure): measure for measure in measures}
    wanted = at_level & pc.field("measure_id").isin(list(named))
    rows = table.filter(wanted).to_pandas(date_as_object=True)
    if level == Level.ICS:
        rows["area_code"] = codes[0]
    return {
        named[str(held)]: _cells(named[str(held)], part, codes, months)
        for held, part in rows.groupby("measure_id")
    }


def held_as(measure: str) -> str:
    """The id under which a measure is held; activity may have an indicator's name."""
    if measure.startswith(ACTIVITY):
        return measure.removeprefix(ACTIVITY)
    return f"{OF_INDICATOR}{measure}"


def _held(here: Here) -> pa.Table:
    if not here.index.has(MONTHLY) and here.index.tables.snapshot.has(MONTHLY):
        raise NotPermitted(
            "Monthly figures are counted from all records, and your role may not use "
            "all of them. Use figures of today."
        )

    def read() -> pa.Table:
        table = whole_table(here.index.tables.snapshot, MONTHLY)
        if table is None:
            raise RefusedInput(f"This snapshot holds no monthly figures. {PUBLISH}")
        return table

    return here.totals.get("monthly series", read, here.watch)


def _cells(
    measure: str, rows: pd.DataFrame, codes: tuple[str, ...], months: int
) -> Monthly:
    held = sorted(rows["month"].unique())[-months:]
    area = pd.Index(codes).get_indexer(pd.Index(rows["area_code"]))
    month = pd.Index(held).get_indexer(pd.Index(rows["month"]))
    inside = (area >= 0) & (month >= 0)
    shape = (len(codes), len(held))
    counts = []
    for name in ("denominator", "numerator"):
        cells = np.full(shape, np.nan)
        cells[area[inside], month[inside]] = rows[name].to_numpy()[inside]
        counts.append(cells)
    among, counted = counts
    return Monthly(
        measure=measure,
        months=tuple(held),
        among=np.nan_to_num(among).astype(np.int64),
        counted=np.nan_to_num(counted).astype(np.int64),
        known=(~np.isnan(counted)).any(axis=0),
    )
