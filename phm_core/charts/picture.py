"""A chart or a table ready to show: what is drawn, and everything said beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from phm_core.charts.words import NOT_SHOWN, day, moment

Spec = Mapping[str, Any]
MARK_WORDS = {
    "suppressed": "hidden",
    "none": "no data",
    "small": "too few for a rate",
    "unfit": "data not fit",
}
# The same where there is room to say it, as in a download.
MARK_REASONS = MARK_WORDS | {"suppressed": "1 to 7 people, or would show such a count"}


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its name in the data, its heading, how it is written."""

    name: str
    title: str
    decimals: int = 0
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table as a reader sees it: chosen columns of the data, in order."""

    data: pa.Table
    columns: tuple[Column, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Headings, in order."""
        return tuple(column.title for column in self.columns)

    def written(self) -> list[tuple[str, ...]]:
        """Every row as text: numbers in their style, hidden ones saying why."""
        rows = self.data.select([c.name for c in self.columns]).to_pylist()
        marks = (
            self.data["mark"].to_pylist()
            if "mark" in self.data.column_names
            else [""] * len(rows)
        )
        return [
            tuple(_cell(row[c.name], c, mark) for c in self.columns)
            for row, mark in zip(rows, marks, strict=True)
        ]

    def plain(self) -> pa.Table:
        """The same as numbers under the headings, for a download."""
        names = [column.name for column in self.columns]
        chosen = self.data.select(names).rename_columns(list(self.titles))
        if "mark" not in self.data.column_names:
            return chosen
        words = [MARK_REASONS.get(m or "", "") for m in self.data["mark"].to_pylist()]
        return chosen.append_column("Not shown because", pa.array(words, pa.string()))


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart: a specification without data, its datasets, and its words.

    title states the finding; subtitle the measure, unit, place and date; alt what a
    person who cannot see it should know. sheet is the same as a table. tall: height in
    print in millimetres, 0 for a share of the page. reading: how to read a chart of
    this kind, from charts.reading.
    """

    spec: Spec
    data: Mapping[str, pa.Table | Mapping[str, Any]]
    title: str
    subtitle: str
    alt: str
    sheet: Sheet
    notes: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    tall: int = 0
    reading: str = ""

    def filled(self) -> dict[str, Any]:
        """The specification with its data and settings (top-level parameters)."""
        params = [
            {**p, "value": self.settings[p["name"]]}
            if p["name"] in self.settings
            else p
            for p in self.spec.get("params", ())
        ]
        both = {**self.spec, "datasets": dict(self.data)}
        return both | ({"params": params} if params else {})


def _cell(value: Any, column: Column, mark: str | None) -> str:
    if value is None or value == "":
        return MARK_WORDS.get(mark or "", NOT_SHOWN if value is None else "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = f"{value:,.{column.decimals}f}{column.unit}"
        return text.replace("-", "−")
    return _words(value)


def _words(value: object) -> str:
    """A text as it is; a day or a moment as they stand in a sentence."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)
