"""The quality of records in tables: checks, fields, sources and deliveries."""

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from phm_core.analysis.checks import Line
from phm_core.analysis.deliveries import Delivery
from phm_core.catalogue.contents import Catalogue
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, headed, number, percent, several, signed
from phm_core.governance.released import Released

SHOWN = 6  # deliveries side by side


def of_lines(found: Sequence[Line]) -> Sheet:
    """Every check: how many at fault, of whom, against its limit, what to do."""
    rows = [
        {
            "title": one.check.title,
            "percent": percent(one.percent),
            "count": number(one.count),
            "people": f"{number(one.people)} {one.check.whom}",
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
        Column("count", "People"),
        Column("people", "Of"),
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
    """From when to when each table has records, the oldest end first."""
    rows = [
        {
            "title": catalogue.datasets[row["table"]].title,
            "first": _day(row["first"]),
            "newest": _day(row["newest"]),
            "behind": ""
            if row["newest"] is None
            else several((released.as_at - row["newest"]).days, "day"),
            "ends": row["newest"] or date.min,
        }
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
        ),
    )


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


def of_deliveries(found: Sequence[Delivery]) -> Sheet:
    """People, rows and how complete each field was, by delivery, the newest last."""
    shown = found[-SHOWN:]
    names = [f"at_{place}" for place in range(len(shown))]
    rows = [
        {"title": "People"} | _cells(names, [f"{one.people:,}" for one in shown]),
        {"title": "Rows"} | _cells(names, [f"{one.rows:,}" for one in shown]),
        {"title": "Values set aside"}
        | _cells(names, [f"{sum(one.implausible.values()):,}" for one in shown]),
    ]
    keys = dict.fromkeys(key for one in shown for key in one.filled)
    for key in keys:
        values = [one.filled.get(key) for one in shown]
        row = {"title": f"{headed(key.replace('_', ' '))}, recorded"}
        rows.append(
            row
            | _cells(names, [percent(value) for value in values])
            | {"change": _change(values)}
        )
    columns = [Column("title", "What")]
    columns += [
        Column(name, day(one.as_at)) for name, one in zip(names, shown, strict=True)
    ]
    table = pa.Table.from_pylist([{"change": ""} | row for row in rows])
    return Sheet(table, (*columns, Column("change", "Since the one before")))


def _cells(names: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    return dict(zip(names, values, strict=True))


def _change(values: Sequence[float | None]) -> str:
    last = [value for value in values[-2:] if value is not None]
    return f"{signed(last[1] - last[0], 1)}" if len(last) == 2 else ""  # noqa: PLR2004  # two deliveries


def _day(when: date | None) -> str:
    return "fewer than 8 people" if when is None else day(when)
