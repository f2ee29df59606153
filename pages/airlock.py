"""Exact figures that wait for a second person, and those that were decided on."""

from pages import ui
from pages.ui import airlocking

here = ui.page("airlock")
ui.text(airlocking.MEANING)
found = airlocking.requests(here)
airlocking.waiting(here, found)
airlocking.decided(here, found)
