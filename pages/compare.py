"""Areas against the whole: in order, and on a funnel."""

from pages import ui
from pages.ui import mapping, measures, peers, show, tested
from phm_core.analysis.measured import measure
from phm_core.charts import compare, funnel, sentences
from phm_core.charts.explained import explained

here = ui.page("compare")
with ui.side_by_side():
    choice = measures.choose(here, measures.COMPARED)
asked = measure(here.ask, choice, has_people=here.counts_people)
measures.anybody(here, asked)
measured = measures.compared(here, asked)
found = tested.compared(here, measured)
about = explained(measured.released)
whole = here.places.names[measures.key(choice.area)]
show.row(measures.headlines(measured, whole, about))
show.finding(sentences.adjusting(measured))
code = mapping.pick(here, found)
show.finding(measures.said_of(measured, code, whole))
show.finding(compare.prize(found))
shown = peers.beside(here, found, code)

in_order = compare.ranked(shown, whole, code)
by_size = funnel.funnel(found, whole, code)
left, right = ui.columns(3, 2)
with left:
    show.chart(in_order, about, key="ranked", on_pick=mapping.picked)
with right:
    if by_size:
        show.chart(by_size, about, key="funnel", on_pick=mapping.picked)
show.notes((*measured.released.notes, measured.released.rule))
show.page_as_pdf("Comparison of areas", in_order.subtitle, (in_order,), about)
