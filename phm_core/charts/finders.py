"""Case finders in words and tables: what each finds, in what order, and whom."""

from collections.abc import Iterable, Mapping
from datetime import date

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import CaseFinder
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, number, several
from phm_core.governance.released import Released
from phm_core.period import MONTHS_IN_YEAR

KINDS = {
    "undiagnosed": "Possibly undiagnosed",
    "under_treated": "Under-treated",
    "not_monitored": "Check or review due",
    "not_safe": "Medicines safety",
}
NONE = "none recorded"
DAYS_OF_MONTH = 30.4
YEARS_FROM = 24  # months from which an age is told in years
NAMES = {
    "measurement": "measurements",
    "medication": "medicines",
    "process": "processes",
    "condition": "conditions",
    "score": "scores",
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
    waits = number(row["red_flags"]) if finder.red_flag else "none declared"
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


def of_people(
    released: Released,
    finder: CaseFinder,
    catalogue: Catalogue,
    practices: Mapping[str, str],
    numbers: Mapping[str, str],
) -> Sheet:
    """A page of people: who, why, and how old each piece of evidence is.

    practices: names by code. numbers: NHS numbers by pseudonym, where looked up.
    """
    rows = [
        {
            "who": numbers.get(row["pseudonym"], row["pseudonym"]),
            "priority": row["priority"],
            "age": row["age"],
            "sex": row["sex"],
            "practice": practices.get(row["practice_code"], row["practice_code"]),
            **{
                identity: _told(row, identity, catalogue, family, released.as_at)
                for family, identity in _evidence(finder)
            },
            "contact": _dated(row["last_contact"], released.as_at),
            "needs": _needs(row),
        }
        for row in released.tables["people"].to_pylist()
    ]
    columns = (
        Column("who", "NHS number" if numbers else "Pseudonym"),
        Column("priority", "Why now"),
        Column("age", "Age"),
        Column("sex", "Sex"),
        Column("practice", "Practice"),
        *(
            Column(identity, getattr(catalogue, NAMES[family])[identity].label)
            for family, identity in _evidence(finder)
        ),
        Column("contact", "Last GP contact"),
        Column("needs", "Language and adjustments"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def _evidence(finder: CaseFinder) -> Iterable[tuple[str, str]]:
    return (shown.of for shown in finder.evidence)


def _told(
    row: Mapping[str, object],
    identity: str,
    catalogue: Catalogue,
    family: str,
    on: date,
) -> str:
    """'167 mmHg, 7 September 2026 (7 weeks ago)'."""
    value, when = row[f"{identity}:value"], row[f"{identity}:date"]
    dated = _dated(when, on)
    if not isinstance(value, int | float):
        return dated
    unit = catalogue.measurements[identity].unit if family == "measurement" else ""
    return f"{value:g} {unit}".strip() + f", {dated}"


def _dated(when: object, on: date) -> str:
    return f"{day(when)} ({_ago(when, on)})" if isinstance(when, date) else NONE


def _ago(when: date, on: date) -> str:
    months = int((on - when).days / DAYS_OF_MONTH)
    if months < 1:
        return several((on - when).days, "day") + " ago"
    if months < YEARS_FROM:
        return several(months, "month") + " ago"
    return several(months // MONTHS_IN_YEAR, "year") + " ago"


def _needs(row: Mapping[str, object]) -> str:
    language = str(row["main_language"] or "not known").replace("_", " ")
    said = language[:1].upper() + language[1:]
    return f"{said}, interpreter needed" if row["interpreter_needed"] else said
