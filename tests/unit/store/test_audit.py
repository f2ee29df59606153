"""The audit: sealed rows, in order, and nothing acknowledged is ever lost."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from phm_core.errors import RefusedInput
from phm_core.store.anchor import Anchor
from phm_core.store.audit import Audit, Entry
from phm_core.store.database import open_database
from phm_core.store.keys import audit_key
from phm_core.store.tables import AUDIT

ENTRY = Entry(
    actor="visitor",
    role="analyst",
    purpose="planning",
    scope="0123456789abcdef",
    action="HowMany",
    object="How many people?",
    definition="d1",
    snapshot="s1",
)
KEY = bytes(32)


def filled(audit, rows=6):
    for n in range(rows):
        intent = audit.intend(replace(ENTRY, object=f"question {n}"))
        audit.conclude(intent, ENTRY, outcome="released", released=n)


def test_an_intent_and_its_outcome_are_two_rows(audit):
    intent = audit.intend(ENTRY)
    audit.conclude(intent, ENTRY, outcome="released", released=12)
    first, second = audit.rows()
    assert (first["seq"], first["outcome"], first["intent"]) == (1, "intended", None)
    assert (second["outcome"], second["intent"], second["released"]) == (
        "released",
        1,
        12,
    )
    assert first["utc"] < second["utc"]
    assert second["prev_mac"] == first["mac"]


def test_a_whole_audit_verifies(audit):
    assert (audit.verify().rows, audit.verify().bad) == (0, None)
    filled(audit)
    assert (audit.verify().rows, audit.verify().bad) == (12, None)


@pytest.mark.parametrize(
    "column", ["actor", "purpose", "object", "released", "outcome", "utc", "mac"]
)
def test_a_changed_row_is_the_first_bad_one(audit, database, column):
    filled(audit)
    value = 99 if column == "released" else "other"
    with database.begin() as connection:
        changed = update(AUDIT).where(AUDIT.c.seq == 4).values({column: value})
        connection.execute(changed)
    assert audit.verify().bad == 4


def test_a_removed_row_is_found(audit, database):
    filled(audit)
    with database.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == 5))
    assert audit.verify().bad == 5


def test_a_row_of_another_past_is_found(audit, database, clock, tmp_path):
    """Sealed by the app with the same key, as in a copy that went another way."""
    filled(audit)
    elsewhere = open_database(f"sqlite:///{tmp_path / 'copy.db'}")
    copy = Audit(elsewhere, KEY, clock, Anchor(tmp_path / "copy.anchor", KEY))
    filled(copy, rows=1)
    copy.intend(replace(ENTRY, object="another question"))
    other = [*copy.rows()][2]
    elsewhere.dispose()
    second = [*audit.rows()][1]
    with database.begin() as connection:
        put = {"object": other["object"], "utc": other["utc"], "mac": other["mac"]}
        third, fourth = AUDIT.c.seq == 3, AUDIT.c.seq == 4
        put |= {"prev_mac": second["mac"]}
        connection.execute(update(AUDIT).where(third).values(put))
        follows = {"prev_mac": other["mac"]}
        connection.execute(update(AUDIT).where(fourth).values(follows))
    assert audit.verify().bad == 3


def test_another_key_verifies_nothing(audit, database, clock, anchor):
    filled(audit)
    other = bytes(31) + b"x"
    found = Audit(database, other, clock, Anchor(anchor.path, other)).verify()
    assert (found.bad, found.forged) == (1, 2)


def test_writers_at_once_make_one_chain(audit):
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda _: audit.intend(ENTRY), range(40)))
    assert sorted(numbers) == list(range(1, 41))
    assert audit.verify().bad is None


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "new" / "audit.key"
    key = audit_key(path)
    assert len(key) == 32
    assert audit_key(path) == key
    assert [file.name for file in path.parent.iterdir()] == ["audit.key"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_key_is_refused(tmp_path):
    (tmp_path / "audit.key").write_bytes(b"short")
    with pytest.raises(RefusedInput, match="not an audit key"):
        audit_key(tmp_path / "audit.key")
