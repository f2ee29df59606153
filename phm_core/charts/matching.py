"""Counts of a practice beside its own and the published ones, and its signatures."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from phm_core.analysis.matched import Match
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, number, signed
from phm_core.store.sign_offs import SignOff

DECIDED = {"signed": "Signed", "withdrawn": "Withdrawn"}


def of_matches(found: Sequence[Match]) -> Sheet:
    """One row a register: the three counts, how they differ, and the verdict."""
    rows = [
        {
            "title": one.title,
            "ours": number(one.ours),
            "own": f"{one.own.people:,}" if one.own else "",
            "verdict": one.verdict,
            "difference": _difference(one),
            "most": f"{one.most:,}" if one.most is not None else "",
            "rest": "" if one.rest is None else signed(one.rest, 0),
            "published": _published(one),
        }
        for one in found
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("title", "Register"),
            Column("ours", "This app"),
            Column("own", "Your count"),
            Column("verdict", "Verdict"),
            Column("difference", "Difference"),
            Column("most", "Limit"),
            Column("rest", "Not explained"),
            Column("published", "Published (QOF)"),
        ),
    )


def _difference(one: Match) -> str:
    if one.difference is None:
        return ""
    share = "" if one.percent is None else f" ({signed(one.percent, 1)}%)"
    return f"{signed(one.difference, 0)}{share}"


def _published(one: Match) -> str:
    found = one.published
    if found is None or found.numerator is None:
        return ""
    return f"{found.numerator:,.0f} in {found.year}"


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
