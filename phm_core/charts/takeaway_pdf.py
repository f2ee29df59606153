"""The profile of an area on two pages: an accessible PDF, set by typst."""

from pathlib import Path

from phm_core.analysis.takeaway import Takeaway
from phm_core.charts import takeaway_words as words
from phm_core.charts.spine import spine
from phm_core.charts.svg import svg
from phm_core.charts.typeset import typeset
from phm_core.charts.words import day, percent
from phm_core.governance.taking_out import Mark

TEMPLATE = Path(__file__).with_name("takeaway.typ")
WIDTH = 900


def two_pages(told: Takeaway, mark: Mark) -> bytes:
    """The profile as a tagged PDF; the same profile and mark give the same file."""
    picture = spine(told.need, told.name, told.whole, day(told.as_at))
    page = {
        "title": words.title(told),
        "context": words.context(told),
        "mark": mark.sentence,
        "footer": f"{words.title(told)}, {day(told.as_at)}",
        "people": words.people(told),
        "groups": words.groups(told),
        "out": words.out(told),
        "need": svg(picture, width=WIDTH),
        "need_alt": picture.alt,
        "need_words": picture.subtitle,
        "unequal": words.unequal(told),
        "tested": str(told.tested),
        "peers": words.peers(told),
        "table": _table(told),
        "caveats": words.CAVEATS,
        "sources": words.sources(told),
    }
    return typeset(TEMPLATE.read_bytes(), page)


def _table(told: Takeaway) -> list[list[str]]:
    """The prevalences as numbers."""
    headings = ["Condition", "Here", "95% interval", told.whole, "Stands out"]
    return [
        headings,
        *(
            [
                line.indicator.short,
                percent(line.value),
                f"{percent(line.lower)} to {percent(line.upper)}",
                percent(line.whole),
                line.judgement if line.stands_out else "no",
            ]
            for line in told.need
        ),
    ]
