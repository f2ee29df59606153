"""Reading the audit: an act like any other, permitted and written down first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from phm_core.errors import NotPermitted
from phm_core.governance.access import Scope, signed_in
from phm_core.snapshot import Snapshot
from phm_core.store.acts import Act, acts
from phm_core.store.audit import Audit, Entry, Use
from phm_core.store.clock import as_text
from phm_core.store.seals import Verified

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Review:
    """The audit as those who govern see it, and as everybody does."""

    audit: Audit
    snapshot: Snapshot

    def read(self, scope: Scope, days: int) -> list[Act]:
        """The acts of the last days, newest first. Raises NotPermitted."""
        since = self.audit.now - timedelta(days=days)
        entry = self._entry(scope, "ReadAudit", f"The last {days} days")
        intent = self._permitted(scope, entry)
        found = list(acts(self.audit.rows(as_text(since))))
        self.audit.conclude(intent, entry, outcome="released", released=len(found))
        return sorted(found, key=lambda act: act.seq, reverse=True)

    def verify(self, scope: Scope) -> Verified:
        """Whether the audit is whole. Raises NotPermitted."""
        entry = self._entry(scope, "VerifyAudit", "The whole audit")
        intent = self._permitted(scope, entry)
        found = self.audit.verify()
        outcome = "released" if found.whole else "failed"
        self.audit.conclude(intent, entry, outcome=outcome, released=1)
        return found

    def use(self) -> list[Use]:
        """Which tables were used, for what and by which roles: of the last year."""
        return self.audit.use(as_text(self.audit.now - YEAR))

    @property
    def now(self) -> datetime:
        """The time by the audit's clock."""
        return self.audit.now

    def _permitted(self, scope: Scope, entry: Entry) -> int:
        if not scope.may("audit"):
            self.audit.refuse(entry)
            raise NotPermitted(
                "The audit is read by those who govern it. What everybody may know of "
                "it is on the page 'How records are used'."
            )
        signed_in(scope.user, self.snapshot)
        return self.audit.intend(entry)

    def _entry(self, scope: Scope, action: str, about: str) -> Entry:
        return Entry(
            actor=scope.user,
            role=scope.role,
            purpose=scope.purpose,
            scope=scope.digest,
            action=action,
            object=about,
            definition="",
            snapshot=self.snapshot.id,
        )
