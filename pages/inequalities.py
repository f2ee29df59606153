"""One measure by deprivation, by group, by two of them, over time, and digitally."""

from pages import ui
from pages.ui import inequality, measures

here = ui.page("inequalities")
with ui.side_by_side():
    asking = measures.asking(here)
inequality.VIEWS[inequality.pick()](here, asking)
