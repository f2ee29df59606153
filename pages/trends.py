"""A measure by month on a process chart, with what people know about it."""

from pages import ui
from pages.ui import show, trending
from phm_core.charts import spc_words
from phm_core.charts.explained import explained

here = ui.page("trends")
what = trending.choose(here)
released = trending.asked(here, what) if what else []
if what and released:
    trending.dated(here)
    notes = trending.written(here, what)
    found = trending.followed(what, released[0], notes)
    if found:
        show.finding(spc_words.finding(found))
        trending.chart(found, notes, explained(released[0]))
        trending.limits(here, what, found)
        trending.on_the_chart(here, what, found, notes)
    if what.per:
        trending.beside_each_other(what, released[1])
    show.notes((*released[0].notes, released[0].rule))
