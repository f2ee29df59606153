"""Choices that live in the address of the page: kept by links, reload and Back.

Each choice is a hidden, bound text box that holds a code, and beside it the picker that
the reader sees, which shows names. So a link says `area=pcn:U12345`, whatever the PCN
is called today, and a code that does not exist is answered with a sentence.

Choices that several pages share (KEPT) have their boxes in the shell. Streamlit takes
the choices of a page out of the address when the page is left, so that the next page
would start from what is usual, and Back would too.
"""

from collections.abc import Iterable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from phm_core.errors import did_you_mean

NOTICES = "_notices"
HIDDEN = "_addresses"
SHOWN = "_shown_"
BOUND = "_bound"
PAGE = "_page"
GIVEN = "_given"
# Empty means what is usual on the page.
KEPT = ("condition", "per", "kind", "crude")
# The address says these even where they are usual: what is usual may be another later.
NAMED = ("list",)
# In which role, where and for which purpose somebody looks.
WHO = ("role", "org", "purpose")
# Who chooses a cohort wants to see it, not the condition that was looked at before.
CLEARS = {"cohort": ("condition",)}


def value(key: str, options: Mapping[str, str], default: str, what: str = "") -> str:
    """The chosen code of `key`, corrected to the default when it is not an option.

    what: the choice as a reader would call it, for the sentence about a bad link.
    """
    if key in KEPT:
        return _kept(key, options, default, what)
    state = st.session_state
    usual, unsaid = state.setdefault(BOUND, {}), "" if key in NAMED else default
    if key in state and state[key] == usual.get(key, unsaid) != unsaid:
        # Nobody chose this: what is usual here has changed.
        state[key] = default
    usual[key] = unsaid
    linked = key not in state
    asked = st.query_params.get(key, default) if linked else state[key]
    if asked not in options:
        if linked:
            _not_here(asked, options, default, what or key)
            del st.query_params[key]
        state[key] = default
    elif key in NAMED and linked and key not in st.query_params:
        st.query_params[key] = state[key] = asked
    given = box(key, unsaid, what)
    return given if given in options else default


def _kept(key: str, options: Mapping[str, str], default: str, what: str) -> str:
    """A choice whose box stands in the shell; another page may have more options."""
    state = st.session_state
    state.setdefault(BOUND, {})[key] = default
    cold = GIVEN not in state
    given = st.query_params.get(key) if cold else state[GIVEN][key]
    asked = given or default
    if asked in options:
        return asked
    if cold:
        _not_here(asked, options, default, what or key)
        del st.query_params[key]
    return default


def _not_here(asked: str, options: Mapping[str, str], default: str, what: str) -> None:
    notice(
        f"The link asks for {what} '{asked}', which is not available here."
        f"{did_you_mean(asked, options)} Showing {options[default]} instead."
    )


def box(key: str, default: str, what: str = "") -> str:
    """The hidden box; after Back, it knows the address before the session does."""
    with st.container(key=f"{HIDDEN}_{key}"):
        return st.text_input(
            what or key,
            default,
            key=key,
            bind="query-params",
            label_visibility="collapsed",
        )


def keep(boxes: DeltaGenerator) -> None:
    """Draw the boxes of the choices that stay from page to page, for the shell."""
    with boxes:
        st.session_state[GIVEN] = {key: box(key, "") for key in KEPT}


def keep_known(boxes: DeltaGenerator) -> None:
    """The same before the page runs, unless the visitor has just come.

    The page reads a link then, and can take what is wrong with it out of the address.
    """
    if GIVEN in st.session_state:
        keep(boxes)


def keep_new(boxes: DeltaGenerator) -> None:
    """The same after the page ran, for who has just come."""
    if GIVEN not in st.session_state:
        keep(boxes)


def arrive(page: str) -> None:
    """Take the choices of the link that led to a page of this session.

    A link within the app changes the address, but not the boxes that are drawn already.
    """
    state = st.session_state
    if state.get(PAGE) == page:
        return
    state[PAGE] = page
    for key in {*state.get(BOUND, {}), *KEPT}:
        linked = st.query_params.get(key)
        if linked is not None and key in state and state[key] != linked:
            state[key] = linked


def screen() -> str:
    """Name of the screen that is open."""
    return st.session_state.get(PAGE, "")


def choose(key: str, code: str) -> None:
    """Set a choice from a callback, so that the address follows."""
    st.session_state[key] = code
    for other in CLEARS.get(key, ()):
        st.session_state[other] = ""


def links() -> dict[str, str]:
    """The choices that a link to this view holds: those that are not the usual ones."""
    state = st.session_state
    usual = state.get(BOUND, {})
    now = {key: state[key] for key in {*usual, *KEPT} if state.get(key)}
    return {key: code for key, code in now.items() if code != usual.get(key)}


def seen(keys: Iterable[str]) -> dict[str, str]:
    """What these choices say on this page, the usual ones too."""
    state = st.session_state
    usual = state.get(BOUND, {})
    return {key: state.get(key) or usual.get(key, "") for key in keys}


def changed(choices: Mapping[str, str]) -> dict[str, str]:
    """What a link to another page says: Streamlit adds what the shell keeps.

    It adds it even where the link says the same, and the address would then grow with
    every step.
    """
    state = st.session_state
    return {key: code for key, code in choices.items() if state.get(key) != code}


def reset() -> None:
    """Put every choice back to what is usual on the page; who looks stays."""
    for key in {*st.session_state.get(BOUND, {}), *KEPT}.difference(WHO):
        st.session_state[key] = ""


def notice(sentence: str) -> None:
    """Keep a sentence to show once, above the page."""
    kept = st.session_state.setdefault(NOTICES, [])
    if sentence not in kept:
        kept.append(sentence)


def notices() -> list[str]:
    """Take the sentences that are waiting."""
    return st.session_state.pop(NOTICES, [])
