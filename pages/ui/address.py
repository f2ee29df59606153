"""Choices that live in the address of the page: kept by links, reload and Back.

Each choice is a hidden, bound text box that holds a code, and beside it the picker that
the reader sees, which shows names. So a link says `area=pcn:U12345`, whatever the PCN
is called today, and a code that does not exist is answered with a sentence.

Choices that several pages share (KEPT) have their boxes in the shell. Streamlit takes
the choices of a page out of the address when the page is left, so that the next page
would start from what is usual, and Back would too.
"""

from collections.abc import Mapping
from typing import Literal

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
# Who chooses a cohort wants to see it, not the condition that was looked at before.
CLEARS = {"cohort": ("condition",)}
SEVERAL = ","


def value(key: str, options: Mapping[str, str], default: str, what: str = "") -> str:
    """The chosen code of `key`, corrected to the default when it is not an option.

    what: the choice as a reader would call it, for the sentence about a bad link.
    """
    if key in KEPT:
        return _kept(key, options, default, what)
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
            _not_here(asked, options, default, what or key)
            del st.query_params[key]
        state[key] = default
    given = _box(key, default, what)
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


def _box(key: str, default: str, what: str = "") -> str:
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
        st.session_state[GIVEN] = {key: _box(key, "") for key in KEPT}


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


def changed(choices: Mapping[str, str]) -> dict[str, str]:
    """What a link to another page says: Streamlit adds what the shell keeps.

    It adds it even where the link says the same, and the address would then grow with
    every step.
    """
    state = st.session_state
    return {key: code for key, code in choices.items() if state.get(key) != code}


def reset() -> None:
    """Put every choice back to what is usual on the page."""
    for key in {*st.session_state.get(BOUND, {}), *KEPT}:
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


def several(
    label: str,
    key: str,
    options: Mapping[str, str],
    *,
    width: int | Literal["stretch"] = "stretch",
) -> tuple[str, ...]:
    """Any number of codes by their names; the address lists them with commas."""
    given = st.session_state.get(key, st.query_params.get(key, ""))
    known = tuple(code for code in given.split(SEVERAL) if code in options)
    if key not in st.session_state or SEVERAL.join(known) != given:
        st.session_state[key] = SEVERAL.join(known)
    st.session_state.setdefault(BOUND, {})[key] = ""
    _box(key, "", label)
    st.session_state[SHOWN + key] = list(known)
    st.multiselect(
        label,
        options,
        format_func=options.__getitem__,
        key=SHOWN + key,
        on_change=_follow_several,
        args=(key,),
        width=width,
    )
    return known


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
    code = value(key, {"no": "off", "yes": "on"}, default, label.lower())
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
        _take(key, chosen)


def _follow_several(key: str) -> None:
    choose(key, SEVERAL.join(st.session_state[SHOWN + key]))


def _flip(key: str) -> None:
    _take(key, "yes" if st.session_state[SHOWN + key] else "no")


def _take(key: str, code: str) -> None:
    """What was picked; what is usual does not stand in the address."""
    usual = key in KEPT and code == st.session_state[BOUND].get(key)
    choose(key, "" if usual else code)
