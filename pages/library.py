"""Every cohort: saved here, or shipped as an example."""

from pages import ui
from pages.ui import library

here = ui.page("library")
words = library.search()
ui.heading("Saved")
library.saved(here, words)
ui.heading("Examples")
library.examples(here, words)
