"""Where deprivation and need coincide."""

from pages import ui
from pages.ui import mapping, measures, show
from phm_core.analysis.measured import measure
from phm_core.analysis.need_map import need_map
from phm_core.charts import deck, need, sentences
from phm_core.charts.explained import explained

here = ui.page("map")
with ui.side_by_side():
    choice = measures.choose(here, measures.ON_MAP)
    moving = ui.switch("Pan and zoom", "pan")
measured = measure(here.ask, choice, has_people=here.counts_people)
measures.anybody(here, measured)
where = mapping.where(here, choice)
found = need_map(measured, where.codes)
about = explained(measured.released)
code = mapping.pick(here, found)
area_map, dots = need.pictures(found, where, code)
show.finding(sentences.adjusting(found.measured))

left, right = ui.columns(3, 2)
with left:
    if moving:
        show.pan_and_zoom(
            deck.areas(area_map), area_map, about, key="deck", on_pick=mapping.picked
        )
    else:
        show.chart(area_map, about, key="map", on_pick=mapping.picked)
with right:
    show.legend(need.legend(found))
    show.chart(dots, about, key="dots", on_pick=mapping.picked)

ui.heading("Areas by need")
ui.caption(need.ranking(measured))
show.sheet(area_map.sheet, about, title=area_map.subtitle, key="need")
show.notes(
    (
        need.off_map(found, where),
        need.elsewhere(where),
        *measured.released.notes,
        measured.released.rule,
    )
)
views = (area_map, need.legend(found), dots)
show.page_as_pdf("Map of need", area_map.subtitle, views, about)
