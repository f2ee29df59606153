"""Seals of audit rows, and whether a row, a chain and its anchor agree."""

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phm_core.errors import several
from phm_core.store.anchor import Head, Heads

FIRST = "0" * 64
PURGED = "purged"
SEALS = ("prev_mac", "mac")
# Columns that came later: rows from before were sealed without them.
LATER = ("datasets", "rules")
KEEP = (
    "Keep the database and the anchor as they are and tell whoever is responsible for "
    "governance."
)
NOT_ANCHORED = (
    "The audit is not anchored: the file of PHM_AUDIT_ANCHOR is missing or empty, so "
    "rows removed from the end could not be found. The next question makes it; if "
    "there was one, it was removed."
)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Verified:
    """Whether the audit is whole.

    rows, heads: how many there are. bad: number of the first row that does not fit.
    lost: the first row that the anchor knows and that is gone from the end. forged:
    the first line of the anchor that was not written by the app.
    """

    rows: int
    heads: int = 0
    bad: int | None = None
    lost: Head | None = None
    forged: int | None = None

    @property
    def anchored(self) -> bool:
        """Whether rows removed from the end would be found."""
        return self.heads > 0 or self.rows == 0

    @property
    def whole(self) -> bool:
        """Whether everything fits and the anchor is there."""
        faults = (self.bad, self.lost, self.forged)
        return self.anchored and all(fault is None for fault in faults)

    @property
    def sentence(self) -> str:
        """What was found, and what to do."""
        if self.whole:
            rows, heads = several(self.rows, "row"), several(self.heads, "head")
            return f"The audit is whole: {rows}, {heads} anchored."
        if self.bad is not None:
            fault = f"row {self.bad} is the first that does not fit"
        elif self.lost is not None:
            lost = f"row {self.lost.seq}, written at {self.lost.utc},"
            fault = f"{lost} is gone from the end"
        elif self.forged is not None:
            fault = f"line {self.forged} of the anchor was not written by the app"
        else:
            return NOT_ANCHORED
        return f"The audit is not whole: {fault}. {KEEP}"


def seal(key: bytes, row: Row) -> str:
    """The seal over a row's own text and the seal of the row before."""
    told = {
        name: value
        for name, value in row.items()
        if name not in SEALS and (value or name not in LATER)
    }
    text = row["prev_mac"] + json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def verified(rows: Iterable[Row], heads: Heads, key: bytes) -> Verified:
    """Check every row, oldest first, against its seal, the row before and the anchor.

    A chain that does not begin with row 1 must hold the mark of the purge that removed
    what came before.
    """
    known: dict[int, set[str]] = defaultdict(set)
    for head in heads.found:
        known[head.seq].add(head.mac)
    first: Row | None = None
    before, expected, count = FIRST, 1, 0
    marks = {FIRST}
    bad: int | None = None
    for row in rows:
        if first is None:
            first, before, expected = row, row["prev_mac"], row["seq"]
        count += 1
        if bad is None and not _fits(row, before, expected, known, key):
            bad = min(expected, row["seq"])
        if row["outcome"] == PURGED:
            marks.add(row["definition"])
        before, expected = row["mac"], expected + 1
    if first is not None and bad is None and first["prev_mac"] not in marks:
        bad = first["seq"] - 1 or 1
    lost = (head for head in heads.found if head.seq >= expected)
    return Verified(
        count,
        len(heads.found),
        bad,
        min(lost, key=lambda head: head.seq, default=None),
        heads.forged,
    )


def _fits(
    row: Row, before: str, expected: int, known: Mapping[int, set[str]], key: bytes
) -> bool:
    return (
        row["seq"] == expected
        and row["prev_mac"] == before
        and hmac.compare_digest(row["mac"], seal(key, row))
        and known.get(expected, {row["mac"]}) == {row["mac"]}
    )
