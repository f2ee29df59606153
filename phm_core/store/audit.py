"""The audit: who asked what, for which purpose, and what was let out.

Each row is sealed with a key over its own text and the seal of the row before, so that
a row that was changed, removed or put in is found. An intent is written before a
question is answered, and its outcome before the answer is released.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, select

from phm_core.store.clock import Clock, as_text
from phm_core.store.database import reading
from phm_core.store.tables import AUDIT

FIRST = "0" * 64
INTENDED = "intended"
REFUSED = "refused"
SEALED = ("prev_mac", "mac")


@dataclass(frozen=True)
class Entry:
    """What an audit row says, besides its number, time and outcome.

    definition: digest of what was asked about. Never anything about a single person.
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


@dataclass(frozen=True)
class Verified:
    """Whether the audit is whole: rows in it, and the first bad number if not."""

    rows: int
    bad: int | None


class Audit:
    """The audit log of one app database."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock

    def intend(self, entry: Entry) -> int:
        """Commit what is about to be done; returns its number."""
        return self._append(entry, outcome=INTENDED)

    def conclude(
        self, intent: int, entry: Entry, *, outcome: str, released: int | None = None
    ) -> int:
        """Commit how an intent ended and how many figures or people were let out."""
        return self._append(entry, outcome=outcome, intent=intent, released=released)

    def refuse(self, entry: Entry) -> int:
        """Commit that something was asked and not permitted."""
        return self._append(entry, outcome=REFUSED)

    def verify(self) -> Verified:
        """Check every seal, from the first row on."""
        previous, rows = FIRST, 0
        for row in self.rows():
            rows += 1
            whole = (
                row["seq"] == rows
                and row["prev_mac"] == previous
                and hmac.compare_digest(row["mac"], self._seal(row))
            )
            if not whole:
                return Verified(rows, min(rows, row["seq"]))
            previous = row["mac"]
        return Verified(rows, None)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row, oldest first."""
        with reading(self._engine).begin() as connection:
            found = connection.execute(select(AUDIT).order_by(AUDIT.c.seq))
            yield from (dict(row) for row in found.mappings())

    def _append(
        self,
        entry: Entry,
        *,
        outcome: str,
        intent: int | None = None,
        released: int | None = None,
    ) -> int:
        with self._engine.begin() as connection:
            last = _last(connection)
            row = {
                "seq": last["seq"] + 1,
                "utc": as_text(self._clock()),
                **asdict(entry),
                "intent": intent,
                "released": released,
                "outcome": outcome,
                "prev_mac": last["mac"],
            }
            connection.execute(AUDIT.insert().values(**row, mac=self._seal(row)))
        return row["seq"]

    def _seal(self, row: Mapping[str, Any]) -> str:
        told = {name: value for name, value in row.items() if name not in SEALED}
        text = row["prev_mac"] + json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _last(connection: Connection) -> Mapping[str, Any]:
    if connection.dialect.name == "postgresql":
        # One writer at a time, as SQLite has it already.
        connection.exec_driver_sql("LOCK TABLE audit IN EXCLUSIVE MODE")
    newest = select(AUDIT.c.seq, AUDIT.c.mac).order_by(AUDIT.c.seq.desc()).limit(1)
    found = connection.execute(newest).mappings().first()
    return {"seq": 0, "mac": FIRST} if found is None else dict(found)
