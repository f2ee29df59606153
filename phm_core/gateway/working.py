"""Worklists: opened on the records of today, worked on, each act written down."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

from phm_core.definitions.document import Definition
from phm_core.definitions.finders import Listing, Membership, Moved
from phm_core.definitions.parse import parse_definition
from phm_core.definitions.wire import to_json
from phm_core.definitions.worklist import Step, Worklist
from phm_core.errors import NotPermitted, RefusedInput
from phm_core.gateway.closing import closed_by_record
from phm_core.gateway.files import Files
from phm_core.gateway.opened import Opened, about_of
from phm_core.governance.access import Scope
from phm_core.governance.released import Released
from phm_core.governance.working import (
    decision_made,
    may_work,
    own_team,
    step_allowed,
    urgent_owned,
)
from phm_core.nhs_number import without_nhs_number
from phm_core.store.book import Book
from phm_core.store.visits import Visit
from phm_core.store.work import Overtaken
from phm_core.store.work_steps import Act
from phm_core.store.worklists import SavedWorklist

TRIES = 3
GIVEN = "given"  # to somebody of the team, the step staying as it is


class Asks(Protocol):
    """The door."""

    def __call__(self, question: Listing, scope: Scope, *, reason: str) -> Released:
        """Answer one question."""
        ...


@dataclass(frozen=True)
class Working:
    """The worklists of one installation, over one snapshot."""

    ask: Asks
    files: Files
    book: Book

    def mine(self, scope: Scope) -> list[SavedWorklist]:
        """The lists of one's own team, newest first. Raises NotPermitted."""
        may_work(scope, self.files.catalogue)
        return self.book.lists.of(scope.belongs_to)

    def get(self, identity: str, scope: Scope) -> SavedWorklist:
        """One list. Raises RefusedInput, alike for one of others and one not there."""
        may_work(scope, self.files.catalogue)
        return self.book.lists.get(identity, scope.belongs_to)

    def save(
        self, worklist: Worklist, scope: Scope, before: SavedWorklist | None = None
    ) -> SavedWorklist:
        """Save a new list, or the next version of one. Raises RefusedInput."""
        may_work(scope, self.files.catalogue)
        own_team(worklist, scope)
        decision_made(worklist)
        with self._act("Save worklist", worklist.name, scope):
            return self.book.lists.save(
                worklist,
                scope.user,
                identity=before.id if before else None,
                edited=before.version if before else None,
            )

    def open(self, identity: str, scope: Scope, reason: str) -> Opened:
        """Open a list on the records of this snapshot: first the record has its say.

        Raises RefusedInput where the list was worked on with newer records already.
        """
        saved = self.get(identity, scope)
        for tried in range(TRIES):
            try:
                return self._open(saved, scope, reason)
            except Overtaken:
                # A colleague took a step meanwhile: look again, with theirs.
                if tried == TRIES - 1:
                    raise
        raise AssertionError

    def _open(self, saved: SavedWorklist, scope: Scope, reason: str) -> Opened:
        about, book = about_of(saved.worklist), self.book
        visits = book.visits.last(saved.id)
        now = self._visit(about, scope, reason, visits[0].number + 1 if visits else 1)
        if not visits or (visits[0].snapshot, visits[0].content) != (
            now.snapshot,
            now.content,
        ):
            steps = book.work.now(saved.id)
            moved = self._moved(about, visits[0], scope, reason) if visits else None
            said = closed_by_record(moved, steps, self.files.catalogue) if moved else {}
            book.visits.note(saved.id, now, said)
            visits = book.visits.last(saved.id)
        last = visits[1] if len(visits) > 1 else None
        return Opened(saved, book.work.now(saved.id), visits[0], last)

    def _visit(
        self, about: Membership, scope: Scope, reason: str, number: int
    ) -> Visit:
        released = self.ask(about, scope, reason=reason)
        rules = self._rules(about)
        return Visit(
            number=number,
            snapshot=self.files.snapshot.id,
            content=rules.digest,
            as_at=released.as_at,
            opened_at=self.files.audit.now,
            definition=to_json(rules.to_wire()),
            people=_names(released, "people"),
            urgent=_names(released, "urgent"),
        )

    def _rules(self, about: Listing) -> Definition:
        if about.of is not None:
            return about.of
        return self.files.catalogue.casefinders[about.finder].definition

    def again(self, opened: Opened, scope: Scope) -> Opened:
        """The same on the same records, as everybody stands by now."""
        saved = self.get(opened.saved.id, scope)
        return replace(opened, saved=saved, steps=self.book.work.now(saved.id))

    def meaning(self, opened: Opened) -> str:
        """What the list is, in plain English."""
        about = opened.question
        if about.of is not None:
            return about.of.description or f"{about.of.name}."
        return self.files.catalogue.casefinders[about.finder].meaning

    def since(self, opened: Opened, scope: Scope, reason: str) -> Released | None:
        """Who joined and left since the visit before; None at the first one."""
        if opened.last is None:
            return None
        return self._moved(opened.question, opened.last, scope, reason)

    def _moved(
        self, about: Membership, last: Visit, scope: Scope, reason: str
    ) -> Released:
        question = Moved(
            about.finder,
            of=about.of,
            before=last.people,
            since=last.as_at,
            was=parse_definition(last.definition),
            area=about.area,
        )
        return self.ask(question, scope, reason=reason)

    def take(
        self, opened: Opened, scope: Scope, step: Step, people: Mapping[str, int]
    ) -> int:
        """Set the same step for some people, whose revisions were seen.

        Without an owner, or a step, each keeps theirs.

        Returns the number of the act, by which it is undone. Raises RefusedInput for a
        step that is not declared or somebody not on the list, Overtaken where a
        colleague was first; nothing is changed then.
        """
        steps = self.files.catalogue.work_steps
        worklist = self.get(opened.saved.id, scope).worklist
        step_allowed(step, worklist, steps, self.book.work.today)
        known = {*opened.visit.people, *opened.visit.urgent}
        if not people or not known.issuperset(people):
            raise RefusedInput(
                "Choose at least one person of this list, as it is shown now."
            )
        new = {who: step.after(opened.step(who), seen) for who, seen in people.items()}
        urgent_owned(new, opened.visit.urgent)
        what = step.step or GIVEN
        with self._act(f"Work: {what}", worklist.name, scope, len(people)):
            return self.book.work.record(
                opened.saved.id, what, scope.user, self.files.snapshot.id, new
            )

    def undo(self, identity: str, act: int, scope: Scope) -> int:
        """Put back what an act changed. Raises RefusedInput where it cannot be."""
        saved = self.get(identity, scope)
        with self._act("Work: undo", saved.worklist.name, scope):
            return self.book.work.undo(
                identity, act, scope.user, self.files.snapshot.id
            )

    def acts(self, identity: str, scope: Scope) -> list[Act]:
        """What was done lately, newest first."""
        return self.book.work.acts(self.get(identity, scope).id)

    def history(self, identity: str, who: str, scope: Scope) -> list[tuple[Step, Act]]:
        """Every step of one person on a list, newest first, with who took it."""
        return self.book.work.history(self.get(identity, scope).id, who)

    @contextmanager
    def _act(
        self, what: str, about: str, scope: Scope, people: int | None = None
    ) -> Iterator[None]:
        """Written down before, and afterwards how it ended."""
        without_nhs_number(about, "The name of a worklist")
        audit = self.files.audit
        entry = self.files.entry(scope, what, about)
        intent = audit.intend(entry)
        try:
            yield
        except BaseException as fault:
            refused = isinstance(fault, NotPermitted)
            outcome = "refused" if refused else "failed"
            audit.conclude(intent, entry, outcome=outcome)
            raise
        audit.conclude(intent, entry, outcome="released", released=people)


def _names(released: Released, table: str) -> tuple[str, ...]:
    return tuple(map(str, released.tables[table].column("pseudonym").to_pylist()))
