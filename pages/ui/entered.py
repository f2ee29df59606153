"""Where the visitor is: kept by the guard for the page that runs next."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.ui.context import Here

HERE = "_here"


def enter(here: "Here") -> None:
    """Keep where we are."""
    st.session_state[HERE] = here


def entered() -> "Here":
    """Where we are."""
    return st.session_state[HERE]
