"""What a new snapshot would change against the running one, before publishing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from duckdb import ColumnExpression, FunctionExpression

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import DataLimit
from phm_core.errors import RefusedInput, several
from phm_core.governance.rule import EXACT, PUBLISHED, Rule
from phm_core.onboarding.loading.registers import on_registers
from phm_core.onboarding.publish import About
from phm_core.snapshot import Snapshot

C, F = ColumnExpression, FunctionExpression
Pair = tuple[int, int]
SHOWN = 8
RECORDS = (
    "condition",
    "measurement",
    "medication",
    "process",
    "activity",
    "procedure",
    "score",
    "waiting",
)


@dataclass(frozen=True)
class Limits:
    """How much may change without somebody confirming it, as the catalogue declares."""

    people: DataLimit
    joined: DataLimit
    left: DataLimit
    practice: DataLimit
    register: DataLimit
    records: DataLimit

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Limits":
        """Those that are declared."""
        kinds = ("people", "joined", "left", "practice", "register", "records")
        return cls(*(catalogue.limits[f"change_{kind}"] for kind in kinds))


@dataclass(frozen=True)
class Difference:
    """Counts before and now. joined, left: people, where pseudonyms are comparable.

    registers: people on each, by its rule. days: from one to the other, negative
    where the new one is older. rule: how its sentences protect counts.
    """

    people: Pair
    joined: int | None
    left: int | None
    practices: Mapping[str, Pair]
    registers: Mapping[str, Pair]
    records: Mapping[str, Pair]
    days: int = 0
    rule: Rule = EXACT

    def sentences(self) -> Iterator[str]:
        """What would change, in words."""
        before, now = self.people
        yield f"People: {self._pair(before, now)}."
        if self.joined is not None and self.left is not None:
            yield f"{self.said(self.joined)} joined and {self.said(self.left)} left."
        for name, pairs in (
            ("Register", self.registers),
            ("Practice", self.practices),
            ("Records of", self.records),
        ):
            changed = {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}
            for key, (was, now) in sorted(changed.items()):
                yield f"{name} {key}: {self._pair(was, now)}."

    def beyond(self, limits: Limits) -> list[str]:
        """Changes that somebody has to confirm, in words."""
        asked = [("people", {"": self.people}, limits.people)]
        asked += [("practice ", self.practices, limits.practice)]
        asked += [("register ", self.registers, limits.register)]
        asked += [("records of ", self.records, limits.records)]
        changed = [
            f"{name}{key}: {self._pair(was, now)}"
            for name, pairs, most in asked
            for key, (was, now) in sorted(pairs.items())
            if was and most.broken(now, was, self.days)
        ]
        return [*self._moved(limits), *changed]

    def unusual(self, limits: Limits) -> list[str]:
        """The same, and that it is older than what runs."""
        if self.days >= 0:
            return self.beyond(limits)
        days = several(-self.days, "day")
        return [
            f"its records end {days} before those that run",
            *self.beyond(limits),
        ]

    def _moved(self, limits: Limits) -> Iterator[str]:
        """Too many who joined or left, of those who were there."""
        before, _ = self.people
        for word, count, most in (
            ("joined", self.joined, limits.joined),
            ("left", self.left, limits.left),
        ):
            if count is not None and count > most.most(before, self.days):
                yield f"{self.said(count)} of {self.said(before)} people {word}"

    def _pair(self, was: int, now: int) -> str:
        return f"{self.said(was)} before, {self.said(now)} now"

    def said(self, count: int) -> str:
        """A count in words that may be read by anybody: protected, of real people."""
        several = np.array([count], dtype=np.int64)
        if self.rule.hides(several)[0]:
            return f"fewer than {self.rule.suppress_below}"
        return f"{self.rule.rounded(several)[0]:,}"


def difference(
    before: Snapshot, staging: Path, about: About, catalogue: Catalogue
) -> Difference:
    """Compare the tables of a staging folder with those of a snapshot."""
    new = {"as_at": about.as_at, "synthetic": about.synthetic}
    manifest = before.manifest.model_copy(update=new)
    return between(before, Snapshot(staging, manifest), catalogue)


def between(before: Snapshot, now: Snapshot, catalogue: Catalogue) -> Difference:
    """Compare the tables of two snapshots."""
    registers = [on_registers(one, catalogue) for one in (before, now)]
    with duckdb.connect() as connection:
        sides = [_Side(connection, before), _Side(connection, now)]
        joined, left = _moved(*sides)
        return Difference(
            people=(sides[0].people, sides[1].people),
            joined=joined,
            left=left,
            practices=_paired([side.by_practice() for side in sides]),
            registers=_paired(registers),
            records=_paired([side.rows() for side in sides]),
            days=(now.as_at - before.as_at).days,
            rule=EXACT
            if before.manifest.synthetic and now.manifest.synthetic
            else PUBLISHED,
        )


def follows(about: About, running: Snapshot) -> bool:
    """Whether a snapshot is the next delivery of what the running one came from."""
    same = running.manifest.synthetic == about.synthetic
    sources = running.manifest.sources
    first = sources[0] if isinstance(sources, tuple) and sources else {}
    return same and first.get("name") == about.sources[0]["name"]


def usual(found: Difference, limits: Limits, *, confirmed: bool) -> None:
    """Raise RefusedInput for an unusual change that nobody confirmed."""
    beyond = found.unusual(limits)
    if beyond and not confirmed:
        more = f" and {len(beyond) - SHOWN:,} more" if beyond[SHOWN:] else ""
        raise RefusedInput(
            "Nothing was published: more would change than is usual "
            f"({'; '.join(beyond[:SHOWN])}{more}). "
            "If that is right, load with --confirm."
        )


class _Side:
    """One of the two that are compared."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, at: Snapshot) -> None:
        self._connection = connection
        self._at = at

    def table(self, name: str) -> duckdb.DuckDBPyRelation | None:
        files = [str(path) for path in self._at.files(name)]
        if not files:
            return None
        return self._connection.read_parquet(
            files, union_by_name=True, hive_partitioning=False
        )

    @property
    def people(self) -> int:
        table = self.table("person")
        return 0 if table is None else len(table)

    def pseudonyms(self) -> duckdb.DuckDBPyRelation | None:
        table = self.table("person")
        return None if table is None else table.select(C("pseudonym"))

    def by_practice(self) -> dict[str, int]:
        """People by practice."""
        table = self.table("person")
        if table is None:
            return {}
        held = table.filter(C("practice_code").isnotnull())
        return dict(held.aggregate([C("practice_code"), F("count")]).fetchall())

    def rows(self) -> dict[str, int]:
        """Rows of each table about people."""
        found = {}
        for name in RECORDS:
            table = self.table(name)
            found[name] = 0 if table is None else len(table)
        return found


def _moved(before: _Side, now: _Side) -> tuple[int | None, int | None]:
    was, becomes = before.pseudonyms(), now.pseudonyms()
    if was is None or becomes is None:
        return None, None
    joined, left = len(becomes.except_(was)), len(was.except_(becomes))
    # Pseudonyms of another key fit nobody's: then nobody stayed, which is not so.
    nobody_stayed = joined == len(becomes) and left == len(was)
    return (None, None) if nobody_stayed else (joined, left)


def _paired(sides: Iterable[Mapping[str, int]]) -> dict[str, Pair]:
    first, second = sides
    names = dict.fromkeys((*first, *second))
    return {name: (first.get(name, 0), second.get(name, 0)) for name in names}
