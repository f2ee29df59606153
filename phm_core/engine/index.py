"""The people index: everybody of a snapshot as bits, and all logic on them.

A criterion is split into leaves. Each leaf is answered once for a snapshot and a day:
attributes from columns, latest values from sliders, all else by a query. What is above
the leaves is bit arithmetic.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache as once
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from phm_core.definitions.events import Measurement
from phm_core.definitions.nodes import Criterion
from phm_core.engine.attributes import AGE_UNKNOWN, who
from phm_core.engine.bits import Words, from_flags, from_ids, words_for
from phm_core.engine.built import Built
from phm_core.engine.columns import NO_DAY, PersonColumns, day_number
from phm_core.engine.inner import Definite, tree_key
from phm_core.engine.kleene import Bounds, Formula, joined, truth
from phm_core.engine.latest import Latest, compare, read_latest
from phm_core.engine.leaves import find
from phm_core.engine.memory import Memory
from phm_core.engine.places import Places
from phm_core.engine.plan import latest_name, planned, slides, slot_name
from phm_core.engine.shelf import Shelf
from phm_core.engine.slots import Slots
from phm_core.engine.tables import Tables
from phm_core.engine.watch import Watch
from phm_core.period import MONTHS_IN_YEAR

LEAVES_BYTES = 512 << 20
COLUMNS_BYTES = 3 << 29
COLUMNS_FOLDER = "columns"
EPOCH_YEAR = 1970
BLOCK = 1 << 15  # words, for about two million people


class PeopleIndex:
    """Everybody of one snapshot.

    cache: folder in which answered leaves are kept, beside others; None keeps none.
    digest: of the catalogue by which names were looked up. built: Places built here.
    """

    def __init__(
        self,
        tables: Tables,
        cache: Path | None = None,
        digest: str = "",
        built: Built | None = None,
    ) -> None:
        self.tables = tables
        self.shelf = Shelf(None if cache is None else cache / COLUMNS_FOLDER)
        self.columns = PersonColumns(tables, self.shelf)
        self.places = Places(tables.snapshot, built)
        self.count = self.columns.count
        self.leaves = Memory(LEAVES_BYTES)
        self.arrays = Memory(COLUMNS_BYTES)
        self._digest = digest
        self.sizes: dict[str, int] = {}
        self._has: dict[str, bool] = {}
        self.words = words_for(self.count)
        self._slots = None if cache is None else Slots(cache, self.words)

    def has(self, table: str) -> bool:
        """Whether the snapshot has a table."""
        if table not in self._has:
            self._has[table] = self.tables.has(table)
        return self._has[table]

    def population(self, kind: str, day: date) -> Words:
        """Everybody who counts on a day: registered, or also living in the area."""
        return self.leaves.get(
            f"population:{kind}:{day}", lambda: from_flags(self._population(kind, day))
        )

    def _population(self, kind: str, day: date) -> NDArray[np.bool_]:
        on, columns = day_number(day), self.columns
        died = columns.days("died_on")
        joined, left = columns.days("registered_on"), columns.days("deregistered_on")
        alive = (died == NO_DAY) | (died > on)
        present = (left == NO_DAY) | (left > on)
        registered = alive & present & (joined != NO_DAY) & (joined <= on)
        if kind == "registered":
            return registered
        # Where somebody lives is known only while they are registered somewhere.
        home = columns.codes("lsoa21")
        in_area = self.places.small_area("in_area")
        inside = [bool(in_area.get(code)) for code in home.labels]
        return registered & np.array([*inside, False])[home.values]

    def ages(self, day: date) -> NDArray[np.int16]:
        """Completed years at a day; AGE_UNKNOWN where birth is not known."""
        return self.arrays.get(f"age:{day}", lambda: self._ages(day))

    def _ages(self, day: date) -> NDArray[np.int16]:
        born = self.columns.days("birth_month")
        known = born != NO_DAY
        if not known.any():
            return np.full(self.count, AGE_UNKNOWN, dtype=np.int16)
        last = int(born.max())
        first = int(np.min(born, where=known, initial=last))
        births = np.arange(first, last + 1).astype("datetime64[D]")
        # Whoever's birth is not known is read as the first, and then left out.
        ages = _years(births, day)[np.where(known, born - first, 0)]
        return np.where(known, ages, np.int16(AGE_UNKNOWN))

    def bounds(self, tree: Criterion, day: date, watch: Watch | None = None) -> Bounds:
        """For whom a criterion must and may be true; names have been looked up.

        Apply a population with `within`. Raises Cancelled when stopped, RefusedInput
        when the snapshot lacks the records.
        """
        return joined([found for _, (found,) in self.blocks((tree,), day, watch)])

    def blocks(
        self, trees: Sequence[Criterion], day: date, watch: Watch | None = None
    ) -> Iterator[tuple[slice, list[Bounds]]]:
        """The same of several criteria, some people at a time.

        Sets of many people would leave the processor's cache between one step and the
        next. Yields the words of a block, and the bounds of each criterion in them.
        """
        watching = watch or Watch()
        ready = [self._ready(tree, day, watching) for tree in trees]
        for first in range(0, max(self.words, 1), BLOCK):
            place = slice(first, first + BLOCK)
            yield (
                place,
                [
                    formula.truth(lambda leaf, of=of: of(leaf).part(place))  # noqa: B023  # used before the next block
                    for formula, of in ready
                ],
            )

    def _ready(
        self, tree: Criterion, day: date, watch: Watch
    ) -> tuple[Formula, Callable[[Criterion], Bounds]]:
        """How a criterion is made of its leaves, and the answers to all of them."""
        plan, on = planned(tree), f"{day}:"
        missing = any(not self.leaves.has(on + key) for _, key in plan.leaves)
        answered: dict[int, Bounds] = {}
        for leaf, key in plan.leaves:
            if missing and not self.leaves.has(on + key):
                done = len(answered)
                sentence = f"Looking up criterion {done + 1}"
                watch.tell(done, len(plan.leaves), sentence)
            answered[id(leaf)] = self._keyed(leaf, on + key, day, watch)
        return (
            plan.formula,
            lambda leaf: answered.get(id(leaf)) or self._leaf(leaf, day, watch),
        )

    def _leaf(self, node: Criterion, day: date, watch: Watch) -> Bounds:
        return self._keyed(node, f"{day}:{tree_key(node)}", day, watch)

    def _keyed(self, node: Criterion, key: str, day: date, watch: Watch) -> Bounds:
        return self.leaves.get(key, lambda: self._answer(node, key, day, watch), watch)

    def _answer(self, node: Criterion, key: str, day: date, watch: Watch) -> Bounds:
        if isinstance(node, Definite):
            inside = truth(node.of, lambda leaf: self._leaf(leaf, day, watch))
            return Bounds.known(inside.must)
        attribute = who(node, self, day)
        if attribute is not None:
            return attribute
        if isinstance(node, Measurement) and slides(node):
            return compare(node, self.latest_of(node, day, watch), day)
        return self._kept_query(node, key, day, watch)

    def _kept_query(self, node: Criterion, key: str, day: date, watch: Watch) -> Bounds:
        name = slot_name(self._digest, key)
        kept = None if self._slots is None else self._slots.read(name)
        if kept is not None:
            return kept
        found = self.query(node, day, watch)
        if self._slots is not None:
            self._slots.write(name, found)
        return found

    def query(self, node: Criterion, day: date, watch: Watch | None = None) -> Bounds:
        """Answer a leaf about records by a query, nothing kept."""
        with self.tables.run(watch or Watch()) as run:
            found = find(node, run, day)
            people = run.collect(found.people)
        ids = people.column("person_id").to_numpy()
        holds = people.column("holds").to_numpy()
        must = from_ids(ids[holds], self.count)
        if found.otherwise is False:
            return Bounds.known(must)
        others = ~from_ids(ids, self.count)
        if found.otherwise is True:
            return Bounds.known(must | others)
        return Bounds(must, must | others)

    def latest_of(self, node: Measurement, day: date, watch: Watch) -> Latest:
        """Latest values of a measure, by the rule for several on one day."""
        return self.latest(
            "measurement", node.of, day, watch, lowest=node.same_day == "lowest"
        )

    def latest(
        self, table: str, kind: str, day: date, watch: Watch, *, lowest: bool = False
    ) -> Latest:
        """Latest values of a measure or score for everybody."""

        @once
        def read() -> Latest:
            with self.tables.run(watch) as run:
                return read_latest(
                    run, table, kind, day=day, lowest=lowest, people=self.count
                )

        name = latest_name(table, kind, day, "lowest" if lowest else "highest")

        def find() -> Latest:
            value = self.shelf.get(f"{name}:value", lambda: read().value)
            return Latest(value, self.shelf.get(f"{name}:day", lambda: read().day))

        return self.arrays.get(name, find, watch)


def _years(births: NDArray[np.datetime64], on: date) -> NDArray[np.int16]:
    """Completed years at a day, as period.completed_years for many births."""
    months = births.astype("datetime64[M]")
    year, month = np.divmod(months.astype(np.int64), MONTHS_IN_YEAR)
    of_month = (births - months).astype(np.int64) + 1
    month += 1
    to_come = (month > on.month) | ((month == on.month) & (of_month > on.day))
    return (on.year - EPOCH_YEAR - year - to_come).astype(np.int16)
