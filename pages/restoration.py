"""Restoration: activity against a baseline year, and who waits long."""

from pages import ui
from pages.ui import restoring

here = ui.page("restoration")
with ui.side_by_side():
    setting, by, months = restoring.pick(here)
ui.heading("Activity against the baseline")
restoring.activity(here, setting, by, months)
ui.heading("Waiting list and long waits")
restoring.waits(here, by)
