"""What is drawn is sent at once: the server does not wait to be acknowledged."""

import socket
from threading import Thread

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server import _bind_socket
from websockets.sync.client import connect

from pages.ui.no_delay import NoDelay


async def told(_scope: Scope, receive: Receive, send: Send) -> None:
    """A web socket that says whether its own connection sends at once."""
    raw = receive.__self__.transport.get_extra_info("socket")  # type: ignore[attr-defined]  # uvicorn's own
    at_once = raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": "yes" if at_once else "no"})
    await send({"type": "websocket.close"})


@pytest.mark.parametrize(
    ("app", "said"), [(NoDelay(told), "yes"), (told, "no")], ids=["with", "without"]
)
def test_a_connection_sends_at_once(app: ASGIApp, said: str) -> None:
    listening = _bind_socket("127.0.0.1", 0, 8)
    port = listening.getsockname()[1]
    kind = "websockets-sansio"
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", ws=kind, log_level="error")
    )
    serving = Thread(target=server.run, args=([listening],))
    serving.start()
    try:
        with connect(f"ws://127.0.0.1:{port}") as visitor:
            assert visitor.recv() == said
    finally:
        server.should_exit = True
        serving.join()
