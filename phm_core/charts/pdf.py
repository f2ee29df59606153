"""The current view on one page: an accessible PDF, set by typst with our own words."""

from collections.abc import Sequence
from pathlib import Path

from phm_core.charts.explained import Explained
from phm_core.charts.picture import Picture
from phm_core.charts.svg import svg
from phm_core.charts.typeset import typeset
from phm_core.governance.taking_out import Mark

TEMPLATE = Path(__file__).with_name("page.typ")
# Of an A4 page: what pictures may take, and the words around a small one.
PAGE_MM, WORDS_MM = 150, 12


def one_page(
    title: str,
    context: str,
    pictures: Sequence[Picture],
    about: Explained,
    mark: Mark,
) -> bytes:
    """A page with a heading, where and who, each chart with its words, the source."""
    words = {
        "title": title,
        "context": context,
        "charts": [
            {
                "title": p.title,
                "subtitle": p.subtitle if p.subtitle != context else "",
                "alt": p.alt,
                "notes": " ".join(filter(None, p.notes)),
                "tall": p.tall or _share(pictures),
                "svg": svg(p),
            }
            for p in pictures
        ],
        "mark": mark.sentence,
        "about": [{"heading": h, "text": t} for h, t in about.lines],
    }
    # Without a timestamp, so that the same view and mark give the same file.
    return typeset(TEMPLATE.read_bytes(), words)


def _share(pictures: Sequence[Picture]) -> int:
    """Height in millimetres of each picture that states none."""
    left = PAGE_MM - sum(
        picture.tall + WORDS_MM for picture in pictures if picture.tall
    )
    return left // max(1, sum(not picture.tall for picture in pictures))
