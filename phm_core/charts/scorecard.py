"""A scorecard: a table for each aim, with figures, their months, and words."""

from collections.abc import Mapping, Sequence
from html import escape

from phm_core.catalogue.schema.indicator import Aim
from phm_core.charts.sparkline import image
from phm_core.charts.tiles import Tile
from phm_core.charts.words import interval, percent
from phm_core.governance.once import kept_by_answer

AIMS: Mapping[Aim, str] = {
    "health": "Better health",
    "experience": "Better experience",
    "quality": "Better care",
    "value": "Better value",
}
NOT_PUBLISHED = "not published"


def headings(here: str, whole: str) -> tuple[str, ...]:
    """Of the columns; the whole system needs none to stand beside itself."""
    beside = () if here == whole else (whole,)
    return ("Indicator", here, *beside, "England", "36 months", "In words")


def range_of(tile: Tile) -> str:
    """Its 95% interval; nothing where it has none."""
    line = tile.line
    if line is None or line.value is None:
        return ""
    return f"{interval(line.lower, line.upper)}%"


def whole_of(tile: Tile) -> str:
    """The figure of the whole system; a dash where it is not known."""
    known = tile.line is not None and tile.line.whole is not None
    return percent(tile.line.whole) if known and tile.line else "–"


def england_of(tile: Tile) -> str:
    """What England publishes."""
    if tile.line is None or tile.line.england is None:
        return NOT_PUBLISHED
    return percent(tile.line.england)


def words_of(tile: Tile) -> str:
    """Where it stands, how it moves, whether the target will be met, and its data."""
    if tile.line is None or tile.line.value is None:
        return tile.reason
    data = f"{tile.line.data}." if tile.line.data else ""
    said = [f"{tile.judgement}." if tile.judgement else "", tile.course, data]
    return " ".join(part for part in said if part)


@kept_by_answer
def table(title: str, made: tuple[Tile, ...], names: tuple[str, str]) -> str:
    """One aim as an HTML table. names: of the area, and of the whole system."""
    columns = headings(*names)
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in columns)
    rows = "".join(_row(tile, columns[1:], names) for tile in made)
    return (
        f'<table class="scorecard"><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(tile: Tile, columns: Sequence[str], names: tuple[str, str]) -> str:
    adjusted = tile.indicator.lead == "adjusted"
    note = "<br><small>adjusted for age and sex</small>" if adjusted else ""
    ends = range_of(tile)
    cells = (
        f"<strong>{tile.value}</strong>"
        + (f"<br><small>{ends}</small>" if ends else ""),
        *(() if names[0] == names[1] else (whole_of(tile),)),
        england_of(tile),
        image(tile.trend) if tile.trend is not None else "–",
        escape(words_of(tile)),
    )
    out = tile.line is not None and tile.line.stands_out
    given = "".join(
        f'<td data-of="{escape(of, quote=True)}">{cell}</td>'
        for of, cell in zip(columns, cells, strict=True)
    )
    return (
        f'<tr{" class=out" if out else ""}><th scope="row">'
        f"{escape(tile.indicator.short)}{note}</th>{given}</tr>"
    )
