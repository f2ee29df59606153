"""Why somebody looks at people: asked for once in a visit, written down each time."""

import streamlit as st

LAST = "_why"
LABEL = "Why do you look? It is written down."


def given(key: str) -> str:
    """The reason as it is typed; on another page it stands there already."""
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(LAST, "")
    reason = st.text_input(LABEL, key=key, max_chars=200).strip()
    st.session_state[LAST] = reason
    return reason
