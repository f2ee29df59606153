"""The first start, seen by every visitor: the demo people are being made."""

import streamlit as st

from pages.ui import house

SECONDS = 2.0


def progress() -> None:
    """How far the demo people are, while they are being made; nothing otherwise."""
    if not house.first().finished:
        _watch()


@st.fragment(run_every=SECONDS)
def _watch() -> None:
    first = house.first()
    if first.finished:
        st.rerun()
    if first.failed:
        st.error(first.failed, title="The demo people could not be made")
        return
    st.progress(first.share, f"Making the demo people. {first.sentence}")
