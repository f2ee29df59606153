"""Pickers whose choice lives in the address: a list, a few side by side, a switch.

What is chosen, and how it is kept, is in pages.ui.choices.
"""

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.choices import (
    BOUND,
    KEPT,
    SHOWN,
    arrive,
    box,
    changed,
    choose,
    keep,
    keep_known,
    keep_new,
    links,
    notice,
    notices,
    reset,
    screen,
    seen,
    value,
)

__all__ = [
    "arrive",
    "changed",
    "choose",
    "keep",
    "keep_known",
    "keep_new",
    "links",
    "notice",
    "notices",
    "reset",
    "screen",
    "seen",
    "segments",
    "select",
    "several",
    "switch",
    "tucked",
    "value",
]

SEVERAL = ","


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
    _list(label, key, options, code, help=help, width=width)
    return code


def tucked(
    boxes: DeltaGenerator,
    label: str,
    key: str,
    options: Mapping[str, str],
    default: str | None = None,
) -> str:
    """A list in a box that opens on demand; returns the chosen code.

    boxes: a place that is always drawn. What stands in a closed box is not on the
    screen, and would leave the address with the next page.
    """
    with boxes:
        code = value(key, options, default or next(iter(options)), label.lower())
    _list(label, key, options, code)
    return code


def _list(
    label: str, key: str, options: Mapping[str, str], code: str, **more: Any
) -> None:
    _show(key, code)
    st.selectbox(
        label,
        options,
        format_func=options.__getitem__,
        key=SHOWN + key,
        on_change=_follow,
        args=(key,),
        **more,
    )


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
    box(key, "", label)
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
