"""What Streamlit does that we work round; when a test fails, delete what it names."""

import inspect
import socket

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.server.starlette.starlette_server import _bind_socket


def test_it_collects_garbage_after_every_rerun() -> None:
    """Delete `postScriptGC` in .streamlit/config.toml and the test that it is off."""
    assert "gc.collect" in inspect.getsource(script_runner)


def test_its_sockets_wait_for_the_browser() -> None:
    """Delete pages/ui/no_delay.py, its test and its line in app.py."""
    listening = _bind_socket("127.0.0.1", 0, 1)
    with listening:
        assert listening.proto != socket.IPPROTO_TCP
