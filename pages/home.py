"""Start from a question."""

from pages import ui
from pages.ui import welcome

here = ui.page("home")
ui.text(
    "PHM Explorer: population health for a whole system. Build a cohort, see its "
    "segments, map where need is highest and compare areas fairly."
)
welcome.questions(here)

left, right = ui.columns(2, 1, gap="small")
with left, ui.card(height="stretch"):
    ui.heading("State of the data")
    welcome.state_of_data(here)
with right, ui.card(height="stretch"):
    ui.heading("Guided demo")
    welcome.demo(here)
