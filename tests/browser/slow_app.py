"""The app over an engine that takes its time, so that a visitor can stop it."""

import time
from pathlib import Path
from typing import Any

import streamlit as st

from phm_core.gateway.door import Gateway

PARTS = 300
ask = Gateway.ask


def slowly(
    self: Gateway, question: Any, scope: Any, *, watch: Any = None, **rest: Any
) -> Any:
    """The answer after half a minute, for questions that can be stopped."""
    if watch is not None:
        for part in range(PARTS):
            watch.tell(part, PARTS, "Reading slowly")
            time.sleep(0.1)
    return ask(self, question, scope, watch=watch, **rest)


Gateway.ask = slowly
app = st.App(Path(__file__).parents[2] / "pages" / "ui" / "shell.py")
