"""Choices that live in the address of the page: kept by links, reload and Back.

Each choice is a hidden, bound text box that holds a code, and beside it the picker that
the reader sees, which shows names. So a link says `area=pcn:U12345`, whatever the PCN
is called today, and a code that does not exist is answered with a sentence.
"""

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from phm_core.errors import did_you_mean

NOTICES = "_notices"
HIDDEN = "_addresses"
SHOWN = "_shown_"
BOUND = "_bound"
PAGE = "_page"


def value(key: str, options: Mapping[str, str], default: str, what: str = "") -> str:
    """The chosen code of `key`, corrected to the default when it is not an option.

    what: the choice as a reader would call it, for the sentence about a bad link.
    """
    state = st.session_state
    usual = state.setdefault(BOUND, {})
    if key in state and state[key] == usual.get(key, default) != default:
        # Nobody chose this: what is usual here has changed.
        state[key] = default
    usual[key] = default
    linked = key not in state
    asked = st.query_params.get(key, default) if linked else state[key]
    if asked not in options:
        if linked:
            notice(
                f"The link asks for {what or key} '{asked}', which is not available "
                f"here.{did_you_mean(asked, options)} Showing {options[default]} "
                "instead."
            )
            del st.query_params[key]
        state[key] = default
    with st.container(key=f"{HIDDEN}_{key}"):
        # After Back, the box knows the address before the session does.
        given = st.text_input(
            what or key,
            default,
            key=key,
            bind="query-params",
            label_visibility="collapsed",
        )
    return given if given in options else default


def arrive(page: str) -> None:
    """Take the choices of the link that led to a page of this session.

    A link within the app changes the address, but not the boxes that are drawn already.
    """
    state = st.session_state
    if state.get(PAGE) == page:
        return
    state[PAGE] = page
    for key in state.get(BOUND, {}):
        linked = st.query_params.get(key)
        if linked is not None and key in state and state[key] != linked:
            state[key] = linked


def choose(key: str, code: str) -> None:
    """Set a choice from a callback, so that the address follows."""
    st.session_state[key] = code


def links(**changes: str) -> dict[str, str]:
    """The choices that a link to another page carries: today's, with changes."""
    state = st.session_state
    bound = state.get(BOUND, {})
    now = {key: state[key] for key in bound if key in state} | changes
    return {key: code for key, code in now.items() if code != bound.get(key)}


def reset() -> None:
    """Put every choice back to what is usual on the page."""
    for key in st.session_state.get(BOUND, {}):
        st.session_state[key] = ""


def select(
    label: str,
    key: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    help: str | None = None,  # noqa: A002  # Streamlit's own word for the hint
    width: int | Literal["stretch"] = "stretch",
) -> str:
    """A searchable list over codes and their names; returns the chosen code."""
    code = value(key, options, default or next(iter(options)), label.lower())
    _show(key, code)
    st.selectbox(
        label,
        options,
        format_func=options.__getitem__,
        key=SHOWN + key,
        on_change=_follow,
        args=(key,),
        help=help,
        width=width,
    )
    return code


def segments(
    label: str,
    key: str,
    options: Mapping[str, str],
    *,
    default: str | None = None,
    help: str | None = None,  # noqa: A002  # Streamlit's own word for the hint
) -> str:
    """A few choices side by side; returns the chosen code."""
    code = value(key, options, default or next(iter(options)), label.lower())
    _show(key, code)
    st.segmented_control(
        label,
        options,
        format_func=options.__getitem__,
        key=SHOWN + key,
        on_change=_follow,
        args=(key,),
        help=help,
        required=True,
    )
    return code


def switch(
    label: str,
    key: str,
    *,
    default: Literal["yes", "no"] = "no",
    help: str | None = None,  # noqa: A002  # Streamlit's own word for the hint
) -> bool:
    """An on/off choice; the address says yes or no when it is not the default."""
    code = value(key, {"no": "no", "yes": "yes"}, default)
    st.session_state[SHOWN + key] = code == "yes"
    st.toggle(label, key=SHOWN + key, on_change=_flip, args=(key,), help=help)
    return code == "yes"


def notice(sentence: str) -> None:
    """Keep a sentence to show once, above the page."""
    kept = st.session_state.setdefault(NOTICES, [])
    if sentence not in kept:
        kept.append(sentence)


def notices() -> list[str]:
    """Take the sentences that are waiting."""
    return st.session_state.pop(NOTICES, [])


def _show(key: str, code: str) -> None:
    st.session_state[SHOWN + key] = code


def _follow(key: str) -> None:
    chosen = st.session_state[SHOWN + key]
    if chosen is not None:
        choose(key, chosen)


def _flip(key: str) -> None:
    choose(key, "yes" if st.session_state[SHOWN + key] else "no")
