"""Web sockets are for the app's own pages: others, and nobody's, are refused."""

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


def _address(server: str) -> str:
    return server.replace("http", "ws", 1) + "/_stcore/stream"


@pytest.mark.parametrize("origin", [None, "", "null", "https://evil.example"])
def test_another_origin_and_none_are_refused(server: str, origin: str | None) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(_address(server), origin=origin),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_the_apps_own_pages_are_let_in(server: str) -> None:
    with connect(_address(server), origin=server) as visitor:
        assert visitor.response.status_code == 101
