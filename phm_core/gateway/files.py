"""Files leave by the door too: permitted, written down, marked, made, written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.questions import Question
from phm_core.errors import NotPermitted
from phm_core.gateway.keys import digest
from phm_core.governance.access import Scope, purpose_of, role_of, signed_in
from phm_core.governance.covered import Covered
from phm_core.governance.freshness import Freshness
from phm_core.governance.taking_out import Mark, Taking, classified, closed
from phm_core.snapshot import Snapshot
from phm_core.store.audit import Audit, Entry


@dataclass(frozen=True)
class Files:
    """Takes files out of one snapshot's answers.

    settle: enters what a question counts into the ledger, or refuses. freshness: how
    old records may be of which a list is taken out. covers: of which practices the
    records of an area are.
    """

    audit: Audit
    catalogue: Catalogue
    snapshot: Snapshot
    settle: Callable[[Question, Scope], object]
    freshness: Freshness
    covers: Callable[[Area, Scope], Covered]

    def closed(self, taking: Taking, scope: Scope) -> str:
        """Why a scope may not take a file out; nothing where it may."""
        return closed(self._seen(taking), scope) or self._stale(taking)

    @property
    def stale(self) -> str:
        """What is said beside every list of people whose records are old."""
        return self.freshness.said(self.snapshot.as_at, self.audit.now.date())

    def take_out(
        self, taking: Taking, scope: Scope, make: Callable[[Mark], bytes]
    ) -> bytes:
        """Make a file that carries its mark.

        Raises NotPermitted, and what `make` raises; either is written down.
        """
        taking = self._seen(taking)
        # Asked again: the snapshot may hold real people by now.
        if not taking.public:
            signed_in(scope.user, self.snapshot)
        entry = self.entry(scope, f"Export {taking.form}", taking.title)
        if why := closed(taking, scope) or self._stale(taking):
            self.audit.refuse(entry)
            raise NotPermitted(why)
        intent = self.audit.intend(entry)
        try:
            if taking.question is not None:
                self.settle(taking.question, scope)
            made = make(self.mark(taking, scope, intent))
        except BaseException as fault:
            refused = isinstance(fault, NotPermitted)
            outcome = "refused" if refused else "failed"
            self.audit.conclude(intent, entry, outcome=outcome)
            raise
        self.audit.conclude(intent, entry, outcome="released", released=taking.figures)
        return made

    def _seen(self, taking: Taking) -> Taking:
        """Without people in the snapshot everything is published already."""
        return taking if self.snapshot.has_people else replace(taking, public=True)

    def _stale(self, taking: Taking) -> str:
        """Why records are too old for a list of people to be taken out."""
        if taking.needs != "export_people":
            return ""
        return self.freshness.closed(
            self.snapshot.as_at,
            self.audit.now.date(),
            synthetic=self.snapshot.manifest.synthetic,
        )

    def mark(self, taking: Taking, scope: Scope, row: int) -> Mark:
        """The mark that a file carries: who takes it, what for, which row says so."""
        purpose = purpose_of(self.catalogue, scope.purpose)
        return Mark(
            user=scope.user,
            role=role_of(self.catalogue, scope.role).title,
            purpose=purpose.title,
            at=self.audit.now,
            snapshot=self.snapshot.id,
            row=row,
            classification=classified(taking, purpose),
            covered=self._covered(taking, scope),
        )

    def _covered(self, taking: Taking, scope: Scope) -> Covered | None:
        """Of which practices its figures are; None of the audit and what is public."""
        if taking.public or taking.needs == "audit":
            return None
        return self.covers(getattr(taking.question, "area", taking.area), scope)

    def entry(self, scope: Scope, action: str, about: str, reason: str = "") -> Entry:
        """What the audit says of a file."""
        return Entry(
            actor=scope.user,
            role=scope.role,
            purpose=scope.purpose,
            scope=scope.digest,
            action=action,
            object=about,
            definition=digest(about),
            snapshot=self.snapshot.id,
            reason=reason.strip(),
        )
