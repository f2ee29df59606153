"""Who asked what, what is unusual, and whether the audit is whole."""

from pages import ui
from pages.ui import auditing

here = ui.page("audit")
acts = auditing.read(here)
left, right = ui.columns(2, 1)
with left:
    auditing.to_look_at(here, acts)
with right:
    auditing.whole(here)
auditing.recent(here, acts)
