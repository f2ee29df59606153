"""A clinical priority: whom to find, registers, care and targets, and inequality."""

from pages import ui
from pages.ui import priorities, priority_parts

here, priority = priorities.opened()
ui.text(priority.commentary)
above, below = ui.slot(), ui.slot()
with below:
    by = priority_parts.pick(here, priority)
found = priorities.asked(here, priority, by)
with above:
    priority_parts.finders(here, priority, found)
    priority_parts.registers(here, priority, found)
    priority_parts.care(here, priority)
with below:
    priority_parts.inequality(here, priority, found)
priorities.leave()
