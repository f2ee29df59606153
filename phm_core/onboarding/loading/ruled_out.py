"""Rows that a mapping's own rules leave out, known from what its maps yielded.

How many rows a source has is known since it was read, so nothing is read again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import TableMap
from phm_core.catalogue.schema.source_table import Cell, Filter
from phm_core.onboarding.loading.cells import written
from phm_core.onboarding.loading.delivered import Delivered
from phm_core.onboarding.loading.report import Counted, MapReport
from phm_core.onboarding.loading.wide import NO, YES

RULED_OUT = "ruled out"
BY_RULE = "that the mapping leaves out ({rule})"
BY_LATER = "of which a later row tells again"
BY_ALL = "that no rule of the mapping takes"
MOST = 5  # values of a rule that are named
Rule = tuple[Filter, ...]


@dataclass(frozen=True)
class Done:
    """A map that was carried out, and what became of its rows."""

    table: TableMap
    report: MapReport


def with_ruled_out(
    done: Sequence[Done],
    tables: Mapping[str, tuple[Delivered, ...]],
    catalogue: Catalogue,
) -> Iterator[MapReport]:
    """The reports in their order, each with the rows of its source that were left out.

    A rule that says what rows are of (asthma: yes) leaves out none of its own; what no
    rule of a source takes is told once.
    """
    told: set[str] = set()
    for one in done:
        source = one.table.from_
        same = [other for other in done if other.table.from_ == source]
        total = sum(table.rows for table in tables[source])
        count, rule = _by_its_own(one, same, total, catalogue)
        what = _why(one.table, rule)
        if not count and source not in told:
            count, what = _by_any(same, total), BY_ALL
        if count:
            told.add(source)
            yield _with(one.report, count, what, tables[source])
        else:
            yield one.report


def _by_its_own(
    one: Done, same: Iterable[Done], total: int, catalogue: Catalogue
) -> tuple[int, Rule]:
    """Rows that a map's rule left out, and the rule without what another map takes."""
    intake = catalogue.intake[one.table.into]
    entries = (
        how.constant is not None and intake.column(name).family is not None
        for name, how in one.table.columns.items()
    )
    rule, taken = one.table.where, one.report.rows
    if one.table.each is not None or any(entries):
        return 0, ()
    for other in same:
        shared = _beside(rule, other.table.where)
        if shared is not None and other.table.each is None:
            rule, taken = shared, taken + other.report.rows
            break
    return (total - taken, rule) if rule or one.table.latest else (0, ())


def _beside(mine: Rule, other: Rule) -> Rule | None:
    """What two rules share that take the two sides of one test; None for others."""
    if len(mine) != len(other):
        return None
    apart = [pair for pair in zip(mine, other, strict=True) if pair[0] != pair[1]]
    if len(apart) != 1 or _opposite(apart[0][0]) != apart[0][1]:
        return None
    return tuple(test for test in mine if test != apart[0][0])


def _opposite(test: Filter) -> Filter:
    filled = None if test.filled is None else not test.filled
    return test.model_copy(
        update={"is_": test.is_not, "is_not": test.is_, "filled": filled}
    )


def _by_any(same: Iterable[Done], total: int) -> int:
    """Rows of a source that no map took, where each has a rule of its own."""
    taken: dict[Rule, int] = {}
    for one in same:
        if one.table.each is not None or not one.table.where:
            return 0
        taken[one.table.where] = one.report.rows
    return max(0, total - sum(taken.values()))


def _why(table: TableMap, rule: Rule) -> str:
    """Why a map leaves rows out."""
    said = [BY_RULE.format(rule=_unlike(rule))] if rule else []
    return ", or ".join([*said, *([BY_LATER] if table.latest else [])])


def _unlike(rule: Rule) -> str:
    """What is so of a row that a rule leaves out."""
    return " or ".join(f"'{test.column}' is {_not_so(test)}" for test in rule)


def _not_so(test: Filter) -> str:
    if test.filled is not None:
        return "empty" if test.filled else "filled"
    return f"not {_named(test.is_)}" if test.is_ else _named(test.is_not)


def _named(values: tuple[Cell, ...]) -> str:
    for word, spelt in (("yes", YES), ("no", NO)):
        if list(values) == spelt:
            return word
    more = [f"{len(values) - MOST} more"] if values[MOST:] else []
    *first, last = [*(f"'{written(one)}'" for one in values[:MOST]), *more]
    return " or ".join([*filter(None, [", ".join(first)]), last])


def _with(
    report: MapReport, count: int, what: str, tables: tuple[Delivered, ...]
) -> MapReport:
    """A report of all rows of its source, with those that were left out of it."""
    files = sorted({table.said for table in tables})
    where = files[0] if len(files) == 1 else f"{len(files)} files"
    left = Counted(report.source, what, count, where, fate=RULED_OUT)
    counted = (left, *report.counted)
    return replace(report, rows=report.rows + count, counted=counted)
