"""Build a Place from any areas, see what it is, and keep it."""

from pages import ui
from pages.ui.placing import looks, parts, saving, shelf

here = ui.page("places")
left, right = ui.columns(2, 3)
with left:
    parts.opened(here)
    way = parts.choose(here)
    draft = parts.chosen(here)
with right:
    looks.on_map(here, way)

if draft.place is None:
    parts.first_step()
else:
    seen = looks.lens(here, draft.place)
    looks.headlines(here, draft.place, seen)
    looks.closer(here, draft.place, seen)
    saving.save(here, draft.place)
    saving.use(here)
ui.heading("Built Places")
shelf.shelf(here)
