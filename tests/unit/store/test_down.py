"""The database full, locked or stopped: a sentence, nothing lost, and work goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, event

from phm_core.errors import RefusedInput
from phm_core.store import database as opening
from phm_core.store.audit import Entry
from phm_core.store.database import DatabaseDown
from phm_core.store.remarks import Note, Remarks

ENTRY = Entry("anna", "analyst", "planning", "s", "HowMany", "Adults", "d", "x")
NOTE = Note("commentary", "smoking", "Clinics began. " * 30)


@contextmanager
def full(database: Engine, _) -> Iterator[None]:
    """Not a page more than there are, as on a full disk."""
    with database.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()

    def hold(raw, _):
        raw.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database, "connect", hold)
    database.dispose()
    yield
    event.remove(database, "connect", hold)
    database.dispose()


@contextmanager
def locked(database: Engine, _) -> Iterator[None]:
    """Another program holds the file."""
    other = create_engine(database.url)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        yield
    other.dispose()


@contextmanager
def stopped(_, request: pytest.FixtureRequest) -> Iterator[None]:
    """The server is not there."""
    server = request.getfixturevalue("postgresql")
    server.stop("fast")
    try:
        yield
    finally:
        server.start()


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Waits for a lock a moment and not a quarter of a minute."""
    monkeypatch.setattr(
        opening, "PRAGMAS", (*opening.PRAGMAS, "PRAGMA busy_timeout=20")
    )


@pytest.fixture
def remarks(database, clock) -> Remarks:
    return Remarks(database, clock)


def _until_down(act: Callable[[], object]) -> tuple[int, str]:
    """How often it was acknowledged, and what was said then."""
    for number in range(200):
        try:
            act()
        except DatabaseDown as fault:
            return number, str(fault)
    raise AssertionError("It was never down.")


@pytest.mark.parametrize(
    ("address", "cause", "says"),
    [
        ("sqlite", full, "make room on its disk"),
        ("sqlite", locked, "Another program holds it"),
        ("postgresql", stopped, "to start it"),
    ],
    indirect=["address"],
)
def test_it_is_said_and_the_first_attempt_afterwards_succeeds(
    database, audit, remarks, cause, says, request
):
    def ask() -> int:
        return audit.conclude(audit.intend(ENTRY), ENTRY, outcome="released")

    remarks.write(NOTE, "ana")
    ask()
    with cause(database, request):
        # What fits into the last page is acknowledged, and kept.
        written, refused = _until_down(lambda: remarks.write(NOTE, "ana"))
        asked, _ = _until_down(ask)
    assert says in refused
    assert "Traceback" not in refused
    assert len(remarks.about("smoking")) == 1 + written
    assert ask() >= 2 * (asked + 2)
    assert audit.verify().whole


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_restart_of_the_server_is_not_noticed(database, audit, request):
    audit.intend(ENTRY)
    with stopped(database, request):
        pass
    assert audit.intend(ENTRY) == 2


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_what_cannot_be_kept_is_said(remarks):
    with pytest.raises(RefusedInput, match="cannot be printed"):
        remarks.write(Note("commentary", "smoking", "Nul \x00 here."), "ana")
    assert remarks.about("smoking") == []
