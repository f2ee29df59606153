"""A code list that somebody filled in, or took from a publisher: brought, and taken."""

import streamlit as st

from pages.ui import layout, show
from pages.ui.bringing.outcome import Outcome
from pages.ui.context import Here
from phm_core.errors import PhmError
from phm_core.onboarding.codes.own_list import (
    SYSTEMS,
    Otherwise,
    OwnList,
    Told,
    own_list,
    resolves,
)
from phm_core.onboarding.loading.editing import Code

LIST = "_code_list"
HOW = (
    "The list below once it is filled in, one of OpenCodelists, or any CSV file with a "
    "column of codes. What the file itself says is believed first."
)
NOT_SAID = "The file says so"


def brought(here: Here, came: Outcome, titles: dict[str, str]) -> Told | None:
    """Take a code list; what it resolves of the codes of a load without a meaning."""
    catalogue = here.house.catalogue
    found: OwnList | None = st.session_state.get(LIST)
    with st.expander("Bring a code list", icon=":material/upload_file:"):
        _form(here, titles)
    if found is None:
        return None
    told = resolves(found, came.report.unmapped, catalogue)
    with_it = found.said.keys() <= _said(came)
    said = "What is above was done with it." if with_it else " ".join(told.sentences())
    st.success(
        f"{show.written(said)}{'' if with_it else ' Try or load again.'}",
        title=f"Taken: {show.written(found.name)}",
        icon=":material/playlist_add_check:",
    )
    if st.button("Leave this list out", icon=":material/playlist_remove:"):
        st.session_state.pop(LIST, None)
        st.rerun()
    return told


def _said(came: Outcome) -> set[Code]:
    """The codes that the mapping of a load says the meaning of."""
    return {(one.system, code) for one in came.wish.mapping.codes for code in one.is_}


def _form(here: Here, titles: dict[str, str]) -> None:
    """The file, and what is so where it does not say."""
    with st.form("code-list", border=False):
        file = st.file_uploader(
            "The code list (CSV)",
            ["csv", "txt"],
            help=HOW,
            max_upload_size=layout.SMALL_FILE,
        )
        means = st.selectbox(
            "What its codes mean, where it does not say",
            ["", *titles],
            format_func=lambda one: titles.get(one, NOT_SAID),
            width=480,
        )
        system = st.selectbox(
            "Their coding system, where it does not say",
            list(SYSTEMS),
            format_func=SYSTEMS.__getitem__,
            width=320,
        )
        pressed = st.form_submit_button("Use this list", icon=":material/playlist_add:")
    if not pressed:
        return
    if file is None:
        show.empty("No file yet.", HOW)
        return
    said = Otherwise(means or "", system or "")
    try:
        st.session_state[LIST] = own_list(
            file.getvalue(), file.name, said, here.house.catalogue
        )
    except PhmError as fault:
        # Words of the file stand in it.
        show.refusal(PhmError(show.written(str(fault))))
        return
    st.rerun()
