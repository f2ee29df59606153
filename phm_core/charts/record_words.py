"""One person in words and tables: who they are, and what finds them."""

from collections.abc import Iterator, Mapping
from datetime import date
from html import escape
from typing import Any

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.charts.dated import dated
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day
from phm_core.governance.released import Released

STATES = {"red_flag": "Cannot wait", "listed": "On the list", "near": "Nearly"}
NOT_KNOWN = "not known"
FLAGS = {
    "care_home": "Lives in a care home",
    "housebound": "Housebound",
    "lives_alone": "Lives alone",
    "carer": "Unpaid carer",
}
FAMILIES = {
    "condition": "conditions",
    "medication": "medicines",
    "measurement": "measurements",
    "score": "scores",
    "process": "processes",
    "activity": "settings_of_care",
}
SEGMENT, FRAILTY = "segment:bridges_to_health", "score:efi"
FINDERS = (
    Column("state", "Lane"),
    Column("title", "Case finder"),
    Column("priority", "Why now"),
    Column("see_within", "See within"),
    Column("missed", "What does not hold"),
    Column("evidence", "Evidence"),
    Column("action", "What to do"),
)
Row = dict[str, str]


def header(
    released: Released, catalogue: Catalogue, practices: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Who somebody is, heading by heading. practices: names by code."""
    [row] = released.tables["person"].to_pylist()
    age, code = row["age"], row["practice_code"]
    return [
        ("Age", NOT_KNOWN if age is None else str(age)),
        ("Sex", row["sex"] or NOT_KNOWN),
        ("Practice", practices.get(code, code)),
        ("Language", _words(row["main_language"])),
        ("Interpreter", _flag(row["interpreter_needed"])),
        *((title, _flag(row[name])) for name, title in FLAGS.items()),
        ("Frailty", _frailty(row[FRAILTY], catalogue)),
        ("Segment", _segment(row[SEGMENT], catalogue)),
    ]


def finders(released: Released, catalogue: Catalogue) -> list[Row]:
    """What each case finder says of this person, those that cannot wait first."""
    order = list(STATES.values())
    rows = [
        _finder(row, released, catalogue)
        for row in released.tables["finders"].to_pylist()
    ]
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["title"]))


def nearly(row: Row) -> bool:
    """Whether one rule alone keeps somebody off."""
    return row["state"] == STATES["near"]


def card(row: Row) -> str:
    """What one finder says, as a tile."""
    urgent = row["state"] == STATES["red_flag"]
    lines = [
        row["priority"],
        f"See within {row['see_within']}" if row["see_within"] else "",
        row["missed"],
        *row["evidence"].split("; "),
        row["action"],
    ]
    words = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    looks = "tile out" if urgent else "tile"
    return (
        f'<div class="{looks}"><h4>{escape(row["title"])}</h4>'
        f"<p><strong>{escape(row['state'])}</strong></p>{words}</div>"
    )


def sheet_of(rows: list[Row]) -> Sheet:
    """The same as a table."""
    return Sheet(pa.Table.from_pylist(rows), FINDERS)


def title_of(table: str, identity: str, catalogue: Catalogue) -> str:
    """What an entry of a record is called: a code where nothing names it."""
    entries = catalogue.family(FAMILIES[table]) if table in FAMILIES else {}
    return entries[identity].label if identity in entries else _words(identity)


def value_of(table: str, identity: str, value: float, catalogue: Catalogue) -> str:
    """A value with its unit: '61 mmol/mol'."""
    entry = catalogue.family(FAMILIES[table]).get(identity)
    told = f"{value:,.{getattr(entry, 'decimals', 1)}f}"
    unit = getattr(entry, "unit", "") if table == "measurement" else ""
    return f"{told} {unit}".strip()


def _finder(row: Mapping[str, Any], released: Released, catalogue: Catalogue) -> Row:
    finder = catalogue.casefinders[row["finder"]]
    flag = finder.red_flag if row["state"] == "red_flag" else None
    return {
        "state": STATES[row["state"]],
        "title": finder.title,
        "priority": row["priority"] or "",
        "see_within": "the day" if flag else row["see_within"] or "",
        "missed": _missed(row),
        "evidence": "; ".join(_evidence(row["finder"], released, catalogue)),
        "action": "" if row["missed"] else flag.action if flag else finder.action,
    }


def _evidence(finder: str, released: Released, catalogue: Catalogue) -> Iterator[str]:
    """'HbA1c 61 mmol/mol, 3 September 2026 (8 weeks ago)', each that there is."""
    for one in released.tables["evidence"].to_pylist():
        if one["finder"] == finder and one["date"] is not None:
            told = title_of(one["family"], one["id"], catalogue)
            if one["value"] is not None:
                said = value_of(one["family"], one["id"], one["value"], catalogue)
                told = f"{told} {said}"
            yield f"{told}, {dated(one['date'], released.as_at)}"


def _missed(row: Mapping[str, Any]) -> str:
    """The one rule that does not hold, and how; nothing where all do."""
    if not row["missed"]:
        return ""
    if row["exclusion"]:
        return f"Kept off for now: {row['missed']}"
    how = "Would have to hold" if row["known"] else "Would have to be known"
    return f"{how}: {row['missed']}"


def _words(name: str | None) -> str:
    said = (name or NOT_KNOWN).replace("_", " ")
    return said[:1].upper() + said[1:]


def _flag(value: object) -> str:
    return NOT_KNOWN if value is None else "yes" if value else "no"


def _frailty(value: float | None, catalogue: Catalogue) -> str:
    if value is None:
        return "no index recorded"
    score = catalogue.scores["efi"]
    bands = [
        band.title
        for band in score.bands
        if (band.at_least is not None and value >= band.at_least)
        or (band.above is not None and value > band.above)
    ]
    return f"{bands[-1]} ({score.label} {value:.2f})" if bands else f"{value:.2f}"


def _segment(value: str | None, catalogue: Catalogue) -> str:
    titles = catalogue.names(SEGMENT) or {}
    return NOT_KNOWN if value is None else titles.get(value, value)


def course_rows(released: Released, catalogue: Catalogue) -> Sheet:
    """Everything that happened, newest first."""
    rows = [
        {
            "when": day(one["date"]) if isinstance(one["date"], date) else NOT_KNOWN,
            "until": day(one["until"]) if isinstance(one["until"], date) else "",
            "table": one["table"].replace("_", " "),
            "title": title_of(one["table"], one["id"], catalogue),
            "value": one["value"],
            "detail": (one["detail"] or "").replace("_", " "),
        }
        for one in reversed(released.tables["events"].to_pylist())
    ]
    columns = (
        Column("when", "When"),
        Column("until", "Until"),
        Column("table", "Kind"),
        Column("title", "What"),
        Column("value", "Value", 1),
        Column("detail", "Detail"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)
