"""A scorecard on one page: an accessible PDF with real tables, set by typst."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from phm_core.charts import scorecard, spc_words
from phm_core.charts.explained import Explained
from phm_core.charts.sparkline import sparkline
from phm_core.charts.tiles import Tile
from phm_core.charts.typeset import typeset
from phm_core.governance.taking_out import Mark

TEMPLATE = Path(__file__).with_name("scorecard.typ")


@dataclass(frozen=True)
class Page:
    """What the page says: heading, of whom and when, names, tiles by aim, reading."""

    title: str
    context: str
    here: str
    whole: str
    aims: Mapping[str, Sequence[Tile]]
    reading: str


def one_page(page: Page, about: Explained, mark: Mark) -> bytes:
    """The scorecard as a tagged PDF; the same figures and mark give the same file."""
    card = {
        "title": page.title,
        "context": page.context,
        "headings": scorecard.headings(page.here, page.whole),
        "beside": page.here != page.whole,
        "aims": [
            {"title": title, "rows": [_row(tile) for tile in made]}
            for title, made in page.aims.items()
        ],
        "reading": page.reading,
        "about": [{"heading": h, "text": t} for h, t in about.lines],
        "mark": mark.sentence,
    }
    return typeset(TEMPLATE.read_bytes(), card)


def _row(tile: Tile) -> dict[str, str]:
    trend = tile.trend
    return {
        "title": tile.indicator.short,
        "note": "adjusted for age and sex" if tile.indicator.lead == "adjusted" else "",
        "value": tile.value,
        "range": scorecard.range_of(tile),
        "whole": scorecard.whole_of(tile),
        "england": scorecard.england_of(tile),
        "svg": "" if trend is None else sparkline(trend),
        "alt": "" if trend is None else spc_words.described(trend),
        "words": scorecard.words_of(tile),
    }
