"""What screens use: the guard, the pickers, the layout. Drawing is in pages.ui.show.

here = ui.page("map")                     heading, permission, where we are (Here)
here.ask(question) -> Released            the one door, with this visitor's scope
here.area, .area_name, .lens, .cohort, .who, .as_at, .against, .place, .house

ui.select(label, key, {code: name})       a picker kept in the address (?key=code)
ui.segments(label, key, {code: name})     the same, a few choices side by side
ui.switch(label, key) -> bool             on or off (?key=yes)
ui.search(label, key) -> str              words to search by
ui.choose(key, code)                      set a choice, from a callback
ui.open_area(area), ui.open_cohort(id)    the same for the context
ui.link(screen, label, **choices)         a link that carries today's choices

ui.columns(2, 1), ui.tabs(...), ui.card(), ui.details(title), ui.slot()
ui.side_by_side()
ui.commentary(here, about)                comments on a view, with author and expiry
ui.heading(text), ui.text(markdown), ui.caption(text)
"""

from pages.ui.address import choose, notice, segments, select, switch
from pages.ui.areas import open_area
from pages.ui.context import Here
from pages.ui.guard import page
from pages.ui.layout import (
    caption,
    card,
    columns,
    details,
    heading,
    link,
    search,
    side_by_side,
    slot,
    tabs,
    text,
)
from pages.ui.people import open_cohort
from pages.ui.remarks import commentary

__all__ = [
    "Here",
    "caption",
    "card",
    "choose",
    "columns",
    "commentary",
    "details",
    "heading",
    "link",
    "notice",
    "open_area",
    "open_cohort",
    "page",
    "search",
    "segments",
    "select",
    "side_by_side",
    "slot",
    "switch",
    "tabs",
    "text",
]
