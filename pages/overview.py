"""Any area or cohort described, beside everyone else."""

from pages import ui
from pages.ui import describing, published

here = ui.page("overview")
if not here.has_people:
    published.overview(here)
elif (answer := describing.asked(here, here.who)) is not None:
    describing.headlines(answer)
    describing.pictures(answer, here.place, key="overview")
