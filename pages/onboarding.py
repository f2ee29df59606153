"""Which practices have joined, and whether the counts match their own system."""

from pages import ui
from pages.ui import matching, sign_off, tracker

here = ui.page("onboarding")
ui.text(matching.MEANING)
tracker.joined(here)
practice = matching.pick(here)
if practice is not None:
    found = matching.compared(here, practice)
    sign_off.counts(here, practice)
    sign_off.signature(here, practice, found)
