"""THE door: permit, write down the intent, answer, protect, write down, release."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.inside import stated_day
from phm_core.definitions.questions import Question
from phm_core.engine.watch import Progress, Watch
from phm_core.errors import Cancelled, NotPermitted
from phm_core.gateway import told
from phm_core.gateway.airlock import Airlock
from phm_core.gateway.around import rows_of, size_of
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.caveats import left_out, rule_in_words
from phm_core.gateway.confidence import Confidence, Judged
from phm_core.gateway.files import Files
from phm_core.gateway.foundation import Ground
from phm_core.gateway.kept import Kept
from phm_core.gateway.keys import (
    digest,
    spelled,
    uses_library,
    uses_places,
)
from phm_core.gateway.releasers import RELEASERS
from phm_core.gateway.review import Review
from phm_core.gateway.sentences import sentence
from phm_core.gateway.telling_apart import TellingApart
from phm_core.gateway.withheld import withheld
from phm_core.gateway.working import Working
from phm_core.governance.access import Scope
from phm_core.governance.door import DOOR
from phm_core.governance.identifying import reason_given
from phm_core.governance.permission import Terms, permit
from phm_core.governance.released import Released
from phm_core.nhs_number import without_nhs_number
from phm_core.snapshot import Snapshot
from phm_core.store.audit import Entry

MOST_KEPT = 512
ENDED = {Cancelled: "stopped", NotPermitted: "refused"}


class Gateway:
    """Answers questions about one snapshot for whoever has a scope."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._apart = TellingApart(
            ground.ledger,
            ground.engine,
            ground.catalogue,
            ground.vocabulary,
            ground.snapshot.id,
        )
        self._kept = Kept(MOST_KEPT)
        self._confidence = Confidence(ground)

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that is asked."""
        return self._ground.snapshot

    @property
    def catalogue(self) -> Catalogue:
        """What is declared."""
        return self._ground.catalogue

    @cached_property
    def files(self) -> Files:
        """Where files are taken out."""
        ground = self._ground
        return Files(
            ground.audit,
            ground.catalogue,
            ground.snapshot,
            self._settle,
            ground.freshness,
            ground.trust.coverage.seen,
        )

    @cached_property
    def airlock(self) -> Airlock:
        """Where exact figures wait for a second person."""
        return Airlock(self.files, self._ground.airlock)

    @cached_property
    def working(self) -> Working:
        """Where teams work through lists of people."""
        return Working(self.ask, self.files, self._ground.book)

    @cached_property
    def review(self) -> Review:
        """Where the audit is read."""
        return Review(self._ground.audit, self._ground.snapshot)

    def ask(
        self,
        question: Question,
        scope: Scope,
        *,
        reason: str = "",
        watch: Watch | None = None,
    ) -> Released:
        """Answer one question.

        reason: why, where the purpose needs one. watch: tells progress, and stops the
        question. Raises NotPermitted, RefusedInput or Cancelled, each a sentence.
        """
        return self.ask_all([question], scope, reason=reason, watch=watch)[0]

    def ask_all(
        self,
        questions: Sequence[Question],
        scope: Scope,
        *,
        reason: str = "",
        watch: Watch | None = None,
        progress: Progress | None = None,
    ) -> list[Released]:
        """Answer several questions as one act, audited as one."""
        without_nhs_number(reason, "The reason")
        watch = watch or Watch(progress)
        entry = told.entry(questions, scope, reason, self._ground)
        terms = self._permitted(questions, scope, entry)
        intent = self._ground.audit.intend(entry)
        with self._failing(intent, entry):
            answers = [
                self._answer(question, scope, each, watch)
                for question, each in zip(questions, terms, strict=True)
            ]
        let_out = sum(size_of(answer) for answer in answers)
        self._ground.audit.conclude(intent, entry, outcome="released", released=let_out)
        return answers

    def _settle(self, question: Question, scope: Scope) -> None:
        """Enter into the ledger what is taken out in a file, whatever was asked."""
        terms = self._permit(question, scope)
        self._apart.settle(question, scope, terms, rows_of(scope, terms), Watch())

    def _permit(self, question: Question, scope: Scope) -> Terms:
        ground = self._ground
        terms = permit(
            question, scope, catalogue=ground.catalogue, snapshot=ground.snapshot
        )
        return ground.trust.narrowed(question, scope, terms)

    def _permitted(
        self, questions: Sequence[Question], scope: Scope, entry: Entry
    ) -> list[Terms]:
        try:
            terms = [self._permit(question, scope) for question in questions]
        except NotPermitted:
            self._ground.audit.refuse(entry)
            raise
        for question, each in zip(questions, terms, strict=True):
            reason_given(question, each.purpose, entry.reason)
        return terms

    @contextmanager
    def _failing(self, intent: int, entry: Entry) -> Iterator[None]:
        """Write down that a question was stopped or failed; the fault goes on."""
        try:
            yield
        except BaseException as fault:
            outcome = next(
                (word for kind, word in ENDED.items() if isinstance(fault, kind)),
                "failed",
            )
            self._ground.audit.conclude(intent, entry, outcome=outcome)
            raise

    def _answer(
        self, question: Question, scope: Scope, terms: Terms, watch: Watch
    ) -> Released:
        key = self._key(question, scope, terms)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        rows, settled = rows_of(scope, terms), question
        said: tuple[str, ...] = ()
        if question.settles:
            settled, said = self._apart.settle(question, scope, terms, rows, watch)
        exact = self._ground.engine.answer(settled, rows, watch).open(DOOR)
        ground = self._ground
        asked = Asked(
            question, terms, ground.catalogue, ground.vocabulary, ground.numbers
        )
        parts = RELEASERS[type(question)](asked, exact)
        judged = Judged()
        if not terms.published:
            judged = self._confidence.judge(question, scope, parts)
            parts = withheld(parts, question, judged)
        parts = replace(parts, notes=(*parts.notes, *said))
        coded = self._coded(parts, scope, terms)
        released = self._released(asked, scope, coded, judged, key)
        if question.reveals != "people":
            self._kept.put(key, released)
        return released

    def _coded(self, parts: Parts, scope: Scope, terms: Terms) -> Parts:
        """With letters for practices; published figures are named wherever they are."""
        if terms.published or not scope.practices_coded:
            return parts
        return self._ground.naming.now().over(parts)

    def _released(
        self, asked: Asked, scope: Scope, parts: Parts, judged: Judged, key: str
    ) -> Released:
        snapshot, question = self._ground.snapshot, asked.question
        said = (*parts.notes, *left_out(asked.terms, scope), *asked.terms.told)
        return Released(
            question=question,
            purpose=scope.purpose,
            snapshot=snapshot.id,
            as_at=stated_day(question) or snapshot.as_at,
            synthetic=snapshot.manifest.synthetic,
            facts=parts.facts,
            tables=parts.tables,
            notes=(*said, *judged.notes),
            carried={name: (*said, *own) for name, own in judged.parts.items()},
            covered=self._ground.trust.coverage.behind(question, scope),
            rule=rule_in_words(asked.terms),
            sentence=sentence(question, self._ground.vocabulary),
            key=key,
            door=DOOR,
        )

    def _key(self, question: Question, scope: Scope, terms: Terms) -> str:
        ground = self._ground
        saved = uses_library(question)
        library = ground.cohorts.revision() if saved else 0
        # A saved cohort may name a built Place, which may change without it.
        built = ground.places.revision() if saved or uses_places(question) else 0
        return digest(
            spelled(question),
            scope.digest,
            ground.snapshot.id,
            ground.catalogue.digest,
            terms.rule.sentence,
            ",".join(sorted(terms.opt_outs)),
            str(library),
            str(built),
            ground.naming.chosen() if scope.practices_coded else "",
        )
