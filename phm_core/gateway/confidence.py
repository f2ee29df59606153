"""What an answer says of the data behind it: whether they carry the question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import pyarrow as pa

from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.reads import reads
from phm_core.catalogue.schema import Fitness
from phm_core.definitions import Criterion
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.inside import definitions
from phm_core.definitions.questions import (
    About,
    ActivityBy,
    Histories,
    Incidence,
    Question,
    RateBy,
    Series,
    Standing,
)
from phm_core.engine import answers
from phm_core.engine.policy import EVERYONE
from phm_core.gateway.asked import Parts
from phm_core.gateway.coverage import Coverage
from phm_core.gateway.exact import Exact
from phm_core.governance.access import Scope
from phm_core.governance.confidence import fits, judged
from phm_core.governance.door import DOOR
from phm_core.period import MONTHS_IN_YEAR
from phm_core.snapshot import Snapshot

EPOCH = date(1970, 1, 1)
DAYS_IN_MONTH = 30.4
# Names of the columns of a breakdown: its people are known when this is true.
KNOWN = ("known", "other_known")


@dataclass(frozen=True)
class Confidence:
    """Judges the data behind an answer by what the catalogue declares as fit."""

    snapshot: Snapshot
    catalogue: Catalogue
    engine: Exact
    coverage: Coverage

    def notes(self, question: Question, scope: Scope, parts: Parts) -> tuple[str, ...]:
        """A sentence for each thing that the answer depends on."""
        said = (
            *self._known(question, parts),
            *self._look_back(question),
            *self._late(question),
        )
        if not isinstance(question, About | Series | Histories):
            return said
        return (*self._covered(question.area, scope), *said)

    def of_each(
        self, question: Question, notes: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """Of each indicator of an answer, those of its notes that are about it."""
        if not isinstance(question, Standing):
            return {}
        late = {*self._late(question)}
        common = tuple(one for one in notes if one not in late)
        return {
            name: (*common, *self._late(replace(question, indicators=(name,))))
            if late
            else common
            for name in question.indicators
        }

    def _covered(self, area: Area, scope: Scope) -> Iterator[str]:
        """Which practices the people come from, where some are missing."""
        if self.coverage.complete:
            return
        found = self.coverage.of(area, scope.practices)
        for fitness in self.catalogue.fitness.values():
            if fitness.about == "coverage" and not found.whole:
                yield judged(fitness, found.percent, found.held)

    def _known(self, question: Question, parts: Parts) -> Iterator[str]:
        """Of how many people a breakdown is known."""
        if not isinstance(question, RateBy | ActivityBy):
            return
        cut = question.by if isinstance(question, RateBy) else (question.by,)
        for by, column in zip(cut, KNOWN, strict=False):
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

    def _late(self, question: Question) -> Iterator[str]:
        """Which tables that a question reads end long before the as-at date."""
        if not self._behind:
            return
        wanted = {
            name
            for rule in self._rules(question)
            for name in reads(self.catalogue, rule)
        }
        for fitness in self.catalogue.fitness.values():
            late = [name for name in fitness.tables if name in wanted & {*self._behind}]
            if not late:
                continue
            last = max(late, key=self._behind.__getitem__)
            days = self._behind[last]
            title = self.catalogue.datasets[last].title.lower()
            words = f"records of {title} end {days} days before the as-at date"
            if fits(fitness, days) != "good":
                yield judged(fitness, days, words)

    def _rules(self, question: Question) -> Iterator[Criterion]:
        """The rules of what a question names: its definitions, its indicators."""
        yield from (one.criteria for one in definitions(question))
        for name in _followed(question):
            entry = self.catalogue.indicators.get(name)
            rules = (entry.among, entry.counted) if entry else ()
            yield from (rule for rule in rules if rule)

    @cached_property
    def _behind(self) -> dict[str, int]:
        """Days from the end of each table's records to the as-at date, where any."""
        told: Mapping[str, str] = (self.snapshot.manifest.model_extra or {}).get(
            "newest", {}
        )
        behind = {
            name: (self.snapshot.as_at - date.fromisoformat(day)).days
            for name, day in told.items()
        }
        return {name: days for name, days in behind.items() if days > 0}

    @cached_property
    def _diagnoses_held(self) -> timedelta | None:
        """For how long diagnoses are held; None where there are too few."""
        asked = Delivered(("condition",))
        answer: answers.Delivered = self.engine.answer(asked, EVERYONE).open(DOOR)
        firsts = [one.first for one in answer.tables if one.first is not None]
        if not firsts:
            return None
        return answer.as_at - (EPOCH + timedelta(days=firsts[0]))


def _followed(question: Question) -> tuple[str, ...]:
    """The indicators that a question names; other activity has no rule to read."""
    if isinstance(question, Standing | Histories):
        return question.indicators
    return (question.measure,) if isinstance(question, Series) else ()


def _share(table: pa.Table, column: str, name: str, fitness: Fitness) -> Iterator[str]:
    rows = table.select([column, "people"]).to_pylist()
    people = sum(row["people"] or 0 for row in rows)
    if not people:
        return
    known = sum(row["people"] or 0 for row in rows if row[column])
    share = 100 * known / people
    words = f"{name[:1].lower()}{name[1:]} is known of {share:.0f}% of these people"
    yield judged(fitness, share, words)
