"""Counts of a practice beside its own and the published ones, and its signatures."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from phm_core.analysis.mismatch import Match, parts
from phm_core.catalogue.schema import DataLimit
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, number, signed
from phm_core.errors import several
from phm_core.store.sign_offs import SignOff

PARTS = ("Date", "Opt-outs", "List size", "Coding", "Registrations", "Rule")
DECIDED = {"signed": "Signed", "withdrawn": "Withdrawn"}


def of_matches(found: Sequence[Match], *, own: bool = True) -> Sheet:
    """One row a register: the counts, how they differ, and the verdict.

    own: whether the reader may see what the practice counted itself.
    """
    years = sorted({one.published.year for one in found if one.published})
    rows = [
        {
            "title": one.title,
            "ours": number(one.ours),
            "own": f"{one.own.people:,}" if one.own else "",
            "difference": _difference(one),
            "verdict": _verdict(one),
            "published": _published(one, in_words=len(years) > 1),
        }
        for one in found
    ]
    theirs = (
        Column("own", "Your count"),
        Column("difference", "Difference"),
        Column("verdict", "Verdict"),
    )
    columns = (
        Column("title", "Register"),
        Column("ours", "This app"),
        *(theirs if own else ()),
        Column("published", f"QOF {years[0]}" if len(years) == 1 else "QOF"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def of_parts(one: Match) -> Sheet:
    """What the difference of one register is made of, then what else is known."""
    rows = [
        {"name": part.name, "people": _people(part.people, adds=part.adds)}
        | {"why": part.why}
        for part in parts(one)
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("name", "Part"),
            Column("people", "People"),
            Column("why", "Why"),
        ),
    )


def of_comparison(found: Sequence[Match]) -> Sheet:
    """The whole comparison, to be taken along: every count, difference and part."""
    rows = [_whole_row(one) for one in found]
    columns = [
        Column("title", "Register"),
        Column("ours", "This app"),
        Column("own", "Own count"),
        Column("on", "Counted on"),
        Column("verdict", "Verdict"),
        Column("difference", "Difference"),
        Column("most", "Limit"),
        *(Column(name, name) for name in PARTS),
        Column("published", "Published (QOF)"),
        Column("year", "Year published"),
    ]
    return Sheet(pa.Table.from_pylist(rows), tuple(columns))


def _whole_row(one: Match) -> dict[str, str]:
    part = {each.name: each for each in parts(one)}
    published = one.published
    row = {
        "title": one.title,
        "ours": _plain(one.ours),
        "own": _plain(one.own.people if one.own else None),
        "on": one.own.on.isoformat() if one.own else "",
        "verdict": one.verdict,
        "difference": _plain(one.difference),
        "most": _plain(one.most),
        "published": _plain(published and published.numerator),
        "year": published.year if published else "",
    }
    return row | {name: _plain(part[name].people if name in part else None)
                  for name in PARTS}  # fmt: skip


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _people(people: int | None, *, adds: bool) -> str:
    if people is None:
        return "not known"
    return signed(people, 0) if adds and people else f"{people:,}"


def _difference(one: Match) -> str:
    if one.difference is None:
        return ""
    share = "" if one.percent is None else f" ({signed(one.percent, 1)}%)"
    return f"{signed(one.difference, 0)}{share}"


def _verdict(one: Match) -> str:
    limit = f" of {one.most:,}" if one.beyond and one.most is not None else ""
    return f"{one.verdict}{limit}"


def _published(one: Match, *, in_words: bool) -> str:
    found = one.published
    if found is None or found.numerator is None:
        return ""
    year = f" in {found.year}" if in_words else ""
    return f"{found.numerator:,.0f}{year}"


def limit_in_words(limit: DataLimit) -> str:
    """How far a count may differ."""
    return (
        f"{limit.title}: {limit.percent:g}%, or "
        f"{several(limit.people, 'person', 'people')} if that is more; for each month "
        f"between the two days {limit.percent_a_month:g}% more, and what chance makes "
        "of those who come or go in it."
    )


def of_signatures(found: Iterable[SignOff]) -> Sheet:
    """Who signed or withdrew, when, and on which records."""
    rows = [
        {
            "what": DECIDED[one.signature.decision],
            "by": one.signature.by,
            "at": day(one.at.date()),
            "as_at": day(one.signature.as_at),
            "snapshot": one.signature.snapshot[:8],
            "registers": len(one.signature.counts),
        }
        for one in found
    ]
    columns = (
        Column("what", "Decision"),
        Column("by", "By"),
        Column("at", "On"),
        Column("as_at", "Records up to"),
        Column("snapshot", "Snapshot"),
        Column("registers", "Counts compared"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)
