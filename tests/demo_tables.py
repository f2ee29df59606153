"""Tables of a demo snapshot as pandas, for tests that count them again."""

import pandas as pd
import pyarrow.parquet as pq

from phm_core.snapshot import Snapshot

FEW = 2_000
"""People of a demo that is made quickly."""


def table_of(snapshot: Snapshot, table: str, kind: str = "") -> pd.DataFrame:
    """A table of a snapshot, or one kind of its events, with dates as timestamps."""
    path = snapshot.path / table / f"{kind}.parquet" if kind else None
    files = [path] if path else snapshot.files(table)
    frames = [pq.read_table(file).to_pandas(date_as_object=False) for file in files]
    return pd.concat(frames, ignore_index=True)
