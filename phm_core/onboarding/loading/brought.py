"""The tables that a load stands on: those of a delivery, or of an earlier one changed.

A delivery that says only what changed is applied to the sources of the one before as
they were kept, and everything that follows is the same as for a whole delivery.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection, DuckDBPyRelation

from phm_core.errors import RefusedInput, listed
from phm_core.onboarding.loading import kept as keeping
from phm_core.onboarding.loading.cells import Columns, text_of
from phm_core.onboarding.loading.delivered import Delivered, Delivery
from phm_core.onboarding.loading.gathering import (
    OURS,
    PLACE,
    TURN,
    gathered,
    origins,
)
from phm_core.onboarding.loading.matching import (
    changes,
    layout_holds,
    matched,
    present,
)
from phm_core.onboarding.loading.merging import (
    Change,
    Removed,
    applied,
    gone_rows,
)
from phm_core.onboarding.loading.read_columns import columns_read, more
from phm_core.onboarding.loading.wish import Wish

Tables = Mapping[str, tuple[Delivered, ...]]


@dataclass(frozen=True)
class Brought:
    """Tables by source, and what came.

    given: the tables of the delivery itself. notes: what a delta did. follows: the
    snapshot whose delivery it changes.
    """

    tables: Tables
    given: Tables
    delivery: Delivery
    notes: tuple[str, ...] = ()
    follows: str = ""
    read: Mapping[str, set[str]] = field(default_factory=dict)


def brought(
    wish: Wish, delivery: Delivery, connection: DuckDBPyConnection, work: Path
) -> Brought:
    """The tables of a load. Raises RefusedInput where a delta does not fit."""
    if wish.keeps and not wish.mapping.takes_deltas:
        raise RefusedInput(
            f"The mapping '{wish.mapping.id}' does not say by which key rows take the "
            "place of others, so nobody can say only what changed. Give its sources a "
            "'key', or load whole deliveries."
        )
    layout_holds(wish.mapping, changes(wish.mapping, delivery))
    read = columns_read(wish.mapping)
    if wish.since is None:
        found = matched(wish.mapping, delivery)
        sources = wish.mapping.sources
        tables = {n: one for n, one in found.items() if not sources[n].only_removes}
        return Brought(tables, tables, delivery, read=read)
    given = present(wish.mapping, delivery)
    if not given:
        raise RefusedInput(
            "None of the files is a table that the mapping knows. Name the files of "
            "the delivery."
        )
    before, kept = _before(wish, wish.since, read)
    delta = _Delta(wish, connection, work, read, given, before, kept)
    tables, notes = delta.applied()
    return Brought(tables, given, delivery, tuple(notes), before, read)


@dataclass(frozen=True)
class _Delta:
    """A delivery that says only what changed, and the one that it changes.

    before: the snapshot of that one.
    """

    wish: Wish
    connection: DuckDBPyConnection
    work: Path
    read: Mapping[str, set[str]]
    given: Tables
    before: str
    kept: keeping.Kept

    @property
    def day(self) -> str:
        return self.wish.as_at.isoformat()

    def applied(self) -> tuple[Tables, list[str]]:
        tables: dict[str, tuple[Delivered, ...]] = {}
        notes: list[str] = []
        for name, source in self.wish.mapping.sources.items():
            if source.only_removes:
                continue
            if source.key and (name in self.kept.sources or name in self.given):
                tables[name], said = self._changed(name)
                notes += said
            elif name in self.given:
                tables[name] = self.given[name]
            elif name in self.kept.sources:
                tables[name] = (self._back(name),)
        return tables, notes

    def _changed(self, name: str) -> tuple[tuple[Delivered, ...], list[str]]:
        before = self._back(name) if name in self.kept.sources else None
        given = self.given.get(name, ())
        removed = tuple(self._removed(name))
        if before is not None and not (given or removed):
            return (before,), []
        rows, done = applied(
            self.connection,
            Change(
                name,
                self.wish.mapping.sources[name],
                self._rows(name, (before,)) if before else self._none(name),
                self._rows(name, given) if given else None,
                removed,
            ),
        )
        file = self.work / "changed" / f"{name}.parquet"
        file.parent.mkdir(exist_ok=True)
        order = [one for one in (PLACE, TURN) if one in rows.columns]
        rows.sort(*order).to_parquet(str(file), compression="zstd")
        found = Delivered(
            name=name,
            said=given[0].said if given else name,
            file=file,
            columns=tuple(one for one in rows.columns if one not in OURS),
            rows=len(self.connection.read_parquet(str(file))),
            origins=origins((before, *given) if before else given, self.day),
        )
        return (found,), list(done.sentences(name))

    def _removed(self, name: str) -> Iterator[Removed]:
        """What other tables of the delivery remove from a source."""
        for other, tables in self.given.items():
            source = self.wish.mapping.sources[other]
            for removal in source.removes:
                if removal.from_ != name:
                    continue
                rows = gathered(self.connection, tables, ["*"], self.day)
                rows = gone_rows(rows, source, removal.where)
                columns = Columns(tuple(rows.columns), f"'{tables[0].said}'")
                keys = rows.select(
                    *(
                        text_of(columns.need(ours)).alias(f"phm_key_{number}")
                        for number, ours in enumerate(removal.on.values())
                    )
                )
                yield Removed(keys, tuple(removal.on))

    def _back(self, name: str) -> Delivered:
        folder = keeping.folder_of(self.wish.into, self.before)
        into = self.work / "before"
        return keeping.brought_back(folder, self.kept, name, into, self.wish.key)

    def _none(self, name: str) -> DuckDBPyRelation:
        """No rows of a source that was not there before."""
        return self._rows(name, self.given[name]).limit(0)

    def _rows(self, name: str, tables: tuple[Delivered, ...]) -> DuckDBPyRelation:
        return gathered(self.connection, tables, self.read[name], self.day)


def _before(
    wish: Wish, since: date, read: Mapping[str, set[str]]
) -> tuple[str, keeping.Kept]:
    if since > wish.as_at:
        raise RefusedInput(
            f"A delivery as at {wish.as_at.isoformat()} cannot say what changed since "
            f"{since.isoformat()}, which is later. Correct one of the days."
        )
    name, kept = keeping.kept_since(wish.into, wish.mapping.id, wish.key, since)
    if extra := more(read, kept.reads):
        columns = listed(sorted({one for names in extra.values() for one in names}))
        raise RefusedInput(
            f"The mapping reads more than it did when the delivery before was kept: "
            f"{columns} of {listed(sorted(extra))}. Load a whole delivery once."
        )
    return name, kept
