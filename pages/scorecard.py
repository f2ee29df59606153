"""A few figures by aim for a board: value, interval, whole, England, months, words."""

from pages import ui
from pages.ui import figures, further, scorecards, show

here = ui.page("scorecard")
card = scorecards.pick(here)
ui.text(card.commentary)
found = figures.asked(here, card.all, "england")
if found is not None:
    made = scorecards.parts(here, found, card)
    scorecards.take_away(here, found, card, made)
    figures.finding(found, made)
    scorecards.aims(found, made)
    ui.caption(figures.about_months(here, found))
further.missing(card)
if found is not None:
    show.notes(figures.notes(found, card.all))
