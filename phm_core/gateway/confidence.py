"""What an answer says of the data behind it: whether they carry the question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from phm_core.definitions.delivered import Delivered
from phm_core.definitions.questions import (
    About,
    Histories,
    HowMany,
    Incidence,
    Profile,
    Question,
    Series,
    Standing,
)
from phm_core.engine import answers
from phm_core.engine.policy import EVERYONE
from phm_core.gateway import known
from phm_core.gateway.asked import Parts
from phm_core.gateway.coverage import EVERYBODY
from phm_core.gateway.foundation import Ground
from phm_core.gateway.late import Late
from phm_core.governance.access import Scope
from phm_core.governance.confidence import judged
from phm_core.governance.door import DOOR
from phm_core.period import MONTHS_IN_YEAR

EPOCH = date(1970, 1, 1)
DAYS_IN_MONTH = 30.4
# Parts of a profile that are counted from tables of their own.
OF_TABLES = ("condition", "activity")


@dataclass(frozen=True)
class Judged:
    """What is said of the data behind an answer, and behind some parts of it.

    parts: by name, all that is said of one part, where that is something else: of each
    indicator of a standing; of the conditions, the activity and each breakdown of a
    profile; of a breakdown of who may be missed.
    """

    notes: tuple[str, ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )


@dataclass(frozen=True)
class Confidence:
    """Judges the data behind an answer by what the catalogue declares as fit."""

    ground: Ground

    def judge(self, question: Question, scope: Scope, found: Parts) -> Judged:
        """A sentence for each thing that the answer, or a part of it, depends on."""
        catalogue = self.ground.catalogue
        common = (
            *self._covered(question, scope),
            *known.of_answer(question, found.tables, catalogue),
            *self._look_back(question),
        )
        cuts = known.of_parts(question, found, catalogue)
        read = self._read(question, scope)
        notes = (*common, *self._late.notes(read.pop(""), question))
        parts = {
            name: (*common, *self._late.notes(tables, question))
            for name, tables in read.items()
        }
        parts |= {by: (*notes, *said) for by, said in cuts.items()}
        own = {name: said for name, said in parts.items() if said != notes}
        return Judged(notes, own)

    def _read(self, question: Question, scope: Scope) -> dict[str, frozenset[str]]:
        """Tables behind each part of an answer, by name; behind the whole as ""."""
        whole = self._late.tables(question, scope)
        if isinstance(question, Profile):
            # Who they are is told by the rules of the cohort, and needs no more.
            who = HowMany(question.of or EVERYBODY)
            rules = self._late.tables(who, scope)
            return {"": rules} | {one: rules | ({one} & whole) for one in OF_TABLES}
        if not isinstance(question, Standing):
            return {"": whole}
        singly = {
            name: replace(question, indicators=(name,)) for name in question.indicators
        }
        return {"": whole} | {
            name: self._late.tables(one, scope) for name, one in singly.items()
        }

    def _covered(self, question: Question, scope: Scope) -> Iterator[str]:
        """Which practices the people come from, where some are missing."""
        coverage = self.ground.trust.coverage
        if not isinstance(question, About | Series | Histories) or coverage.complete:
            return
        found = coverage.of(question.area, scope.practices)
        for fitness in self.ground.catalogue.fitness.values():
            if fitness.about == "coverage" and not found.whole:
                yield judged(fitness, found.percent, found.held)

    def _look_back(self, question: Question) -> Iterator[str]:
        """For how long diagnoses are held before the first that counts as new."""
        if not isinstance(question, Incidence):
            return
        if self._diagnoses_held is None:
            return
        months = self._diagnoses_held.days / DAYS_IN_MONTH - question.months
        words = (
            "diagnoses are held for "
            f"{max(months, 0.0) / MONTHS_IN_YEAR:.0f} years before the first that "
            "counts as new"
        )
        for fitness in self.ground.catalogue.fitness.values():
            if fitness.about == "look_back":
                yield judged(fitness, months, words)

    @cached_property
    def _late(self) -> Late:
        return Late(self.ground)

    @cached_property
    def _diagnoses_held(self) -> timedelta | None:
        """For how long diagnoses are held; None where there are too few."""
        asked = Delivered(("condition",))
        engine = self.ground.engine
        answer: answers.Delivered = engine.answer(asked, EVERYONE).open(DOOR)
        firsts = [one.first for one in answer.tables if one.first is not None]
        if not firsts:
            return None
        return answer.as_at - (EPOCH + timedelta(days=firsts[0]))
