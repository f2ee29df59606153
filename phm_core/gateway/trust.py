"""Whether the lists of each practice may be made, and who says so.

The counts here are exact. They decide what is open, and are shown to nobody: whoever
compares them asks through the door.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from phm_core.area import Area, Level
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.document import Definition
from phm_core.definitions.events import Register
from phm_core.definitions.finders import Moved
from phm_core.definitions.questions import About, Question, Rate
from phm_core.engine import answers
from phm_core.engine.policy import EVERYONE
from phm_core.engine.public import PublicTables
from phm_core.errors import NotHeld, NotPermitted
from phm_core.gateway.belonging import belonging
from phm_core.gateway.coverage import Coverage
from phm_core.gateway.exact import Exact
from phm_core.governance.access import VISITOR, Scope
from phm_core.governance.door import DOOR
from phm_core.governance.evidence import LIST, Dated, Evidence, Signed
from phm_core.governance.matching import (
    closed,
    countable,
    counted_well,
    lists_open,
    may_sign,
    rules_of,
    said,
)
from phm_core.governance.permission import Terms
from phm_core.snapshot import Snapshot
from phm_core.store.practice_counts import OwnCount, PracticeCounts
from phm_core.store.sign_offs import Decision, Signature, SignOff, SignOffs

LEFT_OUT = "People of these practices are not listed. {} See the page 'Onboarding'."


def register_of(key: str) -> Definition:
    """Everybody on a register, as a cohort."""
    return Definition(name=key, criteria=Register.model_validate({"is": key}))


@dataclass(frozen=True)
class Trust:
    """What practices counted and signed, beside what one snapshot holds of them."""

    snapshot: Snapshot
    engine: Exact
    catalogue: Catalogue
    public: PublicTables
    counts: PracticeCounts
    signs: SignOffs

    @property
    def real(self) -> bool:
        """Whether there are real people to be protected."""
        return self.snapshot.has_people and not self.snapshot.manifest.synthetic

    def narrowed(self, question: Question, scope: Scope, terms: Terms) -> Terms:
        """The terms, without people of practices that may not be listed.

        Raises NotPermitted where none may be. Every list of real people passes here,
        whoever asks and what for. Of a list that is compared with an earlier day they
        are seen and not listed, so that nobody is said to have moved away.
        """
        if question.reveals != "people" or not self.real:
            return terms
        asked = self.held if scope.practices is None else scope.practices
        if isinstance(question, About) and question.area.level != Level.ICS:
            asked &= belonging(self.public, [question.area]).practices
        shut = self.shut(asked)
        names = self.public.known_names(Level.PRACTICE)
        opened = lists_open(asked, shut, names)
        if not shut:
            return replace(terms, practices=opened)
        told = (LEFT_OUT.format(self.told(shut)),)
        if isinstance(question, Moved):
            return replace(terms, unlisted=frozenset(shut), told=told)
        return replace(terms, practices=opened, told=told)

    def shut(self, practices: Iterable[str]) -> dict[str, str]:
        """Why no list is made of the people of some practices, by its code."""
        own, newest = self.counts.newest(), self.signs.newest(real=self.real)
        found = {
            code: closed(
                self.catalogue,
                self._evidence(code, own.get(code, {}), newest.get(code)),
            )
            for code in practices
        }
        return {code: why for code, why in found.items() if why}

    def why(self, practice: str) -> str:
        """Why no list is made of one practice's people; nothing where one may be."""
        return self.shut([practice]).get(practice, "")

    def told(self, shut: Mapping[str, str]) -> str:
        """The same of several practices, by name."""
        return said(shut, self.public.known_names(Level.PRACTICE))

    def evidence(self, practice: str) -> Evidence:
        """What a practice counted and signed, beside what this app counts."""
        newest = self.signs.newest(real=self.real).get(practice)
        return self._evidence(practice, self.own(practice), newest)

    def _evidence(
        self, practice: str, own: Mapping[str, OwnCount], newest: SignOff | None
    ) -> Evidence:
        signed = None
        if newest is not None and newest.stands:
            kept = newest.signature
            signed = Signed(kept.as_at, kept.rules, kept.counts)
        return Evidence(
            own={key: Dated(one.people, one.on) for key, one in own.items()},
            ours=self._ours.get(practice, {}),
            as_at=self.snapshot.as_at,
            signed=signed,
        )

    def own(self, practice: str) -> Mapping[str, OwnCount]:
        """What a practice counted itself, by register."""
        return self.counts.newest().get(practice, {})

    def history(self, practice: str) -> tuple[SignOff, ...]:
        """What a practice signed and withdrew on such people, newest first."""
        every = self.signs.history(practice)
        return tuple(one for one in every if one.signature.real == self.real)

    def give(
        self, practice: str, people: Mapping[str, int], on: date, scope: Scope
    ) -> None:
        """Keep a practice's own counts. Raises NotPermitted for anybody else."""
        self._own_practice(practice, scope)
        counted_well(self.catalogue, people, on, self.counts.today)
        self.counts.give(practice, people, on, scope.user)

    def sign(self, practice: str, scope: Scope) -> None:
        """Sign that the counts match.

        Raises NotPermitted for anybody but the practice, RefusedInput while a count
        that is needed is missing or differs too much.
        """
        self._own_practice(practice, scope)
        may_sign(self.catalogue, self.evidence(practice))
        self._keep(practice, "signed", scope)

    def withdraw(self, practice: str, scope: Scope) -> None:
        """Take a signature back. Raises NotPermitted for anybody but the practice."""
        self._own_practice(practice, scope)
        self._keep(practice, "withdrawn", scope)

    def may_sign(self, practice: str, scope: Scope) -> bool:
        """Whether a scope signs for a practice."""
        own = str(Area(Level.PRACTICE, practice)) in scope.belongs_to
        return own and scope.may("sign_off") and not (self.real and _nobody(scope))

    def _own_practice(self, practice: str, scope: Scope) -> None:
        if not self.may_sign(practice, scope):
            raise NotPermitted(
                "Only a practice compares its own counts and signs, by somebody to "
                "whom that role was given. Ask whoever gives roles."
            )

    def _keep(self, practice: str, decision: Decision, scope: Scope) -> None:
        evidence = self.evidence(practice)
        signature = Signature(
            practice=practice,
            decision=decision,
            by=scope.user,
            role=scope.role,
            snapshot=self.snapshot.id,
            as_at=self.snapshot.as_at,
            real=self.real,
            rules=rules_of(self.catalogue, evidence.own),
            counts={key: evidence.ours.get(key, 0) for key in evidence.counted},
        )
        self.signs.keep(signature, scope.purpose, scope.digest)

    @property
    def held(self) -> frozenset[str]:
        """Practices of whose people the snapshot holds records."""
        return self.coverage.held

    @property
    def signed(self) -> dict[str, date]:
        """The day on which each practice signed, where that stands."""
        newest = self.signs.newest(real=self.real)
        return {code: one.at.date() for code, one in newest.items() if one.stands}

    @cached_property
    def coverage(self) -> Coverage:
        """Of which practices there are records."""
        return Coverage(self.engine, self.public, self.snapshot.has_people)

    @cached_property
    def _ours(self) -> Mapping[str, Mapping[str, int]]:
        """People on each register by practice, whatever anybody opted out of."""
        found: dict[str, dict[str, int]] = {}
        if not self.snapshot.has_people:
            return found
        for register in countable(self.catalogue):
            if register == LIST:
                continue
            for code, people, on_it in self._counted(register):
                row = found.setdefault(code, {LIST: people})
                row[register] = on_it
        return found

    def _counted(self, register: str) -> Iterator[tuple[str, int, int]]:
        """Practice, people and people on a register; nothing where it is not held."""
        question = Rate(register_of(register), Level.PRACTICE)
        try:
            answer: answers.Rate = self.engine.answer(question, EVERYONE).open(DOOR)
        except NotHeld:
            return
        rows = zip(
            answer.areas.codes, answer.share.among, answer.share.counted, strict=True
        )
        for code, people, counted in rows:
            if people:
                yield str(code), int(people), int(counted)


def _nobody(scope: Scope) -> bool:
    return scope.user in ("", VISITOR)
