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
SAVED = "saved"
STATE = "_draft"
PAST = "_draft_past"
FROM = "_draft_from"
SHAPE = "_draft_shape"
KEPT = 50
Origin = tuple[str | None, int | None]


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
        _reshape()
    elif held is not None and not linked:
        _address(held)
    held = held or start
    st.session_state[STATE] = held
    origin()
    return held


def shape() -> int:
    """A number that changes when rules may stand elsewhere, for the keys of inputs.

    So an input never hands what was typed for one rule to the rule that took its place.
    """
    return st.session_state.setdefault(SHAPE, 0)


def begin(
    definition: Definition, identity: str | None = None, version: int | None = None
) -> Definition:
    """Start again from a definition, saved as this version or not saved yet.

    What was there can be brought back.
    """
    st.session_state[FROM] = (identity, version)
    change(definition)
    return definition


def origin() -> Origin:
    """The saved cohort that the draft was opened from, and its version.

    After a reload the link says so.
    """
    if FROM not in st.session_state:
        identity, _, version = st.query_params.get(SAVED, "").rpartition(".")
        known = identity and version.isdigit()
        st.session_state[FROM] = (identity, int(version)) if known else (None, None)
    return st.session_state[FROM]


def held() -> Definition:
    """The draft as the page last drew it."""
    return st.session_state[STATE]


def change(new: Definition) -> None:
    """Take a changed definition as the draft; the one before can be brought back."""
    adjust(new)
    _reshape()


def adjust(new: Definition) -> None:
    """The same for what was typed into one rule: every input stays as it is."""
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
        _reshape()


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return bool(st.session_state.get(PAST))


def _hold(definition: Definition) -> None:
    st.session_state[STATE] = definition
    _address(definition)


def _address(definition: Definition) -> None:
    identity, version = origin()
    st.query_params[LINK] = pack(definition)
    if identity is not None:
        st.query_params[SAVED] = f"{identity}.{version}"
    elif SAVED in st.query_params:
        del st.query_params[SAVED]


def _reshape() -> None:
    st.session_state[SHAPE] = shape() + 1


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
    identity, version = origin()
    saved = {} if identity is None else {SAVED: f"{identity}.{version}"}
    return {} if found is None else {LINK: pack(found)} | saved
