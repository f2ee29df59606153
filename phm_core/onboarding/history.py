"""Counts the history and the checks of people before a snapshot is published."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.contents import Catalogue
from phm_core.engine.history import PURPOSE, checks_of, months_of, ready
from phm_core.engine.history.monthly import MONTHLY
from phm_core.engine.policy import Rows
from phm_core.engine.whole_tables import whole_table
from phm_core.governance.access import rule_of
from phm_core.governance.permission import opt_outs_of
from phm_core.onboarding.checked import at_fault, newest
from phm_core.onboarding.publish import SCHEMA_VERSION, About
from phm_core.snapshot import Manifest, Snapshot

Order = Literal["ascending", "descending"]
ORDER: list[tuple[str, Order]] = [
    ("measure_id", "ascending"),
    ("level", "ascending"),
    ("area_code", "ascending"),
    ("month", "ascending"),
]


def add_history(staging: Path, about: About, catalogue: Catalogue) -> About:
    """Add 36 months of every indicator to theme_month of a staging folder.

    People are counted as the planning purpose counts them. Returns what the manifest
    is to say, with the checks of this delivery and how new each table is. Raises
    NotPermitted when real people come without a list of opt-outs.
    """
    manifest = Manifest(
        as_at=about.as_at,
        synthetic=about.synthetic,
        schema_version=SCHEMA_VERSION,
        files=(),
        name=about.name,
    )
    snapshot = Snapshot(staging, manifest)
    purpose = catalogue.purposes[PURPOSE]
    opt_outs = opt_outs_of(purpose, snapshot)
    here = ready(snapshot, catalogue, Rows(opt_out_kinds=opt_outs))
    rows = months_of(here)
    held = whole_table(snapshot, MONTHLY)
    parts = [rows] if held is None else [held.cast(rows.schema), rows]
    table = pa.concat_tables(parts).sort_by(ORDER)
    for path in snapshot.files(MONTHLY):
        path.unlink()
    pq.write_table(table, staging / f"{MONTHLY}.parquet", compression="zstd")
    told = {
        "checked": at_fault(checks_of(here), rule_of(purpose)),
        "newest": newest(snapshot),
    }
    return replace(about, extra={**about.extra, **told})
