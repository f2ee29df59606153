"""Of which practices there are records: whose people every denominator counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from phm_core.area import WHOLE, Area, Level
from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Age
from phm_core.definitions.questions import Question, Rate
from phm_core.engine import answers
from phm_core.engine.policy import EVERYONE
from phm_core.engine.public import PublicTables
from phm_core.gateway.belonging import belonging
from phm_core.gateway.exact import Exact
from phm_core.governance.access import Scope
from phm_core.governance.covered import Covered
from phm_core.governance.door import DOOR

EVERYBODY = Definition(name="Everybody", criteria=Age(min=0))


@dataclass(frozen=True)
class Coverage:
    """The practices of one snapshot, with and without records."""

    engine: Exact
    public: PublicTables
    has_people: bool

    def of(self, area: Area, own: frozenset[str] | None = None) -> Covered:
        """What is held of an area; of one's own practices alone where given."""
        practices = self._inside(area)
        if own is not None:
            practices &= own
        return self.among(practices & self.held, practices)

    def most_held(self, areas: Iterable[Area]) -> Area | None:
        """The area of whose people most have records; None where that is any."""
        asked = tuple(areas)
        if self.complete or not self.held:
            return None
        if asked not in self._most:
            self._most[asked] = max(asked, key=self._people_in, default=None)
        return self._most[asked]

    def _people_in(self, area: Area) -> int:
        practices = belonging(self.public, [area]).practices
        return sum(self.people[code] for code in practices & self.held)

    def behind(self, question: Question, scope: Scope) -> Covered | None:
        """What is held of the people that a question is about; None if published."""
        if question.reveals == "public" or not self.has_people:
            return None
        return self.seen(getattr(question, "area", WHOLE), scope)

    def seen(self, area: Area, scope: Scope) -> Covered:
        """What is held of an area as far as a scope sees it."""
        asked = area, scope.practices
        if asked in self._known:
            return self._known[asked]
        # Of an area without practices the people come from all of them.
        found = self.of(*asked)
        if not found.of_practices:
            found = self.of(WHOLE, scope.practices)
        if area.level != Level.BUILT_PLACE:  # which may be changed at any time
            self._known[asked] = found
        return found

    def among(self, some: frozenset[str], practices: frozenset[str]) -> Covered:
        """Some practices among others."""
        lists = self.lists
        return Covered(
            len(some),
            len(practices),
            sum(lists.get(code, 0) for code in some),
            sum(lists.get(code, 0) for code in practices),
        )

    @cached_property
    def _known(self) -> dict[tuple[Area, frozenset[str] | None], Covered]:
        """What was found before; practices change with the snapshot alone."""
        return {}

    @cached_property
    def _most(self) -> dict[tuple[Area, ...], Area | None]:
        """The same of organisations."""
        return {}

    @cached_property
    def complete(self) -> bool:
        """Whether every practice sends records, so that every area is covered."""
        return self.current <= self.held

    @cached_property
    def current(self) -> frozenset[str]:
        """Practices whose records can be sent.

        A special-allocation practice has few people, and none in a small extract.
        """
        every = self.public.organisations
        return frozenset(every.loc[every["rankable"], "practice_code"])

    def _inside(self, area: Area) -> frozenset[str]:
        if area.level == Level.ICS:
            return self.current
        return self.current & belonging(self.public, [area]).practices

    @cached_property
    def lists(self) -> dict[str, int]:
        """People on the published list of each practice."""
        found = self.public.list_size(Level.PRACTICE)
        return dict(zip(found["code"], found["patients"].astype(int), strict=True))

    @cached_property
    def held(self) -> frozenset[str]:
        """Practices of whose people there are records."""
        return frozenset(self.people)

    @cached_property
    def people(self) -> dict[str, int]:
        """Of how many people of each practice there are records; not to be shown."""
        if not self.has_people:
            return {}
        question = Rate(EVERYBODY, Level.PRACTICE)
        answer: answers.Rate = self.engine.answer(question, EVERYONE).open(DOOR)
        rows = zip(answer.areas.codes, answer.share.among, strict=True)
        return {str(code): int(people) for code, people in rows if people}
