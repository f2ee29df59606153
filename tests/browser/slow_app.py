"""The app over an engine that takes its time, so that a visitor can stop it."""

import time
from pathlib import Path
from typing import Any

import streamlit as st

from phm_core.gateway.door import Gateway

PARTS = 300
ask_all = Gateway.ask_all


def slowly(
    self: Gateway, questions: Any, scope: Any, *, watch: Any = None, **rest: Any
) -> Any:
    """The answers after half a minute, where the questions can be stopped."""
    if watch is not None:
        for part in range(PARTS):
            watch.tell(part, PARTS, "Reading slowly")
            time.sleep(0.1)
    return ask_all(self, questions, scope, watch=watch, **rest)


Gateway.ask_all = slowly
app = st.App(Path(__file__).parents[2] / "pages" / "ui" / "shell.py")
