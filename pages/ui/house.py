"""The one house that all visitors share: opened once for each snapshot."""

import gc
from pathlib import Path

import streamlit as st

from phm_core.errors import RefusedInput
from phm_core.settings import Settings
from phm_core.snapshot import active
from phm_core.start import House, open_house
from phm_core.synthetic import first_start


@st.cache_resource
def settings() -> Settings:
    """Settings of this installation."""
    return Settings()


@st.cache_resource
def first() -> first_start.FirstStart:
    """The first start: opens the demo at once, makes its people in the background."""
    return first_start.ensure_demo(settings())


@st.cache_resource(max_entries=2, show_spinner="Opening the data")
def opened(path: str) -> House:
    """The house over one snapshot directory; what start-up made is set aside.

    So collecting garbage does not look through libraries and catalogue again.
    """
    found = open_house(settings(), Path(path))
    gc.collect()
    gc.freeze()
    return found


def current() -> House:
    """The house over the active snapshot, made by the first start if there is none."""
    first()
    chosen = active(settings().snapshots)
    if chosen is None:
        raise RefusedInput(
            "No snapshot is active. Make one with 'python -m phm_core demo', or choose "
            "one with 'python -m phm_core snapshot use DIR'."
        )
    return opened(chosen.as_posix())
