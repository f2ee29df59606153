"""A worklist that was opened: who is on it, where everybody stands, how many wait."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.finders import Membership
from phm_core.definitions.worklist import Step, Worklist
from phm_core.store.visits import Visit
from phm_core.store.worklists import SavedWorklist


@dataclass(frozen=True)
class Tally:
    """How many people of a list stand where.

    urgent: cannot wait; unowned: of them, with nobody yet. waiting: for their turn.
    aside: not now. closed: by the record.
    """

    urgent: int
    unowned: int
    waiting: int
    aside: int
    closed: int


@dataclass(frozen=True)
class Opened:
    """A list as it is worked on.

    steps: where everybody stands who had a step. visit: who is on it by these records.
    last: the visit before, on other records or by other rules; None for the first.
    """

    saved: SavedWorklist
    steps: Mapping[str, Step]
    visit: Visit
    last: Visit | None

    @property
    def question(self) -> Membership:
        """The list as a question, to be asked in other words."""
        return about_of(self.saved.worklist)

    def step(self, who: str) -> Step:
        """Where somebody stands."""
        return self.steps.get(who, Step())

    def aside(self, catalogue: Catalogue, today: date) -> tuple[str, ...]:
        """People whose turn it is not, by pseudonym: set aside, or through."""
        return tuple(self._aside(catalogue, today))

    def _aside(self, catalogue: Catalogue, today: date) -> Iterator[str]:
        for who, step in self.steps.items():
            turn = catalogue.work_steps[step.step].turn
            if turn == "over" or (turn == "aside" and step.aside(today)):
                yield who

    def not_now(self, catalogue: Catalogue, today: date) -> tuple[str, ...]:
        """People who take no place by priority: set aside, or in their own lane."""
        return (*self.aside(catalogue, today), *self.visit.urgent)

    def tally(self, catalogue: Catalogue, today: date) -> Tally:
        """How many people stand where."""
        people, urgent = set(self.visit.people), set(self.visit.urgent)
        aside = set(self.aside(catalogue, today)) & people
        turns = [catalogue.work_steps[one.step].turn for one in self.steps.values()]
        return Tally(
            urgent=len(urgent),
            unowned=sum(not self.step(who).owner for who in self.visit.urgent),
            waiting=len(people - aside - urgent),
            aside=len(aside),
            closed=turns.count("over"),
        )


def about_of(worklist: Worklist) -> Membership:
    """The question of who is on a list."""
    return Membership(worklist.finder, of=worklist.definition, area=worklist.where)
