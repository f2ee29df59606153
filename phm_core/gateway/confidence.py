"""What an answer says of the data behind it: whether they carry the question."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import pyarrow as pa

from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Fitness
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.questions import (
    About,
    Histories,
    Incidence,
    Question,
    RateBy,
    Series,
)
from phm_core.engine import answers
from phm_core.engine.policy import EVERYONE
from phm_core.gateway.asked import Parts
from phm_core.gateway.coverage import Coverage
from phm_core.gateway.exact import Exact
from phm_core.governance.access import Scope
from phm_core.governance.confidence import judged
from phm_core.governance.door import DOOR
from phm_core.period import MONTHS_IN_YEAR

EPOCH = date(1970, 1, 1)
DAYS_IN_MONTH = 30.4
# Names of the columns of a breakdown: its people are known when this is true.
KNOWN = ("known", "other_known")


@dataclass(frozen=True)
class Confidence:
    """Judges the data behind an answer by what the catalogue declares as fit."""

    catalogue: Catalogue
    engine: Exact
    coverage: Coverage

    def notes(self, question: Question, scope: Scope, parts: Parts) -> tuple[str, ...]:
        """A sentence for each thing that the answer depends on."""
        said = (*self._known(question, parts), *self._look_back(question))
        if not isinstance(question, About | Series | Histories):
            return said
        return (*self._covered(question.area, scope), *said)

    def _covered(self, area: Area, scope: Scope) -> Iterator[str]:
        """Which practices the people come from, where some are missing."""
        if self.coverage.complete:
            return
        found = self.coverage.of(area, scope.practices)
        for fitness in self.catalogue.fitness.values():
            if fitness.about == "coverage" and not found.whole:
                yield judged(fitness, found.percent, found.words)

    def _known(self, question: Question, parts: Parts) -> Iterator[str]:
        """Of how many people a breakdown is known."""
        if not isinstance(question, RateBy):
            return
        for by, column in zip(question.by, KNOWN, strict=False):
            for fitness in self.catalogue.fitness.values():
                if fitness.about == "known" and by in fitness.breakdowns:
                    name = self.catalogue.attributes[str(by)].label
                    yield from _share(parts.tables["groups"], column, name, fitness)

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
        for fitness in self.catalogue.fitness.values():
            if fitness.about == "look_back":
                yield judged(fitness, months, words)

    @cached_property
    def _diagnoses_held(self) -> timedelta | None:
        """For how long diagnoses are held; None where there are too few."""
        asked = Delivered(("condition",))
        answer: answers.Delivered = self.engine.answer(asked, EVERYONE).open(DOOR)
        firsts = [one.first for one in answer.tables if one.first is not None]
        if not firsts:
            return None
        return answer.as_at - (EPOCH + timedelta(days=firsts[0]))


def _share(table: pa.Table, column: str, name: str, fitness: Fitness) -> Iterator[str]:
    rows = table.select([column, "people"]).to_pylist()
    people = sum(row["people"] or 0 for row in rows)
    if not people:
        return
    known = sum(row["people"] or 0 for row in rows if row[column])
    share = 100 * known / people
    words = f"{name[:1].lower()}{name[1:]} is known of {share:.0f}% of these people"
    yield judged(fitness, share, words)
