"""The quality of records in tables: checks, fields, sources and deliveries."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from phm_core.analysis.checks import Line
from phm_core.catalogue.contents import Catalogue
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, headed, number, percent, signed
from phm_core.errors import several
from phm_core.governance.confidence import fits
from phm_core.governance.released import Released
from phm_core.onboarding.deliveries import Delivery

SHOWN = 6  # deliveries side by side


def of_lines(found: Sequence[Line]) -> Sheet:
    """Every check: how many at fault, of whom, against its limit, what to do."""
    rows = [
        {
            "title": one.check.title,
            "percent": percent(one.percent),
            "people": f"{number(one.count)} of {number(one.people)} {one.check.whom}",
            "before": "" if one.before is None else percent(one.before),
            "most": percent(one.check.most, 0),
            "verdict": one.verdict,
            "then": one.check.then if one.verdict == "look at it" else "",
        }
        for one in found
    ]
    columns = (
        Column("title", "Check"),
        Column("percent", "At fault"),
        Column("people", "People"),
        Column("before", "A year before"),
        Column("most", "Limit"),
        Column("verdict", "Verdict"),
        Column("then", "What to do"),
    )
    kept = columns if any(row["then"] for row in rows) else columns[:-1]
    return Sheet(pa.Table.from_pylist(rows), kept)


def of_fields(found: Mapping[str, Released]) -> Sheet:
    """How completely each field is recorded, the least complete first."""
    rows = [
        row | {"title": title}
        for title, released in found.items()
        for row in released.tables["whole"].to_pylist()
    ]
    rows.sort(key=lambda row: row["crude"] if row["crude"] is not None else 101.0)
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("title", "Field"),
            Column("crude", "Recorded", 1, "%"),
            Column("crude_lower", "Lower 95%", 1),
            Column("crude_upper", "Upper 95%", 1),
            Column("people", "People"),
        ),
    )


def of_tables(released: Released, catalogue: Catalogue) -> Sheet:
    """From when to when each table has records, the oldest end first; what is late."""
    rows = [
        {
            "title": catalogue.datasets[row["table"]].title,
            "first": _day(row["first"]),
            "newest": _day(row["newest"]),
            "ends": row["newest"] or date.min,
        }
        | _lateness(row["table"], row["newest"], released.as_at, catalogue)
        for row in released.tables["tables"].to_pylist()
    ]
    rows.sort(key=lambda row: row["ends"])
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("title", "Records"),
            Column("first", "From"),
            Column("newest", "To"),
            Column("behind", "Before the as-at date"),
            Column("most", "Limit"),
            Column("verdict", "Verdict"),
        ),
    )


JUDGED = {"unfit": "too late", "care": "late", "good": "in time"}


def _lateness(
    table: str, newest: date | None, as_at: date, catalogue: Catalogue
) -> dict[str, str]:
    """How long before the as-at date records end, and whether that is too long."""
    if newest is None:
        return {"behind": "", "most": "", "verdict": ""}
    days = (as_at - newest).days
    told = {"behind": several(days, "day"), "most": "", "verdict": ""}
    for fitness in catalogue.fitness.values():
        if table in fitness.tables:
            told["most"] = several(round(fitness.good), "day")
            told["verdict"] = JUDGED[fits(fitness, days)]
    return told


def of_through(current: Delivery) -> Sheet:
    """How far each source goes, as the supplier says."""
    rows = [
        {"title": title, "through": _day(date.fromisoformat(until[:10]))}
        for title, until in current.through.items()
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (Column("title", "Source"), Column("through", "Sent up to")),
    )


def of_implausible(current: Delivery, catalogue: Catalogue) -> Sheet:
    """Values that were set aside because nobody has them, by measure."""
    rows = [
        {"title": _measure(key, catalogue), "count": count}
        for key, count in sorted(current.implausible.items(), key=lambda item: -item[1])
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (Column("title", "Measurement"), Column("count", "Values set aside")),
    )


def _measure(key: str, catalogue: Catalogue) -> str:
    known = catalogue.measurements.get(key)
    return known.title if known else headed(key.replace("_", " "))


def of_deliveries(found: Sequence[Delivery], catalogue: Catalogue) -> dict[str, Sheet]:
    """What each delivery held, the newest last, and what changed; a sheet a subject.

    People and rows; how complete each field was; how many were at fault by each check;
    how far behind each table was. A subject that no delivery tells of is left out.
    """
    shown = found[-SHOWN:]
    checks, tables = catalogue.checks, catalogue.datasets
    rows = {
        "People and rows": [
            _row("People, also those gone", [one.people for one in shown], 0),
            _row("Rows", [one.rows for one in shown], 0),
            _row(
                "Values set aside", [sum(one.implausible.values()) for one in shown], 0
            ),
        ],
        "Recorded": [
            _row(headed(key.replace("_", " ")), values, 1, "%")
            for key, values in _each(shown, lambda one: one.filled)
        ],
        "At fault by check": [
            _row(checks[key].short, values, 1, "%")
            for key, values in _each(shown, lambda one: one.checked)
            if key in checks
        ],
        "Days behind": [
            _row(tables[key].title, values, 0)
            for key, values in _each(shown, _behind)
            if key in tables
        ],
    }
    columns = (
        Column("title", "What"),
        *(Column(f"at_{place}", day(one.as_at)) for place, one in enumerate(shown)),
        Column("change", "Since the one before"),
    )
    return {
        subject: Sheet(pa.Table.from_pylist(each), columns)
        for subject, each in rows.items()
        if each
    }


def _behind(one: Delivery) -> Mapping[str, float]:
    """Days from the end of each table to the as-at date."""
    return {
        table: (one.as_at - date.fromisoformat(until)).days
        for table, until in one.newest.items()
    }


def _each(
    shown: Sequence[Delivery], of: Callable[[Delivery], Mapping[str, float]]
) -> Iterator[tuple[str, list[float | None]]]:
    """The value of each delivery, by what is measured."""
    for key in dict.fromkeys(key for one in shown for key in of(one)):
        yield key, [of(one).get(key) for one in shown]


def _row(
    title: str, values: Sequence[float | None], decimals: int, unit: str = ""
) -> dict[str, str]:
    told = {
        f"at_{place}": "" if value is None else f"{value:,.{decimals}f}{unit}"
        for place, value in enumerate(values)
    }
    return {"title": title, "change": _change(values, decimals)} | told


def _change(values: Sequence[float | None], decimals: int) -> str:
    """The last two beside each other; nothing where either is missing."""
    last = [value for value in values[-2:] if value is not None]
    if len(last) < 2:  # noqa: PLR2004  # two deliveries
        return ""
    moved = round(last[1] - last[0], decimals)
    return signed(moved, decimals) if moved else "0"


def _day(when: date | None) -> str:
    return "fewer than 8 people" if when is None else day(when)
