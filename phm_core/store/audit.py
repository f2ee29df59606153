"""The audit: who asked what, for which purpose, and what was let out.

Each row is sealed with a key over its own text and the seal of the row before, so that
a row that was changed, removed or put in is found. An intent is written before a
question is answered, and its outcome before the answer is released. Each outcome is
anchored outside the database too, so that rows removed from the end are found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, text

from phm_core.errors import RefusedInput
from phm_core.store.anchor import Anchor, Head
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.database import reading
from phm_core.store.seals import FIRST, PURGED, Verified, seal, verified
from phm_core.store.tables import AUDIT

INTENDED = "intended"
REFUSED = "refused"
RELEASED = "released"
# Any number, as long as every process uses the same: it names the lock.
AUDIT_LOCK = 7_431_903
ROWS_AT_ONCE = 1_000
ALWAYS = "9999"  # after every time


@dataclass(frozen=True)
class Entry:
    """What an audit row says, besides its number, time and outcome.

    definition: digest of what was asked about. datasets: tables about people that were
    read. rules: short digests of its rules, by which questions that differ little are
    found. Never anything about a single person.
    """

    actor: str
    role: str
    purpose: str
    scope: str
    action: str
    object: str
    definition: str
    snapshot: str
    reason: str = ""
    datasets: str = ""
    rules: str = ""


@dataclass(frozen=True)
class Use:
    """How often some tables were used for a purpose by a role, and when last.

    Of nobody in particular: what may be told to everybody.
    """

    datasets: tuple[str, ...]
    purpose: str
    role: str
    times: int
    last: datetime


class Audit:
    """The audit log of one app database."""

    def __init__(
        self, engine: Engine, key: bytes, clock: Clock, anchor: Anchor
    ) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock
        self._anchor = anchor

    @property
    def now(self) -> datetime:
        """The time by the clock that the audit is written with."""
        return self._clock()

    def intend(self, entry: Entry) -> int:
        """Commit what is about to be done; returns its number."""
        with self._engine.begin() as connection:
            return self._append(connection, entry, outcome=INTENDED).seq

    def conclude(
        self, intent: int, entry: Entry, *, outcome: str, released: int | None = None
    ) -> int:
        """Commit how an intent ended and how many figures or people were let out."""
        with self._engine.begin() as connection:
            head = self._append(
                connection, entry, outcome=outcome, intent=intent, released=released
            )
        return self._anchored(head)

    def refuse(self, entry: Entry) -> int:
        """Commit that something was asked and not permitted."""
        with self._engine.begin() as connection:
            head = self._append(connection, entry, outcome=REFUSED)
        return self._anchored(head)

    def purge(self, entry: Entry, before: datetime) -> int:
        """Remove the rows from before a moment; returns how many.

        The row that says so holds the seal of the last one removed, by which the rest
        still verifies. Raises RefusedInput for an audit that is not whole, since the
        fault would be removed with the rows.
        """
        if not self.verify().whole:
            raise RefusedInput(
                "The audit is not whole, so nothing was removed. 'python -m phm_core "
                "audit verify' says where it does not fit."
            )
        intent = self.intend(entry)
        with self._engine.begin() as connection:
            last = _newest(connection, AUDIT.c.utc < as_text(before))
            gone = _count(connection, last.seq)
            marked = replace(
                entry, object=f"Rows up to {last.seq}", definition=last.mac
            )
            head = self._append(
                connection, marked, outcome=PURGED, intent=intent, released=gone
            )
            connection.execute(delete(AUDIT).where(AUDIT.c.seq <= last.seq))
        self._anchored(head)
        return gone

    def verify(self) -> Verified:
        """Check every seal from the first row on, and the anchor."""
        # The anchor is read first: what is written meanwhile is then in both.
        heads = self._anchor.heads()
        return verified(self.rows(), heads, self._key)

    def rows(self, since: str = "", until: str = ALWAYS) -> Iterator[dict[str, Any]]:
        """Every row, oldest first; or those from a time on and before another (ISO)."""
        within = (AUDIT.c.utc >= since) & (AUDIT.c.utc < until)
        query = select(AUDIT).where(within).order_by(AUDIT.c.seq)
        with reading(self._engine).begin() as connection:
            found = connection.execution_options(yield_per=ROWS_AT_ONCE)
            for row in found.execute(query).mappings():
                yield dict(row)

    def use(self, since: str) -> list[Use]:
        """Which tables about people were answered from since a time (ISO), and how."""
        by = (AUDIT.c.datasets, AUDIT.c.purpose, AUDIT.c.role)
        query = (
            select(*by, func.count(), func.max(AUDIT.c.utc))
            .where(AUDIT.c.utc >= since, AUDIT.c.outcome == RELEASED)
            .where(AUDIT.c.datasets != "")
            .group_by(*by)
        )
        with reading(self._engine).begin() as connection:
            return [
                Use(tuple(tables.split()), purpose, role, times, as_moment(last))
                for tables, purpose, role, times, last in connection.execute(query)
            ]

    def _anchored(self, head: Head) -> int:
        self._anchor.add(head)
        return head.seq

    def _append(
        self,
        connection: Connection,
        entry: Entry,
        *,
        outcome: str,
        intent: int | None = None,
        released: int | None = None,
    ) -> Head:
        _queue(connection)
        last = _newest(connection)
        row: Mapping[str, Any] = {
            "seq": last.seq + 1,
            "utc": as_text(self._clock()),
            **asdict(entry),
            "intent": intent,
            "released": released,
            "outcome": outcome,
            "prev_mac": last.mac,
        }
        mac = seal(self._key, row)
        connection.execute(AUDIT.insert().values(**row, mac=mac))
        return Head(row["seq"], row["utc"], mac)


def _queue(connection: Connection) -> None:
    """One writer at a time, as SQLite has it already."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(:lock)")
        connection.execute(lock, {"lock": AUDIT_LOCK})


def _newest(connection: Connection, where: Any = None) -> Head:
    query = select(AUDIT.c.seq, AUDIT.c.utc, AUDIT.c.mac)
    if where is not None:
        query = query.where(where)
    found = connection.execute(query.order_by(AUDIT.c.seq.desc()).limit(1)).first()
    return Head(0, "", FIRST) if found is None else Head(*found)


def _count(connection: Connection, upto: int) -> int:
    query = select(func.count()).select_from(AUDIT).where(AUDIT.c.seq <= upto)
    return int(connection.execute(query).scalar_one())
