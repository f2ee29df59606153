"""Start from a question."""

from pages import ui
from pages.ui import welcome

here = ui.page("home")
ui.text(
    "Population health for a whole system: build a cohort, see its segments, map "
    "where need is highest and compare areas fairly."
)
welcome.questions(here)

left, right = ui.columns(3, 2)
with left, ui.card():
    ui.heading("State of the data")
    welcome.state_of_data(here)
with right, ui.card():
    ui.heading("Guided demo")
    welcome.demo(here)
