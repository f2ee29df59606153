"""The last day on which something was recorded, for everybody."""

from datetime import date

import numpy as np

from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.here import Here
from phm_core.engine.latest import days_of
from phm_core.engine.leaves.found import within

DATED = {"activity": "start"}


def last_days(table: str, kind: str, here: Here, day: date) -> Days:
    """Day number of the last entry up to a day for each person; NO_DAY without any."""
    column, index = DATED.get(table, "date"), here.index

    def read() -> Days:
        with index.tables.run(here.watch) as run:
            rows = run.scan(table, kind).filter(within(column, day, None))
            found = run.collect(rows.select("person_id", column))
        ids = found.column("person_id").to_numpy()
        known = (ids >= 0) & (ids < index.count)
        days = np.full(index.count, NO_DAY, dtype=np.int32)
        np.maximum.at(days, ids[known], days_of(found.column(column))[known])
        return days

    return index.arrays.get(f"last:{table}:{kind}:{day}", read, here.watch)
