"""Which table of a delivery is which source of a format, and what has changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

from duckdb import ColumnExpression, DuckDBPyConnection

from phm_core.catalogue.schema import SourceFormat, SourceTable
from phm_core.errors import RefusedInput, did_you_mean, listed
from phm_core.onboarding.loading.also_called import by_own_names, lacking
from phm_core.onboarding.loading.cells import Columns
from phm_core.onboarding.loading.delivered import Delivered, Delivery, stem
from phm_core.onboarding.loading.gathering import OURS
from phm_core.onboarding.loading.read_columns import joined_by, own_names
from phm_core.onboarding.loading.wanted import FILE, INSIDE, ROW, Source

TAKEN = {"filename", "file_row_number", *OURS}


@dataclass(frozen=True)
class Change:
    """How the columns of a source differ from when its mapping was saved.

    layout: all its columns now.
    """

    source: str
    added: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: Mapping[str, str]
    layout: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """What has changed, in words."""
        return [
            *(
                f"'{was}' may be called '{now}' now."
                for was, now in self.renamed.items()
            ),
            *(f"'{name}' is no longer there." for name in self.gone),
            *(f"'{name}' is new." for name in self.added),
        ]


def matched(
    declared: SourceFormat, delivery: Delivery
) -> dict[str, tuple[Delivered, ...]]:
    """The delivered tables of each source that is there.

    Raises RefusedInput when a source that is needed is not there, with what was refused
    and what has changed.
    """
    found = present(declared, delivery)
    for name, source in declared.sources.items():
        if not (name in found or source.optional):
            raise RefusedInput(_missing(name, source, delivery))
    return found


def present(
    declared: SourceFormat, delivery: Delivery
) -> dict[str, tuple[Delivered, ...]]:
    """The delivered tables of each source that is there, needed or not.

    A list of opt-outs or flags alone is there with a header and no rows too.
    """
    found = {
        name: tuple(one for one in delivery.tables if _fits(source, one))
        for name, source in declared.sources.items()
    }
    nobody = _nobody(declared, delivery)
    both = {name: tables or nobody.get(name, ()) for name, tables in found.items()}
    return {name: tables for name, tables in both.items() if tables}


def _nobody(
    declared: SourceFormat, delivery: Delivery
) -> dict[str, tuple[Delivered, ...]]:
    """Lists on which nobody is: each table without rows that can be one list alone."""
    found: dict[str, tuple[Delivered, ...]] = {}
    for one in delivery.empty:
        columns = Columns(one.columns, one.said)
        fits = [n for n, source in declared.sources.items() if _fits(source, one)]
        if len(fits) == 1 and fits[0] in declared.only_lists:
            read = _read_columns(declared, fits[0])
            if all(map(columns.find, read)):
                found[fits[0]] = (*found.get(fits[0], ()), one)
    return found


def fitting(formats: Iterable[SourceFormat], delivery: Delivery) -> list[SourceFormat]:
    """The formats that a delivery can be, the one that uses most of it first."""
    used: dict[str, tuple[int, SourceFormat]] = {}
    for one in formats:
        try:
            found = matched(one, delivery)
        except RefusedInput:
            continue
        used[one.id] = (len({t.name for many in found.values() for t in many}), one)
    ordered = sorted(used.values(), key=lambda pair: -pair[0])
    return [one for number, one in ordered if number]


def changes(declared: SourceFormat, delivery: Delivery) -> list[Change]:
    """What has changed in the layout of each source since its mapping was saved."""
    found = []
    for name, source in declared.sources.items():
        tables = [one for one in delivery.tables if named(source, one.name)]
        if tables and source.layout:
            change = _change(name, source.layout, tables[0].columns)
            found += [change] if change.added or change.gone or change.renamed else []
    return found


def layout_holds(declared: SourceFormat, found: Iterable[Change]) -> list[str]:
    """What has changed without harm, in sentences.

    Raises RefusedInput where a column that the mapping reads is gone, with where it may
    be now.
    """
    notes: list[str] = []
    for change in found:
        read = _read_columns(declared, change.source)
        lost = [name for name in (*change.gone, *change.renamed) if name in read]
        if lost:
            raise RefusedInput(
                f"The layout of '{change.source}' has changed since the mapping was "
                f"saved: {' '.join(change.sentences())} The mapping reads "
                f"{listed(lost)}. Change the mapping, and load again."
            )
        notes.append(f"{change.source}: {' '.join(change.sentences())}")
    return notes


def _read_columns(declared: SourceFormat, source: str) -> set[str]:
    """The columns of a source that a mapping cannot do without, by their own names."""
    found: set[str] = set()
    for table in declared.tables:
        read = [test.column for test in table.where]
        for how in table.columns.values():
            read += [] if how.optional else how.sources
        found |= own_names(table, source, read) | joined_by(table, source)
    return found


def opened(
    connection: DuckDBPyConnection,
    tables: Iterable[Delivered],
    declared: SourceTable | None = None,
) -> Source:
    """The rows of a source, with ROW and FILE of each under names of our own.

    declared: by which a column has its own name, whatever it is called here.
    """
    several = list(tables)
    for one in several:
        if taken := TAKEN & {column.casefold() for column in one.columns}:
            raise RefusedInput(
                f"'{one.said}' has a column called '{min(taken)}', which is a name of "
                "our own. Call it something else."
            )
    rows = connection.read_parquet(
        [str(one.file) for one in several],
        union_by_name=True,
        filename=True,
        file_row_number=True,
    )
    names = tuple(name for name in rows.columns if name.casefold() not in TAKEN)
    chosen = rows.select(
        *map(ColumnExpression, names),
        ColumnExpression("file_row_number").alias(INSIDE + ROW),
        ColumnExpression("filename").alias(INSIDE + FILE),
    )
    files = tuple(one.file for one in several)
    found = Source(chosen, Columns(names, f"'{several[0].said}'"), files)
    return found if declared is None else by_own_names(found, declared)


def _fits(source: SourceTable, table: Delivered) -> bool:
    return named(source, table.name) and not lacking(source, table)


def named(source: SourceTable, name: str) -> bool:
    """Whether a table is called as those of a source are."""
    folded = name.casefold()
    patterns = [pattern.casefold() for pattern in source.files]
    return not patterns or any(fnmatchcase(folded, one) for one in patterns)


def _missing(name: str, source: SourceTable, delivery: Delivery) -> str:
    alike = [one for one in delivery.tables if source.files and named(source, one.name)]
    if alike:
        gone = lacking(source, alike[0])
        hint = did_you_mean(gone[0], alike[0].columns)
        return f"'{alike[0].said}' has no column {listed(gone)}.{hint}"
    why = next(
        (
            f" {said}"
            for file, said in delivery.refused.items()
            if named(source, stem(file))
        ),
        "",
    )
    what = listed(source.files or source.columns)
    return f"There is no table '{name}' ({what}) among the files.{why}"


def _change(name: str, was: tuple[str, ...], now: tuple[str, ...]) -> Change:
    """Columns that came and went; a name close to one that went may be the same."""
    before, after = {c.casefold(): c for c in was}, {c.casefold(): c for c in now}
    gone = [before[key] for key in before if key not in after]
    added = [after[key] for key in after if key not in before]
    renamed: dict[str, str] = {}
    for old in gone:
        close = _closest(old, [one for one in added if one not in renamed.values()])
        if close is not None:
            renamed[old] = close
    return Change(
        name,
        tuple(one for one in added if one not in renamed.values()),
        tuple(one for one in gone if one not in renamed),
        renamed,
        now,
    )


def _closest(name: str, options: list[str]) -> str | None:
    close = get_close_matches(name.casefold(), [o.casefold() for o in options], n=1)
    return next((o for o in options if close and o.casefold() == close[0]), None)
