"""A theme in one area: what stands out, every figure as a tile, and what is missing."""

from pages import ui
from pages.ui import figures, further, journeys_panel, show, themes

here = ui.page("themes")
theme = themes.pick(here)
ui.text(theme.commentary)
found = figures.asked(here, here.house.catalogue.of_theme(theme.id), here.against)
if found is not None:
    made = themes.parts(here, found, theme)
    figures.finding(found, made)
    themes.sections(here, found, theme, made)
    themes.table(found, theme, made)
    further.contacts(here, found, theme)
    journeys_panel.panel(here, theme)
further.missing(theme)
if found is not None:
    show.notes(figures.notes(found, here.house.catalogue.of_theme(theme.id)))
