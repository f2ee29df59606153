"""On what terms files are loaded: whose records, of which day, in which practice."""

from datetime import date

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing import since
from pages.ui.bringing.files import Brought
from pages.ui.context import Here
from phm_core.area import Level
from phm_core.catalogue.schema import SourceFormat
from phm_core.errors import PhmError
from phm_core.onboarding.loading.protecting import Lists
from phm_core.onboarding.loading.wish import Wish
from phm_core.period import parse_date
from phm_core.start import identity
from phm_core.store.project_keys import ProjectKey

MADE_UP, REAL = "Made-up people", "Real people"
NO_PRACTICE = "None: counted with the whole system alone"
DAY = "Year, month and day, such as 2026-10-31."
NO_KEY = (
    "Records of real people are kept under pseudonyms, and no project has a key for "
    "them yet."
)
MAKE_KEY = (
    "Whoever runs the app makes one: python -m phm_core identity make PROJECT "
    '--by "A Name".'
)


def terms(here: Here, found: Brought, mapping: SourceFormat) -> Wish | None:
    """On what terms the files are loaded; None while something is missing."""
    layout.heading("Load")
    who = st.segmented_control("Whose records are these?", [MADE_UP, REAL])
    as_at = st.text_input(
        "Day of the records",
        placeholder="2026-10-31",
        width=320,
        help=f"The day up to which the supplier took them. {DAY}",
    )
    practice = _practice(here)
    try:
        if who is None or not as_at:
            show.empty(
                "Not ready yet.", "Say whose records these are, and of which day."
            )
            return None
        key, lists = _protected(here) if who == REAL else (None, None)
        if who == REAL and (key is None or lists is None):
            return None
        day = parse_date(as_at)
        extent = since.asked(here, mapping, key)
        if extent is None:
            return None
    except PhmError as fault:
        show.refusal(fault)
        return None
    house = here.house
    return Wish(
        path=found.folder,
        mapping=mapping,
        area=house.snapshot.path,
        as_at=day,
        into=house.settings.snapshots,
        catalogue=house.catalogue,
        synthetic=who == MADE_UP,
        practice=practice,
        codelists=house.settings.codelists_dir,
        key=key,
        links=identity(house.settings)[1] if who == REAL else None,
        lists=Lists(lists),
        memory=house.settings.memory_limit,
        since=extent.since,
        deltas_follow=extent.deltas_follow,
    )


def _practice(here: Here) -> str:
    """The practice of people of whom the files say none."""
    names = here.house.public.names(Level.PRACTICE)
    titles = {"": NO_PRACTICE} | {c: f"{name} ({c})" for c, name in names.items()}
    chosen = st.selectbox(
        "Practice of people whose files name none",
        titles,
        format_func=titles.__getitem__,
        width=480,
    )
    return chosen or ""


def _protected(here: Here) -> tuple[ProjectKey | None, date | None]:
    """The key of the pseudonyms of real people, and the day of their opt-outs."""
    keys, _ = identity(here.house.settings)
    projects = sorted({one.project for one in keys.every()})
    if not projects:
        show.empty(NO_KEY, MAKE_KEY)
        return None, None
    chosen = st.selectbox("Project whose key makes the pseudonyms", projects, width=480)
    lists = st.text_input(
        "Day of the opt-out and flag lists",
        placeholder="2026-10-30",
        width=320,
        help=f"Both lists must be among the files. {DAY}",
    )
    if not lists:
        show.empty(
            "Not ready yet.", "Say of which day the opt-outs and sensitive flags are."
        )
        return None, None
    return keys.newest(chosen or projects[0]), parse_date(lists)
