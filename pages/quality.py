"""Whether records are complete, recent and go together."""

from pages import ui
from pages.ui import quality

here = ui.page("quality")
ui.text(quality.MEANING)
delivered = quality.delivered(here)
found = quality.checked(here)
if delivered is not None and found is not None:
    quality.together(here, found, delivered)
    quality.complete(here, found)
    quality.practices(here, found)
    quality.recent(here, delivered)
quality.over_deliveries(here)
