"""Any criterion on every day of the months at once: bits of shape (days, words).

Each kind of leaf about records registers `over`, which reads its records once. What
is above the leaves is the same bit arithmetic as for one day.
"""

from collections.abc import Callable, Iterable
from functools import singledispatch
from typing import TypeAlias

import narwhals as nw
import numpy as np

from phm_core.definitions.events import Activity, Medication, Process
from phm_core.definitions.nodes import Age, Criterion
from phm_core.engine.attributes import who
from phm_core.engine.bits import Words
from phm_core.engine.history.months import Months
from phm_core.engine.history.records import Records, from_table, nothing, up_to
from phm_core.engine.index import PeopleIndex
from phm_core.engine.inner import Definite, tree_key
from phm_core.engine.kleene import Bounds, truth
from phm_core.engine.leaves.found import rows
from phm_core.engine.memory import Memory
from phm_core.engine.tables import Run, has_kind
from phm_core.engine.watch import Watch

LEAVES_BYTES = 512 << 20
RECORDS_BYTES = 512 << 20
Kind: TypeAlias = tuple[str, str]
"""A table that is kept by kind, and one of its kinds."""


class Past:
    """Everybody of one snapshot on every day of the months; for several threads.

    Leaves, and the records behind them, are kept within bounds, whatever the size of
    the snapshot; one that had to go is worked out again.
    """

    def __init__(self, index: PeopleIndex, months: Months) -> None:
        self.index = index
        self.months = months
        self.people = index.count
        self.watch = Watch()
        self._leaves = Memory(LEAVES_BYTES)
        self._records = Memory(RECORDS_BYTES)

    def bounds(self, tree: Criterion) -> Bounds:
        """For whom a criterion must and may be true, day by day.

        Raises RefusedInput when the snapshot lacks the records.
        """
        return truth(tree, self._leaf)

    def _leaf(self, node: Criterion) -> Bounds:
        return self._leaves.get(tree_key(node), lambda: self._answer(node), self.watch)

    def _answer(self, node: Criterion) -> Bounds:
        if isinstance(node, Definite):
            return Bounds.known(self.bounds(node.of).must)
        # Who people are, and where they live and register, is as the record has it now.
        now = who(node, self.index, self.months.last)
        if now is None:
            return over(node, self)
        if isinstance(node, Age):
            ages = (who(node, self.index, day) for day in self.months.days)
            return stacked(one for one in ages if one is not None)
        must = self.every_day(now.must)
        return Bounds(must, must if now.definite else self.every_day(now.may))

    def every_day(self, words: Words) -> Words:
        """The same people on every day."""
        return np.broadcast_to(words, (len(self.months.days), len(words)))

    def records(self, node: Criterion) -> Records:
        """Every record that meets an event's own filters, whatever its window."""
        whole = node.model_copy(update={"within_months": None})
        return self.read(
            f"rows:{tree_key(whole)}",
            lambda run: rows(whole, run, self.months.last),
            of=_kind(node),
        )

    def read(
        self,
        key: str,
        find: Callable[[Run], nw.LazyFrame],
        what: str | None = None,
        of: Kind | None = None,
    ) -> Records:
        """Records of a query with person_id and date, read once.

        what: a column that says more, such as a second day (DATED). of: the table and
        the kind that all of them are of; nothing is asked where it holds none.
        """

        def make() -> Records:
            if of is not None and not has_kind(self.index.tables.snapshot, *of):
                return nothing(self.months)
            names = ["person_id", "date", *([what] if what else [])]
            with self.index.tables.run(self.watch) as run:
                found = run.collect(up_to(find(run), self.months).select(*names))
            return from_table(found, self.months, self.people, what)

        return self._records.get(key, make, self.watch)


def _kind(node: Criterion) -> Kind | None:
    """The table and kind of an event's records, where they are of one."""
    if isinstance(node, Medication | Process):
        return node.kind, node.of
    if isinstance(node, Activity) and len(node.of) == 1:
        return node.kind, node.of[0]
    return None


def stacked(days: Iterable[Bounds]) -> Bounds:
    """Bounds of single days as bounds of all."""
    found = list(days)
    must = np.stack([one.must for one in found])
    if all(one.definite for one in found):
        return Bounds.known(must)
    return Bounds(must, np.stack([one.may for one in found]))


@singledispatch
def over(node: Criterion, past: Past) -> Bounds:
    """A leaf about records on every day. Each kind registers its own."""
    return day_by_day(node, past)


def day_by_day(node: Criterion, past: Past) -> Bounds:
    """A leaf by one query a day: slow, and right for every kind."""
    days = past.months.days
    return stacked(past.index.query(node, day, past.watch) for day in days)
