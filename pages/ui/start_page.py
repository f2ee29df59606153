"""The start page by its name, as somebody may note it: /home leads to /."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


def _to_start(request: Request) -> RedirectResponse:
    """The same choices at the address of the start page, beside this one."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"./{query}")


ROUTE = Route("/home", _to_start)
