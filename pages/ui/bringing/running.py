"""A load is tried or done, with a bar, and everything that was counted is said."""

from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import layout, show
from pages.ui.bringing.files import Brought, forget
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import PhmError, RefusedInput
from phm_core.governance.loading import may_load
from phm_core.onboarding.loading.delivery import Progress
from phm_core.onboarding.loading.difference import Limits, difference
from phm_core.onboarding.loading.load import load, prepared
from phm_core.onboarding.loading.protecting import Lists
from phm_core.onboarding.loading.report import Report
from phm_core.onboarding.loading.wish import Wish
from phm_core.period import parse_date
from phm_core.start import identity, running_people
from phm_core.store.audit import Entry

MADE_UP, REAL = "Made-up people", "Real people"


def terms(here: Here, found: Brought, mapping: SourceFormat) -> Wish | None:
    """On what terms the files are loaded; None while something is missing."""
    layout.heading("Load")
    who = st.segmented_control("Whose records are these?", [MADE_UP, REAL])
    as_at = st.text_input("Day of the records", placeholder="2026-10-31", width=240)
    practice = st.text_input(
        "Practice of those of whom the files say none", width=240, help="Its code."
    )
    keys, links = identity(here.house.settings)
    key, lists = None, None
    if who == REAL:
        projects = sorted({one.project for one in keys.every()})
        chosen = st.selectbox("Project whose key makes the pseudonyms", projects)
        key = keys.newest(chosen) if chosen else None
        lists = st.text_input("Day of the opt-out and flag lists", width=240)
    if who is None or not as_at or (who == REAL and key is None):
        show.empty("Not ready yet.", "Say whose records these are, and of which day.")
        return None
    try:
        return Wish(
            path=found.folder,
            mapping=mapping,
            area=here.house.snapshot.path,
            as_at=parse_date(as_at),
            into=here.house.settings.snapshots,
            catalogue=here.house.catalogue,
            synthetic=who == MADE_UP,
            practice=practice.strip(),
            codelists=here.house.settings.codelists_dir,
            key=key,
            links=links if who == REAL else None,
            lists=Lists(_day(lists)),
            memory=here.house.settings.memory_limit,
        )
    except PhmError as fault:
        show.refusal(fault)
        return None


def buttons(here: Here, wish: Wish) -> None:
    """Try the load, or do it."""
    row = layout.side_by_side()
    confirmed = st.checkbox("What changes more than usual is right")
    if row.button("Try it", icon=":material/science:"):
        _tried(here, wish)
    if row.button("Load", type="primary", icon=":material/upload:"):
        _loaded(here, wish, confirmed=confirmed)


def _tried(here: Here, wish: Wish) -> None:
    bar = st.progress(0.0, "Trying")
    try:
        may_load(here.scope)
        with prepared(wish, _telling(bar)) as made:
            bar.progress(1.0, "Tried; nothing was published")
            _told(made.report)
            running = running_people(here.house.settings)
            if running is None:
                return
            change = difference(running, made.staging, made.about)
            with st.expander("What would change against the snapshot that runs"):
                for line in change.sentences():
                    st.write(line)
            for line in change.beyond(Limits.of(wish.catalogue)):
                st.warning(f"To be confirmed: {line}.")
    except PhmError as fault:
        show.refusal(fault)


def _loaded(here: Here, wish: Wish, *, confirmed: bool) -> None:
    bar = st.progress(0.0, "Loading")
    try:
        may_load(here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return
    audit = here.house.audit
    about = f"{wish.mapping.id} {wish.as_at.isoformat()}"
    entry = Entry(
        here.scope.user, here.scope.role, here.scope.purpose, "Records",
        "LoadRecords", about, "", here.house.snapshot.id,
    )  # fmt: skip
    intent = audit.intend(entry)
    try:
        path, report = load(
            wish,
            _telling(bar),
            running=running_people(here.house.settings),
            confirmed=confirmed,
        )
    except PhmError as fault:
        audit.conclude(intent, entry, outcome="failed")
        show.refusal(fault)
        return
    audit.conclude(intent, entry, outcome="released")
    bar.progress(1.0, "Loaded")
    forget()
    st.success(
        f"The snapshot '{path.name}' is there. Choose it with: python -m phm_core "
        f"snapshot use {path}",
        icon=":material/verified:",
    )
    _told(report)


def _told(report: Report) -> None:
    for line in report.sentences():
        st.write(line)
    if report.unmapped:
        st.caption("Codes that no list knows, those of most people first:")
        shown = report.unmapped[:20]
        st.table(
            {
                "Code": [f"{one.system} {one.code}" for one in shown],
                "Words": [one.term for one in shown],
                "People": [f"{one.people:,}" for one in shown],
                "May be": [", ".join(one.suggestions) for one in shown],
            },
            hide_index=True,
        )


def _telling(bar: DeltaGenerator) -> Progress:
    def tell(share: float, sentence: str) -> None:
        bar.progress(share, sentence)

    return tell


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return parse_date(text)
    except RefusedInput:
        return None
