"""The definition that is being built: kept for the visit, and carried by the link."""

import base64
import binascii
import json
import zlib

import streamlit as st

from pages.ui import address
from phm_core.definitions import Definition, Vocabulary, parse_definition
from phm_core.errors import RefusedInput

LINK = "define"
STATE = "_draft"
PAST = "_draft_past"
KEPT = 50


def pack(definition: Definition) -> str:
    """The definition as it travels in a link."""
    text = json.dumps(definition.to_wire(), separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode()


def unpack(packed: str, vocabulary: Vocabulary | None = None) -> Definition:
    """Read a definition from a link.

    Raises RefusedInput when the link was cut or changed.
    """
    try:
        raw = base64.urlsafe_b64decode(packed.encode())
        text = zlib.decompressobj().decompress(raw, 64 * 1024).decode()
    except (binascii.Error, zlib.error, UnicodeError):
        raise RefusedInput(
            "This link holds a cohort that cannot be read. It may have been cut short. "
            "Ask for the link again, or start from an example."
        ) from None
    return parse_definition(text, vocabulary, name="the linked cohort")


def current(vocabulary: Vocabulary, start: Definition) -> Definition:
    """The draft of this visit; a link that carries another takes its place."""
    linked = st.query_params.get(LINK)
    held: Definition | None = st.session_state.get(STATE)
    if linked and (held is None or pack(held) != linked):
        held = unpack(linked, vocabulary)
    held = held or start
    st.session_state[STATE] = held
    return held


def begin(definition: Definition) -> Definition:
    """Start again from a definition; what was there can be brought back."""
    change(definition)
    return definition


def held() -> Definition:
    """The draft as the page last drew it."""
    return st.session_state[STATE]


def change(new: Definition) -> None:
    """Take a changed definition as the draft; the one before can be brought back."""
    past: list[Definition] = st.session_state.setdefault(PAST, [])
    held = st.session_state.get(STATE)
    if held is not None and held != new:
        past.append(held)
        del past[:-KEPT]
    _hold(new)


def undo() -> None:
    """Bring back the draft before the last change."""
    past: list[Definition] = st.session_state.get(PAST, [])
    if past:
        _hold(past.pop())


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return bool(st.session_state.get(PAST))


def _hold(definition: Definition) -> None:
    st.session_state[STATE] = definition
    st.query_params[LINK] = pack(definition)


def peek() -> Definition | None:
    """The draft of this visit, or of the link that was opened; None without one."""
    linked = st.query_params.get(LINK)
    if STATE not in st.session_state and linked:
        try:
            st.session_state[STATE] = unpack(linked)
        except RefusedInput as fault:
            address.notice(str(fault))
            del st.query_params[LINK]
    return st.session_state.get(STATE)


def link() -> dict[str, str]:
    """What a link carries so that the draft opens elsewhere."""
    found = peek()
    return {} if found is None else {LINK: pack(found)}
