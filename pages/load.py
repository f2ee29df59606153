"""Records of people from a supplier's files: looked at, mapped, loaded, chosen."""

from pages import ui
from pages.ui.bringing import choosing, codes, files, meaning, outcome, running, terms

here = ui.page("load")
ui.text(files.MEANING)
found, wish = files.brought(here), None
if found is not None:
    files.looked(found)
    mapping = codes.added(here, meaning.mapped(here, found))
    if mapping:
        meaning.keep(mapping)
    wish = mapping and terms.terms(here, found, mapping)
    if wish:
        running.buttons(here, wish)
came = outcome.told(here, wish)
if came is not None:
    codes.unknown(here, came, again=wish is not None)
choosing.choosing(here)
