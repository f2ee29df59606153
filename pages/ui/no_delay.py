"""Sends what is drawn at once.

Streamlit makes its socket without naming the protocol, and asyncio then leaves Nagle's
algorithm on: the second message of a run waits for the browser to acknowledge the
first, which takes it 40 ms.
"""

import socket

from starlette.types import ASGIApp, Receive, Scope, Send


class NoDelay:
    """Switches the wait off for each web socket as it opens."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on; one that is not made by uvicorn is left as it is."""
        if scope["type"] == "websocket":
            connection = getattr(receive, "__self__", None)
            transport = getattr(connection, "transport", None)
            raw = transport.get_extra_info("socket") if transport else None
            if raw is not None and raw.family in (socket.AF_INET, socket.AF_INET6):
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)
