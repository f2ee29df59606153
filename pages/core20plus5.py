"""Core20PLUS5: the clinical areas in Core20 and in PLUS groups, beside the rest."""

from pages import ui
from pages.ui import plus_groups

here = ui.page("core20plus5")
ages = plus_groups.ages()
ui.text(plus_groups.MEANING[ages])
found = plus_groups.indicators(here, ages)
ui.heading("Core20: the most deprived fifth of England")
plus_groups.core20(here, ages, found)
ui.heading("PLUS: groups chosen here")
with ui.side_by_side():
    chosen = plus_groups.pick(here)
for group in chosen:
    plus_groups.plus(here, ages, found, group)
plus_groups.leave()
plus_groups.without(here, ages, found)
