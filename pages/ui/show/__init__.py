"""What pages show: numbers, charts, tables, downloads, and what to do without any.

show.number(label, value, about)          a headline that explains itself
show.row([Headline(...), ...])            several of them side by side
show.chart(picture, about, key=...)       title, chart, table, download, source
show.drawing(picture, key=...)             a chart of several with one table
show.box(picture, key=...)                a chart to draw a box over; its ends
show.sheet(sheet, about, title=...)       a table with its download
show.table(sheet, title)                   a table alone
show.finding(sentence)                    one sentence that the interval supports
show.notes(released.notes)                coverage, suppression, exclusions
show.chip(released.notes)                 whether the data carry the question
show.behind(about)                        a chip, and source, practices and date
show.definition(title, text, source)      what a word means
show.empty(what, then)                    nothing to show, and what to do next
show.nobody(where)                        nobody is counted, and what to do next
show.too_small(why)                       hidden to protect people
show.written(name)                        words that somebody typed, as they are
show.refused(notes)                       whether a figure is kept back, and why
show.refusal(fault)                       what the person may not, or cannot, do
show.page_as_pdf(title, pictures, about)  the current view on one page
show.take_away(label, name, make, kind)   a document made when it is asked for
"""

from pages.ui.show.charts import box, chart, drawing, legend, pan_and_zoom
from pages.ui.show.confidence import behind, chip
from pages.ui.show.documents import page_as_pdf, take_away
from pages.ui.show.messages import (
    definition,
    empty,
    finding,
    nobody,
    notes,
    refusal,
    refused,
    too_small,
    written,
)
from pages.ui.show.numbers import Headline, number, row
from pages.ui.show.tables import body as table
from pages.ui.show.tables import download, sheet

__all__ = [
    "Headline",
    "behind",
    "box",
    "chart",
    "chip",
    "definition",
    "download",
    "drawing",
    "empty",
    "finding",
    "legend",
    "nobody",
    "notes",
    "number",
    "page_as_pdf",
    "pan_and_zoom",
    "refusal",
    "refused",
    "row",
    "sheet",
    "table",
    "take_away",
    "too_small",
    "written",
]
