"""What Streamlit does that we work round; when a test fails, delete what it names."""

import inspect

from streamlit.runtime.scriptrunner import script_runner


def test_it_collects_garbage_after_every_rerun() -> None:
    """Delete `postScriptGC` in .streamlit/config.toml and the test that it is off."""
    assert "gc.collect" in inspect.getsource(script_runner)
