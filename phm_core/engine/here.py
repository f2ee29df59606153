"""What answering a question needs, gathered once."""

from dataclasses import dataclass, replace
from datetime import date

from phm_core.area import WHOLE
from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import About
from phm_core.engine.expansions import Expansions
from phm_core.engine.groupings import Groupings
from phm_core.engine.index import PeopleIndex
from phm_core.engine.kleene import Bounds
from phm_core.engine.memory import Memory
from phm_core.engine.policy import Rows
from phm_core.engine.public import PublicTables
from phm_core.engine.scope import Scope, scope_of
from phm_core.engine.watch import Watch


@dataclass(frozen=True)
class Here:
    """One question's surroundings: the people, what names mean, and who may be counted.

    `totals` keeps what was counted for whole scopes.
    """

    index: PeopleIndex
    catalogue: Catalogue
    public: PublicTables
    expansions: Expansions
    groupings: Groupings
    totals: Memory
    within: Rows
    watch: Watch

    def day(self, definition: Definition | None) -> date:
        """The as-at date: the definition's own, or the snapshot's."""
        own = definition.as_at if definition else None
        return own or self.index.tables.snapshot.as_at

    def scope(self, question: About, definition: Definition | None) -> Scope:
        """Everybody whom the question counts."""
        population = definition.population if definition else str(question.lens)
        return scope_of(
            self.index,
            self.within,
            kind=population,
            day=self.day(definition),
            area=question.area,
            lens=question.lens,
        )

    def everywhere(self, question: About, definition: Definition | None) -> Scope:
        """The same without the question's area."""
        return self.scope(replace(question, area=WHOLE), definition)

    def tree(self, definition: Definition) -> Criterion:
        """The criteria with every name looked up."""
        return self.expansions.of(definition.criteria)

    def bounds(self, definition: Definition, scope: Scope) -> Bounds:
        """For whom a definition must and may be true, within a scope."""
        tree = self.tree(definition)
        return self.index.bounds(tree, scope.day, self.watch).within(scope.people)

    def cohort(self, definition: Definition | None, scope: Scope) -> Bounds:
        """The people of a definition, or everybody without one."""
        if definition is None:
            return Bounds.known(scope.people)
        return self.bounds(definition, scope)
