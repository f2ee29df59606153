"""Whom a team sees this month: who cannot wait, who is next, and what came of it."""

from pages import ui
from pages.ui import working

here = ui.page("worklists")
ui.text(working.MEANING)
opened = working.choose(here)
if opened is not None:
    working.facts(here, opened)
    view = working.views()
    if view == "people":
        working.people(here, opened)
    elif view == "capacity":
        working.capacity(here, opened)
    elif view == "since":
        working.since(here, opened)
    elif view == "missed":
        working.missed(here, opened)
    else:
        working.change(here, opened)
