"""Whether files are a whole delivery, or only what changed since an earlier one."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from pages.ui import show
from pages.ui.context import Here
from phm_core.catalogue.schema import SourceFormat
from phm_core.charts.words import day
from phm_core.onboarding.loading.kept import days_kept
from phm_core.period import parse_date
from phm_core.store.project_keys import ProjectKey

WHOLE, CHANGES = "Everything up to that day", "Only what changed since a day"
FOLLOW = "The next delivery will say only what changed"
FOLLOW_HELP = (
    "Then the columns that the mapping reads are kept, sealed, beside the snapshot, "
    "and go when it goes."
)
NO_KEYS = (
    "The files are read as everything up to that day. This mapping reads no delivery "
    "of changes alone: it does not say by which 'key' a row replaces another."
)


@dataclass(frozen=True)
class Extent:
    """since: the day of the delivery that is changed, if it is no whole one."""

    since: date | None = None
    deltas_follow: bool = False


def asked(here: Here, mapping: SourceFormat, key: ProjectKey | None) -> Extent | None:
    """How much the files hold; None where it cannot be loaded so."""
    if not mapping.takes_deltas:
        st.caption(NO_KEYS)
        return Extent()
    holds = st.segmented_control(
        "What do the files hold?", [WHOLE, CHANGES], default=WHOLE, required=True
    )
    if holds == WHOLE:
        return Extent(deltas_follow=st.checkbox(FOLLOW, help=FOLLOW_HELP))
    days = days_kept(here.house.settings.snapshots, mapping.id, key)
    if not days:
        show.empty(
            "No delivery by this mapping was kept.",
            f"Load everything once, with '{FOLLOW}' ticked.",
        )
        return None
    chosen = st.selectbox(
        "Changed since the delivery of",
        days,
        format_func=lambda one: day(parse_date(one)),
        width=320,
        help="The day that the sender says, of those whose delivery was kept.",
    )
    return Extent(since=parse_date(chosen or days[0]))
