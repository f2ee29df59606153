"""Where the figures come from, and what they cannot say."""

from pages import ui
from pages.ui import provenance

here = ui.page("about")
provenance.dates(here)
ui.heading("Sources")
provenance.where_from(here)
ui.heading("How people are protected")
provenance.protection(here)
ui.heading("Known limits")
provenance.limits()
provenance.planted(here)
ui.link("definitions", "Definitions and the data dictionary")
