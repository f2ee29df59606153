"""A load is tried or done, with a bar; what came of it stays on the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing import at_work
from pages.ui.bringing.choosing import prefer
from pages.ui.bringing.outcome import OUTCOME, Outcome
from pages.ui.context import Here
from phm_core.errors import PhmError
from phm_core.governance.loading import may_load
from phm_core.onboarding.loading.comparing import difference
from phm_core.onboarding.loading.delivery import Progress
from phm_core.onboarding.loading.load import load, prepared
from phm_core.onboarding.loading.report import Report
from phm_core.onboarding.loading.wish import Wish
from phm_core.start import running_people
from phm_core.store.audit import Entry


def buttons(here: Here, wish: Wish) -> None:
    """Try the load, or do it."""
    with layout.side_by_side():
        trying = st.button("Try it", icon=":material/science:")
        loading = st.button("Load", type="primary", icon=":material/upload:")
    st.caption(
        "Trying counts everything and keeps nothing. Loading makes a snapshot; the app "
        "runs on as before until you choose it below."
    )
    if not (trying or loading):
        at_work.tell_stopped()
        return
    st.session_state.pop(OUTCOME, None)
    try:
        may_load(here.scope, synthetic=wish.synthetic)
        found = _tried(here, wish) if trying else _loaded(here, wish)
    except PhmError as fault:
        show.refusal(fault)
        return
    st.session_state[OUTCOME] = found
    st.rerun()


def _tried(here: Here, wish: Wish) -> Outcome:
    settings = here.house.settings

    def work(tell: Progress) -> Outcome:
        with prepared(wish, tell) as made:
            running = running_people(settings)
            change = None
            if running is not None:
                tell(0.98, "Comparing with what runs")
                about = made.about
                change = difference(running, made.staging, about, wish.catalogue)
            return Outcome(wish, made.report, change=change)

    return at_work.done("Trying", wish.words, work)


def _loaded(here: Here, wish: Wish) -> Outcome:
    """Load, written down. What changes is compared before it is put to use."""

    def work(tell: Progress) -> tuple[Path, Report]:
        with _written(here, wish):
            return load(wish, tell)

    path, report = at_work.done("Loading", wish.words, work)
    prefer(path)
    return Outcome(wish, report, made=path)


@contextmanager
def _written(here: Here, wish: Wish) -> Iterator[None]:
    audit, scope = here.house.audit, here.scope
    about = f"{wish.mapping.id} {wish.as_at.isoformat()}"
    entry = Entry(
        scope.user, scope.role, scope.purpose, "Records", "LoadRecords", about, "",
        here.house.snapshot.id,
    )  # fmt: skip
    intent = audit.intend(entry)
    try:
        yield
    except PhmError:
        audit.conclude(intent, entry, outcome="failed")
        raise
    audit.conclude(intent, entry, outcome="released")
