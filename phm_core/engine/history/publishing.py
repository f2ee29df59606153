"""What is counted of a snapshot before it is published: its history and its checks."""

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


def ready(snapshot: Snapshot, catalogue: Catalogue, within: Rows) -> Here:
    """A snapshot ready to be counted. Nothing is kept beside it.

    within: people who may be counted, as on the as-at date.
    """
    index = PeopleIndex(DuckTables(snapshot))
    public = PublicTables(snapshot)
    return Here(
        index=index,
        catalogue=catalogue,
        public=public,
        expansions=Expansions(catalogue, NoLibrary(), public.built.built),
        groupings=Groupings(index, catalogue, public),
        totals=Memory(TOTALS_BYTES),
        within=within,
        watch=Watch(),
    )


def history_of(
    snapshot: Snapshot,
    catalogue: Catalogue,
    within: Rows,
    months: int = HISTORY_MONTHS,
) -> pa.Table:
    """Rows of theme_month: every indicator by area and month.

    Raises NotPermitted when opt-outs cannot be honoured.
    """
    return months_of(ready(snapshot, catalogue, within), months)


def months_of(here: Here, months: int = HISTORY_MONTHS) -> pa.Table:
    """The same of a snapshot that is ready."""
    last = here.index.tables.snapshot.as_at
    return count_history(here, Months.up_to(last, months))
