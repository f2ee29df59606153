"""Case finders in words and tables: how many each finds, and in what order."""

from collections.abc import Mapping

import pyarrow as pa

from phm_core.analysis.subject import sentence_case
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import number
from phm_core.governance.released import Released

KINDS = {
    "undiagnosed": "Possibly undiagnosed",
    "under_treated": "Under-treated",
    "not_monitored": "Check or review due",
    "not_safe": "Medicines safety",
}


def of_finders(released: Released, catalogue: Catalogue) -> Sheet:
    """Every finder, those with people who cannot wait first."""
    rows = released.tables["finders"].to_pylist()
    rows.sort(key=lambda row: (-(row["red_flags"] or 0), row["title"]))
    told = [row | _kind(catalogue.casefinders[row["finder"]], row) for row in rows]
    columns = (
        Column("title", "Case finder"),
        Column("kind", "Kind"),
        Column("red_flags", "Cannot wait"),
        Column("listed", "Found"),
        Column("eligible", "Could be found"),
        Column("without", "Not counted because"),
    )
    kept = columns if any(row["without"] for row in rows) else columns[:-1]
    return Sheet(pa.Table.from_pylist(told), kept)


def _kind(finder: CaseFinder, row: Mapping[str, float | None]) -> dict[str, str]:
    """Its kind, and those who cannot wait where anything is declared that cannot."""
    waits = number(row["red_flags"]) if finder.red_flag else "none defined"
    return {"kind": KINDS[finder.kind], "red_flags": waits}


def of_priorities(released: Released, finder: CaseFinder) -> Sheet:
    """The priorities of one finder, first to last, with how many people are in each."""
    rows = [
        row
        for row in released.tables["priorities"].to_pylist()
        if row["finder"] == finder.id
    ]
    columns = (
        Column("title", "Priority"),
        Column("see_within", "See within"),
        Column("people", "People"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def yield_sentence(finder: CaseFinder) -> str:
    """What others found per 100 people whom they reviewed, and who says so."""
    known = finder.known_yield
    if known is None:
        return "**Expected yield:** no published yield is known."
    source = known.source.title
    if known.source.url:
        source = f"[{source}]({known.source.url})"
    return (
        f"**Expected yield:** of 100 people reviewed, {known.per_100:g} (95% interval "
        f"{known.lower:g} to {known.upper:g}) {known.found}. Elsewhere it may differ. "
        f"Source: {source}."
    )


def left_out_sentence(finder: CaseFinder) -> str:
    """Whom its list leaves out, so that a cohort by the same rules has more people."""
    if not finder.exclusions:
        return ""
    titles = "; ".join(sentence_case(one.title) for one in finder.exclusions)
    return (
        f"**Left out of those found:** {titles}. A cohort that keeps them counts more "
        "people."
    )


def expected_sentence(released: Released, condition: str, place: str) -> str:
    """Recorded against the range to expect, and what follows where it is outside."""
    recorded, low, high = (
        released.figure(name)
        for name in ("recorded", "expected_lower", "expected_upper")
    )
    told = (
        f"**{condition}** in {place}: {number(recorded)} people are recorded; "
        f"{number(low)} to {number(high)} would be at the level of "
        f"{released.facts['level']} for their age, sex and deprivation."
    )
    if recorded is None or low is None or high is None:
        return told
    if recorded < low:
        return f"{told} Fewer are recorded than expected: some may not be diagnosed."
    if recorded > high:
        return f"{told} More are recorded than expected."
    return f"{told} As many are recorded as expected."
