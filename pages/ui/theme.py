"""The little style that the settings of Streamlit cannot say."""

from pathlib import Path

import streamlit as st

STYLE = Path(__file__).with_name("style.css")
PROJECTOR = Path(__file__).with_name("projector.css")


def apply(*, projector: bool) -> None:
    """Focus ring, printing, hidden address boxes; larger text when presenting."""
    st.html(STYLE)
    if projector:
        st.html(PROJECTOR)
