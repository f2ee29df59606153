"""about."""

from pages import ui

here = ui.page("about")
ui.text(here.area_name)
