"""Two cohorts compared: who is in both, and who differs."""

from pages import ui
from pages.ui import library

here = ui.page("cohorts_compared")
library.compare(here)
