"""One of one's own patients: what finds them now, and what happened to them."""

from pages import ui
from pages.ui import person

here = ui.page("person")
with ui.side_by_side():
    who = person.pick(here)
found = person.asked(here, who)
if found is not None:
    person.header(here, found)
    person.number(here, who)
    person.finders(here, found)
    person.course(here, found, who)
    person.values(here, found)
