"""A population or a cohort by segment: people, use, cost, and what it means."""

from pages import ui
from pages.ui import segmenting

here = ui.page("segments")
answer = segmenting.asked(here)
if answer is not None:
    segmenting.chart(here, answer)
    ui.heading("What it means")
    segmenting.one(here, answer)
