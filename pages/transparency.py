"""How records are used, for everybody: from the audit, without people or users."""

from pages import ui
from pages.ui import auditing

here = ui.page("transparency")
ui.text(
    "Every question about people's records is written down before it is answered. "
    "This is what those entries add up to: which records, for which purposes, by which "
    "roles."
)
auditing.used(here)
