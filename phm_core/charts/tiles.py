"""Tiles: one figure of one area with its months, its icons, and what they say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pyarrow as pa

from phm_core.analysis.standing import Line
from phm_core.analysis.trend import STEADY, Trend
from phm_core.catalogue.schema import Indicator
from phm_core.charts import spc_words
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.sparkline import image
from phm_core.charts.words import NOT_SHOWN, headed, interval, number, percent
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

ADJUSTED = "Adjusted for age and sex"
FEW_MONTHS = "Too few months are known to draw."


@dataclass(frozen=True)
class Tile:
    """A figure of an area beside the whole, and its months where they are held.

    line: None where the figure cannot be counted, for which `why` is the reason. drawn:
    whether the months of its neighbours are shown.
    """

    indicator: Indicator
    line: Line | None = None
    trend: Trend | None = None
    why: str = ""
    drawn: bool = False

    @property
    def value(self) -> str:
        """The figure as it is shown."""
        return percent(None if self.line is None else self.line.value)

    @property
    def judgement(self) -> str:
        """Where it stands against the whole, and whether it stands out; or nothing."""
        word = "" if self.line is None else self.line.judgement
        if self.line is None or not word:
            return ""
        if self.line.stands_out:
            return f"Stands out: {word}"
        if word == "similar":
            return "Similar to the whole"
        return f"{headed(word)} by its interval, but does not stand out"

    @property
    def course(self) -> str:
        """What the icons say, and how far it has moved."""
        if self.trend is None:
            shown = self.line is not None and self.line.value is not None
            return FEW_MONTHS if self.drawn and shown else ""
        said = spc_words.course(self.trend)
        if self.trend.target is None:
            return said
        target = percent(self.trend.target, 0)
        return f"{said} {spc_words.assurance(self.trend)} ({target})."

    @property
    def reason(self) -> str:
        """Why it is not shown."""
        told = self.line.reason if self.line is not None else ""
        return self.why or told or "Nothing to count."

    def beside(self, whole: str) -> list[str]:
        """Its interval, whom it counts, the whole and England; or why not shown."""
        line = self.line
        if line is None or line.value is None:
            return [self.reason]
        adjusted = self.indicator.lead == "adjusted"
        others = {whole: line.whole, "England": line.england}
        known = [
            f"{name} {percent(one)}" for name, one in others.items() if one is not None
        ]
        return [
            f"95% interval {interval(line.lower, line.upper)}%",
            f"{number(line.count)} of {number(line.people)} people",
            " · ".join(known),
            ADJUSTED if adjusted else "",
        ]

    def face(self, whole: str) -> str:
        """The tile as HTML: title, figure, words, months."""
        words = [self.judgement, *self.beside(whole), self.course]
        out = self.line is not None and self.line.stands_out
        looks = "tile out" if out else "tile"
        return face(self.indicator.short, self.value, words, self.trend, looks=looks)


@kept_by_answer
def faces(made: tuple[Tile, ...], whole: str) -> tuple[str, ...]:
    """Several tiles as HTML. whole: name of the system that they stand beside."""
    return tuple(tile.face(whole) for tile in made)


def face(
    title: str,
    value: str,
    words: Iterable[str],
    months: Trend | None = None,
    *,
    looks: str = "tile",
) -> str:
    """A tile as HTML: title, figure, lines of words, and the months as a drawing.

    looks: its classes; one that stands out is 'tile out'.
    """
    lines = "".join(f"<p>{escape(line)}</p>" for line in words if line)
    drawn = image(months) if months is not None and months.chart is not None else ""
    return (
        f'<div class="{looks}"><h4>{escape(title)}</h4>'
        f'<p class="tile-value">{escape(value)}</p>{lines}{drawn}</div>'
    )


def tiles(
    entries: Iterable[Indicator],
    lines: Iterable[Line],
    months: Mapping[str, Trend],
    missing: Mapping[str, str],
) -> list[Tile]:
    """A tile for each indicator: months and reasons for what is missing by its id."""
    known = {line.indicator.id: line for line in lines}
    return [
        Tile(
            one,
            known.get(one.id),
            months.get(one.id),
            missing.get(one.id, ""),
            drawn=bool(months),
        )
        for one in entries
    ]


def not_counted(made: Iterable[Tile]) -> list[str]:
    """Figures that cannot be counted, those with one reason together."""
    by_why: dict[str, list[str]] = {}
    for tile in made:
        if tile.why:
            by_why.setdefault(tile.why, []).append(tile.indicator.short)
    return [f"Not counted: {'; '.join(some)}. {why}" for why, some in by_why.items()]


def changes(made: Iterable[Tile], of: str) -> str:
    """How many figures have changed; nothing where no months are held.

    of: how many there are, with the noun.
    """
    kept = [tile.trend.variation for tile in made if tile.trend]
    moved = [one for one in kept if one not in ("", STEADY)]
    if not kept:
        return ""
    if not moved:
        return f"Of {of}, none has changed beyond chance."
    worse = sum(one.startswith("concern") for one in moved)
    have = "has" if len(moved) == 1 else "have"
    return f"Of {of}, {len(moved)} {have} changed beyond chance, {worse} for the worse."


def of_month(title: str, found: Trend, released: Released) -> str:
    """The latest month of activity as a tile, beside the whole system."""
    if not found.rows:
        return face(title, NOT_SHOWN, ["Too few people, or no records."])
    last = found.rows[-1]
    wholes = released.tables["whole"].to_pylist()
    whole = next((row for row in wholes if row["month"] == last["month"]), {})
    beside = whole.get("value") if last["code"] else None
    words = [
        f"{headed(found.measure.unit)}, {spc_words.month(last['month'])}",
        f"95% interval {interval(last['lower'], last['upper'])}",
        "" if beside is None else f"Whole system {number(beside, 1)}",
        spc_words.course(found),
    ]
    return face(title, number(last["value"], 1), words, found)


COLUMNS = (
    Column("section", "Section"),
    Column("title", "Indicator"),
    Column("value", "Here", 1, "%"),
    Column("lower", "Lower 95%", 1, "%"),
    Column("upper", "Upper 95%", 1, "%"),
    Column("count", "People counted"),
    Column("people", "Among"),
    Column("whole", "The whole", 1, "%"),
    Column("england", "England", 1, "%"),
    Column("judgement", "Against the whole"),
    Column("stands_out", "Stands out"),
    Column("variation", "Variation"),
    Column("assurance", "Target"),
    Column("moved", "Against a year before"),
    Column("data", "Data"),
)


def sheet(sections: Mapping[str, Sequence[Tile]]) -> Sheet:
    """Every tile as a row, under the name of its section."""
    rows = [_row(name, tile) for name, some in sections.items() for tile in some]
    return Sheet(pa.Table.from_pylist(rows, schema=SCHEMA), COLUMNS)


NUMBERS = ("value", "lower", "upper", "count", "people", "whole", "england")
SCHEMA = pa.schema(
    [
        *((name, pa.float64()) for name in NUMBERS),
        ("stands_out", pa.bool_()),
        *(
            (name, pa.string())
            for name in ("section", "title", "judgement", "variation", "assurance",
                         "moved", "data", "mark")
        ),
    ]
)  # fmt: skip


def _row(section: str, tile: Tile) -> dict[str, Any]:
    line, trend = tile.line, tile.trend
    names = (*NUMBERS, "stands_out", "mark", "judgement", "data")
    return {name: getattr(line, name, None) for name in names} | {
        "section": section,
        "title": tile.indicator.title,
        "variation": spc_words.variation(trend) if trend else "",
        "assurance": spc_words.assurance(trend) if trend and trend.target else "",
        "moved": spc_words.moved(trend) if trend else "",
    }
