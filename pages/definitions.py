"""definitions."""

from pages import ui

here = ui.page("definitions")
ui.text(here.area_name)
