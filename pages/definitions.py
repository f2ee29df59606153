"""What every word means, and who says so."""

from pages import ui
from pages.ui import lookup, show

here = ui.page("definitions")
ui.text(
    "Every condition, measurement, segment, breakdown and table that a figure in this "
    "app can be made of. The same entries run the numbers."
)
found = lookup.pickers(here)
if found:
    lookup.results(here, found)
    lookup.download(found)
else:
    show.empty("No definition has all of these words.", "Try fewer or other words.")
