"""How completely each field is recorded, by group of people and by area."""

from pages import ui
from pages.ui import coded

here = ui.page("coding")
ui.text(
    "What is not recorded cannot be seen: a group with poor coding looks healthier, or "
    "is left out. Each field below is declared as an indicator."
)
by = coded.pick(here)
coded.matrix(here, by)
