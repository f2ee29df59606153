"""Which records that a question reads end long before its date."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from phm_core.definitions.delivered import Delivered
from phm_core.definitions.inside import stated_day
from phm_core.definitions.questions import Question
from phm_core.errors import several
from phm_core.gateway.foundation import Ground
from phm_core.gateway.told import tables
from phm_core.governance.access import Scope
from phm_core.governance.confidence import fits, judged


@dataclass(frozen=True)
class Late:
    """Holds the day on which the records of each table end against a question's date.

    What lies after a date that a question states does not matter to it. How far records
    reach is itself a question, which is not judged by its own answer.
    """

    ground: Ground

    def tables(self, question: Question, scope: Scope) -> frozenset[str]:
        """Tables that a question reads, of those that are open to who asks."""
        if not self._ends or isinstance(question, Delivered):
            return frozenset()
        read = tables(question, self.ground)
        return read if scope.datasets is None else read & scope.datasets

    def notes(self, read: Collection[str], question: Question) -> Iterator[str]:
        """A sentence for each kind of records among some tables that end too early."""
        day = stated_day(question) or self.ground.snapshot.as_at
        catalogue = self.ground.catalogue
        for fitness in catalogue.fitness.values():
            ends = {
                name: end
                for name, end in self._ends.items()
                if name in fitness.tables and name in read
            }
            if not ends:
                continue
            last = min(ends, key=ends.__getitem__)
            days = (day - ends[last]).days
            title = catalogue.datasets[last].title.lower()
            words = (
                f"records of {title} end {several(days, 'day')} before the as-at date"
            )
            if fits(fitness, days) != "good":
                yield judged(fitness, days, words)

    @cached_property
    def _ends(self) -> dict[str, date]:
        """The last day of the records of each table, where that is told."""
        told: Mapping[str, str] = (self.ground.snapshot.manifest.model_extra or {}).get(
            "newest", {}
        )
        return {name: date.fromisoformat(day) for name, day in told.items()}
