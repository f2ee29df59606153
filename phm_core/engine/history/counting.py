"""Counts of every indicator by area and month, from the people of one snapshot."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from phm_core.area import Lens, Level
from phm_core.catalogue.schema import Indicator
from phm_core.engine.answers.base import Flags, Integers
from phm_core.engine.bits import Words
from phm_core.engine.here import Here
from phm_core.engine.history.held import held
from phm_core.engine.history.monthly import held_as
from phm_core.engine.history.months import Months
from phm_core.engine.history.past import Past
from phm_core.engine.history.registered import Registered
from phm_core.engine.inner import EthnicGroup, Everyone
from phm_core.engine.plan import leaves_of
from phm_core.engine.scope import rows_bits
from phm_core.engine.territory import territory
from phm_core.errors import RefusedInput

LEVELS = (Level.ICS, Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN, Level.PRACTICE)
THREADS = 2
PURPOSE = "planning"
"""History is counted as this purpose counts."""
PERCENT = 100.0


@dataclass(frozen=True, eq=False)
class Counted:
    """One indicator by month and practice: (days, practices + 1), and where it holds.

    known: on which days it can be counted.
    """

    indicator: str
    among: Integers
    counted: Integers
    known: Flags


def count_history(here: Here, months: Months) -> pa.Table:
    """Rows of theme_month for every indicator that the snapshot can answer.

    here: the people, and which of them may be counted. Areas, and which practice
    belongs to which, are as on the last day; so are opt-outs.
    """
    past, registered = Past(here.index, months), Registered(here.index, months)
    allowed = registered.people & rows_bits(here.index, here.within, months.last)
    wanted = sorted(here.catalogue.indicators.values(), key=_shared)

    def count(indicator: Indicator) -> Counted | None:
        try:
            among, counted, known = _people(indicator, here, past)
        except RefusedInput:  # the snapshot lacks the records
            return None
        among = among & allowed
        return Counted(
            indicator.id,
            registered.by_practice(among),
            registered.by_practice(counted & among),
            known,
        )

    with ThreadPoolExecutor(THREADS) as pool:
        found = [one for one in pool.map(count, wanted) if one is not None]
    return _table(here, months, sorted(found, key=lambda one: one.indicator))


def _shared(indicator: Indicator) -> str:
    """Indicators among the same people follow each other."""
    return f"{indicator.whom}:{indicator.id}"


def _people(indicator: Indicator, here: Here, past: Past) -> tuple[Words, Words, Flags]:
    """Those among, those counted, and on which days that can be told."""
    whom = indicator.among_definition
    base = Everyone() if whom is None else here.tree(whom)
    wanted = here.tree(indicator.counted_definition)
    among, counted = past.bounds(base).must, past.bounds(wanted).must
    known = held([*leaves_of(base), *leaves_of(wanted)], past)
    if any(isinstance(leaf, EthnicGroup) for leaf in leaves_of(wanted)):
        # What is recorded today says nothing of what was recorded then.
        known[:-1] = False
    return among, counted, known


def _table(here: Here, months: Months, found: Iterable[Counted]) -> pa.Table:
    there = set(here.public.levels)
    levels = [level for level in LEVELS if level in there]
    parts = [_rows(here, months, one, level) for one in found for level in levels]
    return pa.concat_tables(parts) if parts else EMPTY


def _rows(here: Here, months: Months, one: Counted, level: Level) -> pa.Table:
    where = territory(here, level, Lens.REGISTERED, months.last)
    among, counted = (where.add_up(cells.T) for cells in (one.among, one.counted))
    areas, days = among.shape
    known = np.tile(one.known, areas)
    numerator = np.where(known, counted.ravel(), np.nan)
    denominator = among.ravel().astype(float)
    shown = known & (denominator > 0)
    value = np.divide(
        numerator * PERCENT, denominator, where=shown, out=np.full(len(known), np.nan)
    )
    columns: Mapping[str, pa.Array] = {
        "level": pa.array([str(level)] * len(known)),
        "area_code": pa.array(np.repeat(np.array(where.areas.codes, object), days)),
        "measure_id": pa.array([held_as(one.indicator)] * len(known)),
        "month": pa.array(list(months.firsts) * areas, pa.date32()),
        "value": pa.array(value, from_pandas=True),
        "numerator": pa.array(numerator, from_pandas=True),
        "denominator": pa.array(denominator),
    }
    return pa.table(columns, schema=SCHEMA)


SCHEMA = pa.schema(
    [
        ("level", pa.string()),
        ("area_code", pa.string()),
        ("measure_id", pa.string()),
        ("month", pa.date32()),
        ("value", pa.float64()),
        ("numerator", pa.float64()),
        ("denominator", pa.float64()),
    ]
)
EMPTY = SCHEMA.empty_table()
