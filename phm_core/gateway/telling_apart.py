"""Counts that are settled are compared with those that were released before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.describe import describe
from phm_core.definitions.events import Condition, Register
from phm_core.definitions.nodes import Age, Criterion
from phm_core.definitions.questions import About, Question
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.wire import meaning_of
from phm_core.engine.counted_people import Counted, CountedPeople
from phm_core.engine.policy import Rows
from phm_core.engine.watch import Watch
from phm_core.governance.access import Scope
from phm_core.governance.differencing import (
    counted_without,
    nearly_declared,
    nearly_spent,
    unlike_before,
    within_budget,
)
from phm_core.governance.disclosive import Disclosive
from phm_core.governance.door import DOOR
from phm_core.governance.permission import Terms
from phm_core.governance.rule import Rule
from phm_core.store.ledger import Ledger, People, Pool, size


class Sets(Protocol):
    """What tells which people a question counts: the engine."""

    def counted_people(
        self,
        question: About,
        known: Mapping[str, Criterion],
        few: int,
        within: Rows,
        watch: Watch,
    ) -> Disclosive[CountedPeople]:
        """The people of every cohort of a question, closed."""
        ...


@dataclass(frozen=True)
class TellingApart:
    """Refuses counts from which few people could be told, by taking one from another.

    What the catalogue declares, by areas that are there for everybody, is left out: it
    is the same whoever asks.
    """

    ledger: Ledger
    engine: Sets
    catalogue: Catalogue
    vocabulary: Vocabulary
    snapshot: str

    def settle(
        self,
        question: Question,
        scope: Scope,
        terms: Terms,
        rows: Rows,
        watch: Watch,
    ) -> tuple[Question, tuple[str, ...]]:
        """Enter what a question counts into the ledger of the scope's organisations.

        Returns the question as it is to be answered, without the rules by which few
        people are in or out, and what should be said beside the answer. Raises
        NotPermitted, in a sentence that says what would be allowed.
        """
        rule = terms.rule
        if rule.exact or terms.published or not isinstance(question, About):
            return question, ()
        found = self.engine.counted_people(
            question, self._declared, rule.suppress_below, rows, watch
        ).open(DOOR)
        pools = [Pool(one, self.snapshot) for one in scope.organisations]
        for counted in found.sets:
            self._enter(counted, pools, rule, scope.groups_a_day)
        spent = max(self.ledger.entered_today(pool) for pool in pools)
        said = [
            counted_without(each.cohort, describe(each.rule, self.vocabulary), rule)
            for each in found.left_out
        ]
        return found.question, (*said, *nearly_spent(spent, scope.groups_a_day))

    def _enter(
        self, counted: Counted, pools: list[Pool], rule: Rule, groups_a_day: int
    ) -> None:
        people = People(counted.people, counted.everyone, counted.meaning, counted.rest)
        if not size(people.bits):
            return
        for pool in pools:
            if self.ledger.holds(pool, people):
                continue
            if counted.nearly is not None:
                nearly_declared(
                    counted.name, describe(counted.nearly, self.vocabulary), rule
                )
            within_budget(self.ledger.entered_today(pool), groups_a_day)
            few = rule.suppress_below
            entered = self.ledger.enter(pool, people, fewer_than=few)
            unlike_before(counted.name, rule, entered=entered)

    @cached_property
    def _declared(self) -> dict[str, Criterion]:
        """The criteria that the catalogue declares, by what they mean."""
        return {meaning_of(each): each for each in _declared(self.catalogue)}


def _declared(catalogue: Catalogue) -> Iterator[Criterion]:
    """Everybody, and measures, registers and cohorts that are the same for them."""
    yield Age(min=0)
    for example in catalogue.cohorts.values():
        yield example.definition.criteria
    for entry in catalogue.indicators.values():
        yield entry.counted
        yield entry.gap_definition.criteria
        if entry.among is not None:
            yield entry.among
    for check in catalogue.checks.values():
        yield from filter(None, (check.among, check.counted))
    for identity, condition in catalogue.conditions.items():
        yield Condition.model_validate({"is": identity})
        yield Register.model_validate({"is": identity})
        if condition.qof and condition.qof.minimum_age:
            yield Age(min=condition.qof.minimum_age)
