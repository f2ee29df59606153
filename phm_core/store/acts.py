"""Acts: what somebody did, from the two rows that the audit has of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from phm_core.store.audit import INTENDED
from phm_core.store.clock import as_moment
from phm_core.store.seals import Row

UNFINISHED = "unfinished"
LISTING = ("People", "Features", "Identify")


@dataclass(frozen=True)
class Act:
    """One act: who, when, as what, what for, about what, and how it ended.

    seq: number of its first row. released: figures or people let out. datasets: tables
    about people. rules: short digests of the rules that were asked about.
    """

    seq: int
    at: datetime
    actor: str
    role: str
    purpose: str
    action: str
    about: str
    outcome: str
    released: int
    reason: str
    datasets: tuple[str, ...]
    rules: frozenset[str]

    @property
    def lists_people(self) -> bool:
        """Whether single people were listed."""
        return any(kind in self.action.split(", ") for kind in LISTING)


def acts(rows: Iterable[Row]) -> Iterator[Act]:
    """Each act once, oldest first, with the outcome that its second row gave."""
    waiting: dict[int, Row] = {}
    for row in rows:
        if row["outcome"] == INTENDED:
            waiting[row["seq"]] = row
            continue
        first = waiting.pop(row["intent"], row) if row["intent"] else row
        yield _act(first, row["outcome"], row["released"] or 0)
    for row in waiting.values():
        # Broken off before its outcome: nothing was let out.
        yield _act(row, UNFINISHED, 0)


def _act(row: Row, outcome: str, released: int) -> Act:
    return Act(
        seq=row["seq"],
        at=as_moment(row["utc"]),
        actor=row["actor"],
        role=row["role"],
        purpose=row["purpose"],
        action=row["action"],
        about=row["object"],
        outcome=outcome,
        released=released,
        reason=row["reason"],
        datasets=tuple((row["datasets"] or "").split()),
        rules=frozenset((row["rules"] or "").split()),
    )
