"""The tables of a snapshot as lazy frames, on whichever data engine was chosen."""

from contextlib import AbstractContextManager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.held import none_held
from phm_core.engine.watch import Watch
from phm_core.errors import NotHeld
from phm_core.snapshot import Snapshot

# The column whose values name the files of a table kept in parts.
KIND = {
    "condition": "condition_id",
    "measurement": "measure_id",
    "medication": "medicine_id",
    "activity": "setting",
    "process": "process_id",
    "score": "score_id",
}


class Run(Protocol):
    """One use of the data engine; it ends with the question."""

    def scan(self, table: str, kind: str | None = None) -> nw.LazyFrame:
        """Rows of a table; with a kind, only rows of that kind.

        Raises NotHeld when the snapshot does not have the table.
        """
        ...

    def collect(self, frame: nw.LazyFrame) -> pa.Table:
        """Run a query. Raises Cancelled when it was stopped."""
        ...


class Tables(Protocol):
    """An opened snapshot."""

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is read."""
        ...

    def has(self, table: str) -> bool:
        """Whether the snapshot has this table."""
        ...

    def run(self, watch: Watch) -> AbstractContextManager[Run]:
        """Begin a use of the data engine."""
        ...


def files_of(snapshot: Snapshot, table: str, kind: str | None) -> list[Path]:
    """Files that can hold rows of a kind, by the statistics in their footers.

    Raises NotHeld when the snapshot does not have the table.
    """
    files = snapshot.files(table)
    if not files:
        raise NotHeld(
            f"{none_held(table)}, so they cannot be asked for. Ask for something else, "
            "or bring files that hold them, with lists of their codes (the screen "
            "Bring data)."
        )
    if kind is None or table not in KIND:
        return files
    held = [path for path in files if _may_hold(path, KIND[table], kind)]
    return held or files[:1]


def has_kind(snapshot: Snapshot, table: str, kind: str) -> bool:
    """Whether there may be rows of a kind. Raises NotHeld without the table."""
    files = files_of(snapshot, table, kind)
    return any(_may_hold(path, KIND[table], kind) for path in files)


def _may_hold(path: Path, column: str, kind: str) -> bool:
    spans = _spans(path, column)
    return any(span is None or span[0] <= kind <= span[1] for span in spans)


def _holds_only(path: Path, column: str, kind: str) -> bool:
    return all(span == (kind, kind, 0) for span in _spans(path, column))


@lru_cache(maxsize=10_000)
def _spans(path: Path, column: str) -> tuple[tuple[str, str, int | None] | None, ...]:
    """Lowest and highest value of a column in each row group, and how many are null.

    None when not noted.
    """
    footer = pq.read_metadata(path)
    position = footer.schema.names.index(column)
    notes = [
        footer.row_group(group).column(position).statistics
        for group in range(footer.num_row_groups)
    ]
    return tuple(
        (str(note.min), str(note.max), note.null_count)
        if note and note.has_min_max
        else None
        for note in notes
    )


def only(
    frame: nw.LazyFrame, table: str, kind: str | None, files: list[Path]
) -> nw.LazyFrame:
    """Keep the rows of one kind: choosing files alone must never change an answer.

    Nothing is filtered where the footers of the files prove that there is no other.
    """
    if kind is None or all(_holds_only(path, KIND[table], kind) for path in files):
        return frame
    return frame.filter(nw.col(KIND[table]) == kind)
