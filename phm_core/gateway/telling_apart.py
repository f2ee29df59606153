"""Counts that are settled are compared with those that were released before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.describe import describe
from phm_core.definitions.events import Register
from phm_core.definitions.nodes import Age, Criterion
from phm_core.definitions.questions import About, Question
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.wire import key_of
from phm_core.engine.policy import Rows
from phm_core.engine.watch import Watch
from phm_core.governance.access import Scope
from phm_core.governance.differencing import (
    moves_enough,
    nearly_spent,
    unlike_before,
    within_budget,
)
from phm_core.governance.disclosive import Disclosive
from phm_core.governance.door import DOOR
from phm_core.governance.permission import Terms
from phm_core.store.ledger import Ledger, People, Pool


class Sets(Protocol):
    """What tells which people a question counts: the engine."""

    def counted_people(
        self,
        question: About,
        known: frozenset[str],
        within: Rows,
        watch: Watch,
    ) -> Disclosive[Any]:
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
    ) -> tuple[str, ...]:
        """Enter what a question counts into the ledger of the scope's organisations.

        Returns what should be said beside the answer. Raises NotPermitted, in a
        sentence that says what would be allowed.
        """
        if terms.rule.exact or terms.published or not isinstance(question, About):
            return ()
        found = self.engine.counted_people(question, self._declared, rows, watch)
        pools = [Pool(one, self.snapshot) for one in scope.organisations]
        for counted in found.open(DOOR).sets:
            people = People(counted.people, counted.everyone)
            new = [pool for pool in pools if not self.ledger.holds(pool, people)]
            if not new:
                continue
            said = [
                (describe(effect.rule, self.vocabulary), effect.people)
                for effect in counted.effects
            ]
            moves_enough(said, counted.name, terms.rule)
            few = terms.rule.suppress_below
            for pool in new:
                within_budget(self.ledger.entered_today(pool), scope.groups_a_day)
                entered = self.ledger.enter(pool, people, fewer_than=few)
                unlike_before(counted.name, terms.rule, entered=entered)
        spent = max(self.ledger.entered_today(pool) for pool in pools)
        return nearly_spent(spent, scope.groups_a_day)

    @cached_property
    def _declared(self) -> frozenset[str]:
        """Keys of the criteria that the catalogue declares."""
        return frozenset(map(key_of, _declared(self.catalogue)))


def _declared(catalogue: Catalogue) -> Iterator[Criterion]:
    """Measures, registers and cohorts that are the same for everybody."""
    for example in catalogue.cohorts.values():
        yield example.definition.criteria
    for entry in catalogue.indicators.values():
        yield entry.counted
        yield entry.gap_definition.criteria
        if entry.among is not None:
            yield entry.among
    for identity, condition in catalogue.conditions.items():
        yield Register.model_validate({"is": identity})
        if condition.qof and condition.qof.minimum_age:
            yield Age(min=condition.qof.minimum_age)
