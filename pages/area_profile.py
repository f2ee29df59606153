"""One area beside the whole: what stands out, theme by theme, and who is like it."""

from pages import ui
from pages.ui import show, standing

here = ui.page("area_profile")
area = standing.area(here)
found = standing.asked(here, area, here.against)
if found is not None:
    standing.take_away(here, found, area)
    standing.stands_out(here, found, area)
    ui.heading("Theme by theme")
    standing.theme(here, found, area)
    ui.heading("Areas like this one")
    standing.peers(here, area)
    show.notes((*found.released.notes, found.released.rule))
