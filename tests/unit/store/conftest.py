"""An app database of its own for each test, of both kinds, and a ticking clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Engine

from phm_core.store.anchor import Anchor
from phm_core.store.audit import Audit
from phm_core.store.database import open_database

KEY = bytes(32)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    ticks = count()
    start = datetime(2026, 10, 31, 9, 0, tzinfo=UTC)
    return lambda: start + timedelta(seconds=next(ticks))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql").fresh()
    return f"sqlite:///{tmp_path / 'data' / 'app.db'}"


@pytest.fixture
def database(address) -> Engine:
    engine = open_database(address)
    yield engine
    engine.dispose()


@pytest.fixture
def anchor(tmp_path) -> Anchor:
    return Anchor(tmp_path / "elsewhere" / "audit.anchor", KEY)


@pytest.fixture
def audit(database, clock, anchor) -> Audit:
    return Audit(database, KEY, clock, anchor)
