"""map."""

from pages import ui

here = ui.page("map")
ui.text(here.area_name)
