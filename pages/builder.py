"""Build a cohort: rules in sentences, with the numbers live."""

from pages import ui
from pages.ui import building, keeping, starting

here = ui.page("builder")
definition = building.begun(here)
with ui.side_by_side():
    starting.start_from(here)
    starting.chosen_above(here, definition)
building.sentence(here, definition)
answer = building.answered(here, definition)
rules, results = ui.columns(3, 2)
with rules:
    building.rules(here, definition, answer)
with results:
    building.result(here, definition, answer)
    building.findings(definition)
profile = ui.slot()
kept = building.as_counted(here, definition)
keeping.save(here, kept)
keeping.files(kept)
# Last, since it can take longest: everything else is there to work with meanwhile.
with profile:
    building.who(here, definition)
