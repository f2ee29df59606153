"""The records of two snapshots set beside each other: what the new one would change."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, FunctionExpression

from phm_core.catalogue.contents import Catalogue
from phm_core.governance.rule import EXACT, PUBLISHED
from phm_core.onboarding.filled import known
from phm_core.onboarding.loading.difference import Difference, Pair
from phm_core.onboarding.loading.registers import on_registers
from phm_core.onboarding.publish import About
from phm_core.snapshot import Snapshot

C, F = ColumnExpression, FunctionExpression
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


def difference(
    before: Snapshot, staging: Path, about: About, catalogue: Catalogue
) -> Difference:
    """Compare the tables of a staging folder with those of a snapshot."""
    new = {
        "as_at": about.as_at,
        "synthetic": about.synthetic,
        "pseudonym_key": about.pseudonym_key,
    }
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
            known=_paired([_known(one, catalogue) for one in (before, now)]),
            days=(now.as_at - before.as_at).days,
            rule=EXACT
            if before.manifest.synthetic and now.manifest.synthetic
            else PUBLISHED,
        )


def _known(at: Snapshot, catalogue: Catalogue) -> dict[str, int]:
    """Of how many people each field is known, by what it is called."""
    person = catalogue.datasets["person"]
    counts = known(at.files("person"), person)
    return {person.column(name).called: count for name, count in counts.items()}


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

    @property
    def key(self) -> str:
        """The key by which its pseudonyms were made."""
        return self._at.manifest.pseudonym_key

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
    other_key = before.key != now.key
    return (None, None) if nobody_stayed and other_key else (joined, left)


def _paired(sides: Iterable[Mapping[str, int]]) -> dict[str, Pair]:
    first, second = sides
    names = dict.fromkeys((*first, *second))
    return {name: (first.get(name, 0), second.get(name, 0)) for name in names}
