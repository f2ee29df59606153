"""The history of a snapshot that is about to be published."""

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.engine.duckdb import DuckTables
from phm_core.engine.expansions import Expansions
from phm_core.engine.groupings import Groupings
from phm_core.engine.here import Here
from phm_core.engine.history.counting import count_history
from phm_core.engine.history.months import HISTORY_MONTHS, Months
from phm_core.engine.index import PeopleIndex
from phm_core.engine.library import NoLibrary
from phm_core.engine.memory import Memory
from phm_core.engine.policy import Rows
from phm_core.engine.public import PublicTables
from phm_core.engine.watch import Watch
from phm_core.snapshot import Snapshot

TOTALS_BYTES = 64 << 20


def history_of(
    snapshot: Snapshot,
    catalogue: Catalogue,
    within: Rows,
    months: int = HISTORY_MONTHS,
) -> pa.Table:
    """Rows of theme_month: every indicator by area and month.

    within: people who may be counted, as on the as-at date. Nothing is kept beside the
    snapshot. Raises NotPermitted when opt-outs cannot be honoured.
    """
    index = PeopleIndex(DuckTables(snapshot))
    public = PublicTables(snapshot)
    here = Here(
        index=index,
        catalogue=catalogue,
        public=public,
        expansions=Expansions(catalogue, NoLibrary(), public.built.built),
        groupings=Groupings(index, catalogue, public),
        totals=Memory(TOTALS_BYTES),
        within=within,
        watch=Watch(),
    )
    return count_history(here, Months.up_to(snapshot.as_at, months))
