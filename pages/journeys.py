"""Urgent care journeys: how people come, why, how they leave, and care around it."""

from pages import ui
from pages.ui import journeys

here = ui.page("journeys")
with ui.side_by_side():
    around, shown = journeys.pick(here)
found = journeys.asked(here, around, here.cohort)
if found:
    journeys.headlines(here, found)
    ui.heading("How they come, why, when, and how they leave")
    journeys.told(here, found)
    ui.heading("Before and after: 30 days and 48 hours")
    journeys.around(here, found, shown)
    journeys.notes(found)
