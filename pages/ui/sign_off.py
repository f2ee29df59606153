"""A practice gives its own counts, and signs that they match."""

from collections.abc import Mapping

import streamlit as st

from pages.ui import layout, show
from pages.ui.context import Here
from phm_core.analysis.mismatch import Match
from phm_core.analysis.own_counts import HOW, own_counts
from phm_core.area import Area
from phm_core.charts.explained import Explained
from phm_core.charts.matching import of_signatures
from phm_core.charts.words import day, headed
from phm_core.errors import PhmError, several
from phm_core.gateway.trust import Trust
from phm_core.governance.evidence import NOT_SENT
from phm_core.governance.matching import needed, title_of
from phm_core.period import parse_date

ACROSS = 3


def counts(here: Here, practice: Area) -> None:
    """The practice's own counts, typed or uploaded; for the practice alone."""
    if not here.house.trust.may_sign(practice.code, here.scope):
        return
    layout.heading("Your own counts")
    # Streamlit's calendar has parts too small to be hit.
    on = st.text_input(
        "Counted on",
        here.house.snapshot.as_at.isoformat(),
        help="Year, month and day, such as 2026-10-31.",
        key=f"counted-{practice.code}",
        width=220,
    )
    typed, from_file = layout.tabs("Type them", "Upload a file")
    with typed:
        _typed(here, practice, on)
    with from_file:
        _uploaded(here, practice, on)


def _typed(here: Here, practice: Area, on: str) -> None:
    own, catalogue = here.house.trust.own(practice.code), here.house.catalogue
    wanted = (*needed(catalogue), NOT_SENT)
    with st.form(f"counts-{practice.code}", border=False):
        given: dict[str, int | None] = {}
        for key, place in zip(wanted, layout.grid(ACROSS, len(wanted)), strict=True):
            kept = own[key].people if key in own else None
            # A box keeps what it showed: where something else is kept, it is another.
            given[key] = place.number_input(
                title_of(catalogue, key),
                min_value=0,
                value=kept,
                step=1,
                key=f"own-{practice.code}-{key}-{kept}",
            )
        keeping = st.form_submit_button("Keep these counts", type="primary")
    if keeping:
        held = {key: count for key, count in given.items() if count is not None}
        _keep(here, practice, held, on)


def _uploaded(here: Here, practice: Area, on: str) -> None:
    st.caption(HOW)
    file = st.file_uploader(
        "A CSV file",
        ["csv", "txt"],
        key=f"file-{practice.code}",
        max_upload_size=layout.SMALL_FILE,
    )
    pressed = st.button("Keep the counts of this file", disabled=file is None)
    if not pressed or file is None:
        return
    try:
        found = own_counts(file.getvalue(), file.name, here.house.catalogue)
    except PhmError as fault:
        show.refusal(fault)
        return
    _keep(here, practice, found, on)


def _keep(here: Here, practice: Area, found: Mapping[str, int], on: str) -> None:
    try:
        here.house.trust.give(practice.code, found, parse_date(on), here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return
    st.toast(f"{several(len(found), 'count is', 'counts are')} kept.")
    st.rerun()


def signature(here: Here, practice: Area, found: tuple[Match, ...]) -> None:
    """Whether the practice has signed, by whom, and the buttons for who may."""
    trust = here.house.trust
    layout.heading("Sign-off")
    why = trust.why(practice.code)
    if why:
        of = "" if trust.real else "Were these real people, their lists would wait: "
        st.warning(
            headed(f"{of}{why}."),
            title=_title(trust, practice),
            icon=":material/lock:",
        )
    else:
        st.success(
            "The practice has signed, and its counts are inside the limits. Those who "
            "care for them make their lists on the screen Worklists.",
            title="Lists of its people are open",
            icon=":material/verified:",
        )
    if trust.may_sign(practice.code, here.scope):
        _buttons(here, practice, found)
    else:
        st.caption("Somebody with the role of practice manager there signs.")
    past = trust.history(practice.code)
    if past:
        about = Explained(
            "Signatures of the practice.",
            source="What practices signed here.",
            as_at=day(past[0].at.date()),
        )
        title = "Signed and withdrawn"
        show.sheet(of_signatures(past), about, title=title, key="signatures")


def _title(trust: Trust, practice: Area) -> str:
    """What is wrong, in a word: it has not signed, or what it signed is not so now."""
    past = trust.history(practice.code)
    if past and past[0].stands:
        return "The signature does not hold any more"
    return "No list of its people yet" if trust.real else "Not signed"


def _buttons(here: Here, practice: Area, found: tuple[Match, ...]) -> None:
    trust = here.house.trust
    missing = [
        title_of(here.house.catalogue, key)
        for key in needed(here.house.catalogue)
        if key not in trust.own(practice.code)
    ]
    if missing:
        st.info(
            f"Not counted yet: {', '.join(missing)}. Give these counts above.",
            title="Counts come first",
            icon=":material/pin:",
        )
        return
    if any(one.beyond for one in found):
        st.warning(
            "Look at what explains them above, and count again or tell whoever loads "
            "the data.",
            title="Some counts are beyond the limit",
            icon=":material/difference:",
        )
    st.markdown(
        "By signing you say that these counts match your own system, so that lists of "
        "your people may be made from them. Your name and the day are kept."
    )
    with layout.side_by_side():
        if st.button("Sign", type="primary", icon=":material/draw:", key="sign"):
            _act(here, practice, sign=True)
        past = trust.history(practice.code)
        standing = bool(past) and past[0].stands
        if st.button("Withdraw the signature", disabled=not standing, key="withdraw"):
            _act(here, practice, sign=False)


def _act(here: Here, practice: Area, *, sign: bool) -> None:
    trust = here.house.trust
    try:
        (trust.sign if sign else trust.withdraw)(practice.code, here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return
    st.toast("Signed." if sign else "Withdrawn.")
    st.rerun()
