"""Which columns of its sources a mapping reads; nothing else of them need be kept."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate

from phm_core.catalogue.schema import SourceFormat, TableMap

Names = dict[str, set[str]]


def columns_read(mapping: SourceFormat) -> Names:
    """Names of the columns that are read of each source; * and ? may stand in them."""
    found: Names = {name: set() for name in mapping.sources}
    for table in mapping.tables:
        for source, names in columns_of(table):
            called = mapping.sources[source].names_of
            found[source].update(one for name in names for one in called(name))
    for name, source in mapping.sources.items():
        found[name].update(source.key)
        found[name].update([source.gone.column] if source.gone else [])
        for removal in source.removes:
            found[removal.from_].update(removal.on)
    return found


def among(names: Iterable[str], columns: Iterable[str]) -> list[str]:
    """Those of some columns that such names mean, in the columns' own order."""
    fits = [re.compile(translate(name), re.IGNORECASE).match for name in names]
    return [one for one in columns if any(fit(one) for fit in fits)]


def more(new: Mapping[str, Iterable[str]], old: Mapping[str, Iterable[str]]) -> Names:
    """The names by source that are read now and were not read before."""
    folded = {source: {n.casefold() for n in names} for source, names in old.items()}
    found = {
        source: {n for n in names if n.casefold() not in folded.get(source, set())}
        for source, names in new.items()
    }
    return {source: names for source, names in found.items() if names}


def called_in(table: TableMap, source: str) -> list[str]:
    """What the columns of a source begin with in a map; nothing where it reads none.

    Its own columns stand as they are, those of a joined table behind its name.
    """
    own = [""] if table.from_ == source else []
    return own + [f"{join.name}." for join in table.join if join.table == source]


def own_names(table: TableMap, source: str, names: Iterable[str]) -> set[str]:
    """Those of some columns of a map that are a source's, by its own names."""
    joined = tuple(f"{join.name}.".casefold() for join in table.join)
    found: set[str] = set()
    for start in called_in(table, source):
        for name in names:
            folded = name.casefold()
            if folded.startswith(start.casefold() if start else joined) != (not start):
                found.add(name[len(start) :])
    return found


def joined_by(table: TableMap, source: str) -> set[str]:
    """Columns of a source by which a map puts rows of two sources together."""
    mine = [ours for join in table.join for ours in join.on]
    theirs = [one for join in table.join if join.table == source
              for one in join.on.values()]  # fmt: skip
    return own_names(table, source, mine) | set(theirs)


def columns_of(table: TableMap) -> Iterator[tuple[str, list[str]]]:
    """The sources that one map reads, each with names of columns."""
    names = [name for how in table.columns.values() for name in how.sources]
    names += [test.column for test in table.where]
    names += [*table.latest.of, *table.latest.by] if table.latest else []
    names += list(table.each.columns) if table.each else []
    yield table.from_, names
    for join in table.join:
        start = f"{join.name}.".casefold()
        theirs = [n[len(start) :] for n in names if n.casefold().startswith(start)]
        yield table.from_, list(join.on)
        yield join.table, [*join.on.values(), *theirs]
