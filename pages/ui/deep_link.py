"""The link that somebody followed before signing in is opened after it.

The provider of sign-in always leads back to the start page. So the address is kept in
a cookie for some minutes, and the start page leads on to it once.
"""

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.ui.menu import BY_NAME

ASKED = "phm_asked"
SIGNED_IN = "_streamlit_user"
KEPT_SECONDS = 600
LONGEST = 3_000


class DeepLink:
    """Keeps the address that was asked for, and opens it after sign-in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or lead on to what was asked for before."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        inside = any(name.startswith(SIGNED_IN) for name in request.cookies)
        asked = wanted(request.cookies.get(ASKED, ""))
        if inside and asked and request.url.path == "/" and not request.url.query:
            leads_on = RedirectResponse(asked, status_code=303)
            leads_on.delete_cookie(ASKED)
            await leads_on(scope, receive, send)
            return
        keeps = not inside and is_screen(request.url.path)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and keeps:
                MutableHeaders(scope=message).append("set-cookie", _cookie(request))
            await send(message)

        await self.app(scope, receive, with_cookie)


def is_screen(path: str) -> bool:
    """Whether a path is that of a screen: nothing else is ever led on to."""
    return path.removeprefix("/") in BY_NAME


def wanted(cookie: str) -> str:
    """The address in a cookie, if it is one of this app's screens; else nothing."""
    address = unquote(cookie)
    parts = urlsplit(address)
    ours = not (parts.scheme or parts.netloc) and is_screen(parts.path)
    return address if ours and len(address) <= LONGEST else ""


def _cookie(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    value = quote(f"{request.url.path}{query}"[:LONGEST], safe="")
    secure = "; Secure" if request.url.scheme == "https" else ""
    return (
        f"{ASKED}={value}; Max-Age={KEPT_SECONDS}; Path=/; HttpOnly; SameSite=Lax"
        f"{secure}"
    )
