"""Exact figures leave by a second person: asked for, looked at, decided, taken out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.files import Files
from phm_core.governance.access import VISITOR, Scope
from phm_core.governance.findings import findings
from phm_core.governance.taking_out import Mark, Taking
from phm_core.nhs_number import without_nhs_number
from phm_core.store.airlock import AirlockStore, Asked, Request
from phm_core.store.audit import Entry

FEWEST_LETTERS = 15
Decision = Literal["released", "refused"]


def person_of(scope: Scope) -> str:
    """Who it is; in the demonstration, where nobody signs in, each role is somebody."""
    return f"{VISITOR} as {scope.role}" if scope.user == VISITOR else scope.user


@dataclass(frozen=True)
class Airlock:
    """The airlock of one installation, each act permitted and written down."""

    files: Files
    store: AirlockStore

    def ask(
        self,
        taking: Taking,
        table: pa.Table,
        scope: Scope,
        make: Callable[[Mark], bytes],
        reason: str,
    ) -> int:
        """Make a file and keep it until a second person decides; returns its number.

        Raises NotPermitted, and RefusedInput for a reason that says nothing.
        """
        without_nhs_number(reason, "The reason")
        entry = self._entry(scope, f"Ask for {taking.form}", taking.title, reason)
        self._may(scope, "request_export", entry)
        _enough(reason)
        intent = self.files.audit.intend(entry)
        content = make(self.files.mark(taking, scope, intent))
        number = self.store.ask(
            Asked(
                title=taking.title,
                form=taking.form,
                person=person_of(scope),
                role=scope.role,
                purpose=scope.purpose,
                reason=reason.strip(),
                snapshot=self.files.snapshot.id,
                findings=findings(table),
            ),
            content,
        )
        self.files.audit.conclude(intent, entry, outcome="held")
        return number

    def requests(self, scope: Scope) -> Sequence[Request]:
        """What one may see: everything for who releases, otherwise one's own."""
        found = self.store.all()
        if scope.may("release_export"):
            return found
        return [one for one in found if one.asked.person == person_of(scope)]

    def decide(
        self, number: int, decision: Decision, scope: Scope, because: str
    ) -> None:
        """Release or refuse what somebody else asked for.

        Raises NotPermitted for who may not, or asked for it; RefusedInput without a
        reason, or where it is decided.
        """
        request = self.store.get(number)
        action = "Release export" if decision == "released" else "Refuse export"
        entry = self._entry(scope, action, request.asked.title, because)
        self._may(scope, "release_export", entry)
        if request.asked.person == person_of(scope):
            self.files.audit.refuse(entry)
            raise NotPermitted(
                "You asked for this yourself, so somebody else has to decide on it."
            )
        _enough(because)
        intent = self.files.audit.intend(entry)
        try:
            self.store.decide(number, decision, person_of(scope), because.strip())
        except RefusedInput:
            self.files.audit.conclude(intent, entry, outcome="failed")
            raise
        self.files.audit.conclude(intent, entry, outcome=decision)

    def open(self, number: int, scope: Scope) -> bytes:
        """The file, for who decides on it, or for who asked once it is released.

        Raises NotPermitted for anybody else, and RefusedInput where it is not kept.
        """
        request = self.store.get(number)
        entry = self._entry(scope, "Open airlock", request.asked.title, "")
        own = request.asked.person == person_of(scope)
        if not (own and request.decision == "released"):
            self._may(scope, "release_export", entry)
        intent = self.files.audit.intend(entry)
        try:
            content = self.store.content(number)
        except RefusedInput:
            self.files.audit.conclude(intent, entry, outcome="failed")
            raise
        self.files.audit.conclude(intent, entry, outcome="released", released=1)
        return content

    def _may(
        self,
        scope: Scope,
        action: Literal["request_export", "release_export"],
        entry: Entry,
    ) -> None:
        if not scope.may(action):
            self.files.audit.refuse(entry)
            raise NotPermitted(
                "Your role may not do this in the airlock for this purpose. 'Who can "
                "see what' says which roles ask for exact figures and which release "
                "them."
            )

    def _entry(self, scope: Scope, action: str, about: str, reason: str) -> Entry:
        return self.files.entry(scope, action, about, reason)


def _enough(reason: str) -> None:
    if len(reason.strip()) < FEWEST_LETTERS:
        raise RefusedInput(
            f"Say why in at least {FEWEST_LETTERS} letters: it stands in the audit, "
            "and the other person reads it."
        )
