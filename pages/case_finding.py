"""Who may be missing a diagnosis, a check or a treatment; red flags first."""

from pages import ui
from pages.ui import finding, found_people

here = ui.page("case_finding")
ui.text(finding.MEANING)
found = finding.counted(here)
if found is not None:
    finding.every(here, found)
    finder = finding.pick(here, found)
    finding.described(here, finder, found)
    found_people.people(here, finder)
