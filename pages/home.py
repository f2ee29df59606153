"""Home."""

from pages import ui

here = ui.page("home")
ui.text(here.area_name)
