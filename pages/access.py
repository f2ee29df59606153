"""Who can see what, as declared; and, for whoever gives access, who has which role."""

from pages import ui
from pages.ui import granting, naming

here = ui.page("access")
granting.declared(here)
granting.given(here)
naming.practices(here)
