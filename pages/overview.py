"""Any area or cohort described, beside everyone else."""

from pages import ui
from pages.ui import describing

here = ui.page("overview")
answer = describing.asked(here, here.who)
if answer is not None:
    describing.headlines(answer)
    describing.pictures(answer, key="overview")
