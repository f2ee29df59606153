"""Sign-offs by practices: signed and withdrawn, never changed or deleted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Engine, RowMapping, func, insert, select

from phm_core.store.audit import Audit, Entry
from phm_core.store.clock import Clock, as_moment, as_text
from phm_core.store.tables import SIGN_OFF
from phm_core.store.written_down import written_down

Decision = Literal["signed", "withdrawn"]


@dataclass(frozen=True)
class Signature:
    """What somebody signs or withdraws: for which practice, on which snapshot.

    real: whether the snapshot holds records of real people. rules: digest of each
    register's rule. counts: what this app counted, by register.
    """

    practice: str
    decision: Decision
    by: str
    role: str
    snapshot: str
    as_at: date
    real: bool
    rules: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class SignOff:
    """A signature as it was kept, and when."""

    id: int
    signature: Signature
    at: datetime

    @property
    def stands(self) -> bool:
        """Whether it was signed, not withdrawn."""
        return self.signature.decision == "signed"


class SignOffs:
    """The sign-offs of one installation. Safe for several threads and processes."""

    def __init__(self, engine: Engine, clock: Clock, audit: Audit) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit

    def keep(self, signed: Signature, purpose: str, scope: str) -> None:
        """Keep a signature, and write the act into the audit."""
        row = {
            "practice": signed.practice,
            "decision": signed.decision,
            "signed_by": signed.by,
            "role": signed.role,
            "snapshot": signed.snapshot,
            "as_at": signed.as_at.isoformat(),
            "real_people": int(signed.real),
            "rules": json.dumps(dict(signed.rules)),
            "counts": json.dumps(dict(signed.counts)),
            "signed_at": as_text(self._clock()),
        }
        entry = Entry(
            actor=signed.by,
            role=signed.role,
            purpose=purpose,
            scope=scope,
            action="SignOff" if signed.decision == "signed" else "WithdrawSignOff",
            object=signed.practice,
            definition="",
            snapshot=signed.snapshot,
        )
        with written_down(self._audit, entry), self._engine.begin() as connection:
            connection.execute(insert(SIGN_OFF).values(row))

    def newest(self, *, real: bool) -> dict[str, SignOff]:
        """The newest decision of each practice, on real or on synthetic people."""
        which = SIGN_OFF.c.real_people == int(real)
        last = select(func.max(SIGN_OFF.c.id)).where(which)
        last = last.group_by(SIGN_OFF.c.practice)
        wanted = select(SIGN_OFF).where(SIGN_OFF.c.id.in_(last))
        with self._engine.connect() as connection:
            rows = connection.execute(wanted).mappings()
            return {row["practice"]: _kept(row) for row in rows}

    def history(self, practice: str) -> Sequence[SignOff]:
        """Every decision of a practice, newest first."""
        wanted = (
            select(SIGN_OFF)
            .where(SIGN_OFF.c.practice == practice)
            .order_by(SIGN_OFF.c.id.desc())
        )
        with self._engine.connect() as connection:
            return [_kept(row) for row in connection.execute(wanted).mappings()]


def _kept(row: RowMapping) -> SignOff:
    signature = Signature(
        practice=row["practice"],
        decision=row["decision"],
        by=row["signed_by"],
        role=row["role"],
        snapshot=row["snapshot"],
        as_at=date.fromisoformat(row["as_at"]),
        real=bool(row["real_people"]),
        rules=json.loads(row["rules"]),
        counts=json.loads(row["counts"]),
    )
    return SignOff(row["id"], signature, as_moment(row["signed_at"]))
