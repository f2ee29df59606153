"""Build a cohort: rules in sentences, with the numbers live."""

from pages import ui
from pages.ui import building, keeping

here = ui.page("builder")
definition = building.begun(here)
keeping.start_from(here)
building.sentence(here, definition)
answer = building.answered(here, definition)
rules, results = ui.columns(3, 2)
with rules:
    building.rules(here, definition, answer)
with results:
    building.result(answer)
    building.findings(definition)
building.who(here, definition)
keeping.save(here, definition)
keeping.files(definition)
