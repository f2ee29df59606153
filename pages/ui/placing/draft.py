"""The Place that is being built: kept for this visit until it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st
from pydantic import ValidationError

from pages.ui import address
from phm_core.analysis.place_parts import codes_of, joined, with_codes
from phm_core.area import Level
from phm_core.definitions.built_place import BuiltPlace, Part, lenses_of, mixed
from phm_core.errors import PhmError
from phm_core.store.places import SavedPlace

DRAFT, SHAPE, LATER, REFUSED = "_place", "_place_shape", "_place_later", "_place_no"
NEW = "new"


@dataclass(frozen=True)
class Draft:
    """Parts, and the saved version that they began as: None for a new Place."""

    parts: tuple[Part, ...] = ()
    began: SavedPlace | None = None

    @property
    def key(self) -> str:
        """What the picker calls it."""
        return self.began.id if self.began else NEW

    @property
    def place(self) -> BuiltPlace | None:
        """As a Place under the name that it has; None while it has no parts."""
        if not self.parts:
            return None
        if self.began is None:
            return BuiltPlace(name="This Place", parts=self.parts)
        return self.began.place.model_copy(update={"parts": self.parts})


def current() -> Draft:
    """What is being built."""
    return st.session_state.get(DRAFT, Draft())


def shape() -> int:
    """A number that changes with the parts: widgets drawn from them begin anew."""
    return st.session_state.get(SHAPE, 0)


def begin(saved: SavedPlace | None) -> None:
    """Build on a saved version, or from nothing."""
    _put(Draft(saved.place.parts, saved) if saved else Draft())


def follow(newest: SavedPlace) -> None:
    """Keep the parts, but as a change of a version that somebody saved meanwhile."""
    _put(replace(current(), began=newest))


def replace_parts(parts: tuple[Part, ...]) -> None:
    """Make these the parts."""
    _change(parts)


def add(parts: tuple[Part, ...]) -> None:
    """Put more areas in; said in a sentence where they do not fit together."""
    _change(joined(current().parts, parts))


def set_codes(level: Level, codes: Iterable[str]) -> None:
    """Make these the areas of one level."""
    _change(with_codes(current().parts, level, codes))


def toggle(level: Level, code: str) -> None:
    """Put one area in, or take it out."""
    held = set(codes_of(current().parts, level))
    set_codes(level, held ^ {code})


def take_out(level: Level, codes: Iterable[str]) -> None:
    """Take areas out."""
    set_codes(level, set(codes_of(current().parts, level)) - set(codes))


def refused() -> str:
    """Take the sentence about what did not fit."""
    return st.session_state.pop(REFUSED, "")


def refuse(fault: PhmError | ValidationError | str) -> None:
    """Keep a sentence about what did not fit, for the run that follows."""
    st.session_state[REFUSED] = str(fault)


def open_later(identity: str) -> None:
    """Open a saved Place in the run that follows."""
    st.session_state[LATER] = identity


def arrive() -> None:
    """Take up what was left to open; before the picker is drawn."""
    if LATER in st.session_state:
        address.choose("place", st.session_state.pop(LATER))


def _change(parts: tuple[Part, ...]) -> None:
    if parts and not lenses_of(parts):
        refuse(mixed(parts))
    else:
        _put(replace(current(), parts=parts))


def _put(draft: Draft) -> None:
    st.session_state[DRAFT] = draft
    st.session_state[SHAPE] = shape() + 1
