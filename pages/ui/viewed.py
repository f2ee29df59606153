"""The name of a view: the same for everybody who sees the same by its address."""

from hashlib import sha256
from urllib.parse import urlencode

from pages.ui import address, people
from pages.ui.context import Here
from pages.ui.screen import Screen

CONTEXT = ("area", "lens", "as_at")
# What the store keeps in full; a longer name is cut and told apart by its digest.
LONGEST = 300
DIGITS = 16


def name_of(here: Here, screen: Screen) -> str:
    """The view of a screen that is open now.

    An unsaved cohort goes by what it says, so that its link leads to the same view. Who
    sees one organisation's people alone has a view of their own: figures differ.
    """
    parts = address.seen((*CONTEXT, *(screen.view or ())))
    if here.cohort is not None:
        saved = here.cohort_id != people.DRAFT_KEY
        parts["cohort"] = here.cohort_id if saved else here.cohort.digest
    if here.scope.belongs_to:
        parts["whose"] = ",".join(sorted(here.scope.belongs_to))
    named = f"{screen.name}?{urlencode(sorted((k, v) for k, v in parts.items() if v))}"
    if len(named) <= LONGEST:
        return named
    digest = sha256(named.encode()).hexdigest()[:DIGITS]
    return f"{named[: LONGEST - DIGITS - 1]}#{digest}"
