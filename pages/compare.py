"""compare."""

from pages import ui

here = ui.page("compare")
ui.text(here.area_name)
