"""Records of people from a supplier's files: looked at, mapped, tried and loaded."""

from pages import ui
from pages.ui.bringing import files, meaning, running

here = ui.page("load")
ui.text(files.MEANING)
found = files.brought(here)
if found is not None:
    files.looked(found)
    mapping = meaning.mapped(here, found)
    wish = mapping and running.terms(here, found, mapping)
    if wish:
        running.buttons(here, wish)
