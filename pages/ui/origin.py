"""Refuses a web socket of nobody in particular.

A browser always says from which page it opens one, and Streamlit refuses other pages
than its own. It lets in whoever says nothing, which no browser does.
"""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

AGAINST_THE_RULES = 1008


class OriginRequired:
    """Closes web sockets that come without an `Origin` before they are accepted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a connection on, or answer 403."""
        if scope["type"] == "websocket" and not Headers(scope=scope).get("origin"):
            await send({"type": "websocket.close", "code": AGAINST_THE_RULES})
            return
        await self.app(scope, receive, send)
