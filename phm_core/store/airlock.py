"""The airlock: files of exact figures that wait for a second person.

A file waits as it was made, and is decided on once. What was refused, or has waited
long, is not kept.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from phm_core.errors import RefusedInput
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import AIRLOCK

RELEASED, REFUSED = "released", "refused"
KEPT = timedelta(days=31)  # as catalogue/retention says: 1 month
GONE = "This file is not kept any more. Ask for it again."


@dataclass(frozen=True)
class Asked:
    """What somebody asks to take out, and why; findings: sentences about its counts."""

    title: str
    form: str
    person: str
    role: str
    purpose: str
    reason: str
    snapshot: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Request:
    """A request as it stands: decision is empty while it waits."""

    id: int
    asked: Asked
    asked_at: datetime
    digest: str
    decision: str
    decided_by: str
    decided_at: datetime | None
    decided_because: str

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return not self.decision


class AirlockStore:
    """The requests of one installation. Safe for several threads and processes."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def ask(self, asked: Asked, content: bytes) -> int:
        """Keep a file until somebody decides; returns its number."""
        row = {
            "title": asked.title,
            "form": asked.form,
            "person": asked.person,
            "role": asked.role,
            "purpose": asked.purpose,
            "reason": asked.reason,
            "snapshot": asked.snapshot,
            "findings": json.dumps(asked.findings),
            "digest": hashlib.sha256(content).hexdigest(),
            "content": content,
            "asked_at": as_text(self._clock()),
            "decision": "",
            "decided_by": "",
            "decided_at": None,
            "decided_because": "",
        }
        with self._engine.begin() as connection:
            self._forget(connection)
            made = connection.execute(insert(AIRLOCK).values(row)).inserted_primary_key
        return int(made[0]) if made else 0

    def get(self, number: int) -> Request:
        """One request. Raises RefusedInput for a number that is not there."""
        return _request(self._row(number))

    def all(self) -> Sequence[Request]:
        """Every request, newest first."""
        query = select(AIRLOCK).order_by(AIRLOCK.c.id.desc())
        with self._engine.connect() as connection:
            return [_request(row) for row in connection.execute(query).mappings()]

    def content(self, number: int) -> bytes:
        """The file. Raises RefusedInput where it is not kept, or was altered."""
        row = self._row(number)
        content = row["content"]
        if content is None or as_moment(row["asked_at"]) < self._clock() - KEPT:
            raise RefusedInput(GONE)
        if hashlib.sha256(content).hexdigest() != row["digest"]:
            raise RefusedInput(
                "This file is not the one that was asked for: it was altered in the "
                "database. Tell whoever governs the audit, and ask for it again."
            )
        return bytes(content)

    def decide(self, number: int, decision: str, by: str, because: str) -> None:
        """Decide once. Raises RefusedInput where somebody has decided already."""
        kept = {} if decision == RELEASED else {"content": None}
        change = (
            update(AIRLOCK)
            .where(AIRLOCK.c.id == number, AIRLOCK.c.decision == "")
            .values(
                decision=decision,
                decided_by=by,
                decided_at=as_text(self._clock()),
                decided_because=because,
                **kept,
            )
        )
        with self._engine.begin() as connection:
            if connection.execute(change).rowcount:
                return
        was = self.get(number)
        raise RefusedInput(
            f"'{was.asked.title}' was {was.decision} by {was.decided_by} already. "
            "Nothing was changed."
        )

    def _row(self, number: int) -> RowMapping:
        query = select(AIRLOCK).where(AIRLOCK.c.id == number)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise RefusedInput(f"There is no request number {number} in the airlock.")
        return row

    def _forget(self, connection: Connection) -> None:
        """Let go of what has waited, or was released, long ago."""
        old = AIRLOCK.c.asked_at < as_text(self._clock() - KEPT)
        connection.execute(update(AIRLOCK).where(old).values(content=None))


def _request(row: RowMapping) -> Request:
    decided = row["decided_at"]
    return Request(
        id=row["id"],
        asked=Asked(
            title=row["title"],
            form=row["form"],
            person=row["person"],
            role=row["role"],
            purpose=row["purpose"],
            reason=row["reason"],
            snapshot=row["snapshot"],
            findings=tuple(json.loads(row["findings"])),
        ),
        asked_at=as_moment(row["asked_at"]),
        digest=row["digest"],
        decision=row["decision"],
        decided_by=row["decided_by"],
        decided_at=None if decided is None else as_moment(decided),
        decided_because=row["decided_because"],
    )
