"""The anchor: what a chain alone cannot show, and rows that were purged by rule."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from phm_core.errors import PhmError, RefusedInput
from phm_core.store.anchor import Anchor, Head
from phm_core.store.audit import Audit, Entry
from phm_core.store.tables import AUDIT

KEY = bytes(32)
ENTRY = Entry("anna", "analyst", "planning", "s", "HowMany", "Adults", "d", "x")


def ask(audit, times=1):
    for _ in range(times):
        audit.conclude(audit.intend(ENTRY), ENTRY, outcome="released", released=1)


def cut(database, above):
    with database.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq > above))


def test_every_outcome_and_every_refusal_is_anchored_before_it_counts(audit, anchor):
    ask(audit, 2)
    audit.refuse(ENTRY)
    heads = anchor.heads().found
    assert [head.seq for head in heads] == [2, 4, 5]
    assert heads[-1].mac == list(audit.rows())[-1]["mac"]
    assert audit.verify().whole


@pytest.mark.parametrize(("left", "lost"), [(3, 4), (2, 4), (0, 2)])
def test_rows_cut_off_at_the_end_are_found(audit, database, left, lost):
    ask(audit, 3)
    cut(database, left)
    found = audit.verify()
    assert (found.bad, found.lost.seq) == (None, lost)
    assert not found.whole


def test_a_database_put_back_and_used_again_is_found(audit, database):
    ask(audit, 3)
    cut(database, 2)
    ask(audit, 4)
    assert audit.verify().bad == 4


def test_a_chain_sealed_anew_by_who_has_the_key_is_found(
    audit, database, clock, tmp_path
):
    ask(audit, 2)
    cut(database, 0)
    ask(Audit(database, KEY, clock, Anchor(tmp_path / "other", KEY)), 2)
    assert audit.verify().bad == 2


def test_without_its_anchor_an_audit_is_not_whole(audit, anchor):
    assert audit.verify().whole
    ask(audit)
    anchor.path.unlink()
    assert not audit.verify().whole
    assert not audit.verify().anchored


def test_a_forged_head_is_found_and_a_broken_line_proves_nothing(audit, anchor):
    ask(audit)
    with anchor.path.open("a") as file:
        file.write("\n3 2026-10-")
    ask(audit)
    assert audit.verify().whole
    assert audit.verify().heads == 2
    stranger = Anchor(anchor.path, bytes(31) + b"x")
    stranger.add(Head(9, "2026-10-31", "0" * 64))
    assert audit.verify().forged == 5


def test_what_cannot_be_anchored_is_not_let_out(database, clock, tmp_path):
    audit = Audit(database, KEY, clock, Anchor(tmp_path, KEY))
    intent = audit.intend(ENTRY)
    with pytest.raises(PhmError, match=r"cannot be anchored .* nothing was let out"):
        audit.conclude(intent, ENTRY, outcome="released", released=1)


def test_purged_rows_leave_a_sealed_mark_by_which_the_rest_verifies(audit):
    ask(audit, 5)
    sixth = list(audit.rows())[6]["utc"]
    act = replace(ENTRY, action="PurgeAudit", reason="Past its time")
    assert audit.purge(act, datetime.fromisoformat(sixth)) == 6
    assert [row["seq"] for row in audit.rows()] == [7, 8, 9, 10, 11, 12]
    *_, mark = audit.rows()
    assert (mark["outcome"], mark["object"], mark["intent"], mark["released"]) == (
        "purged",
        "Rows up to 6",
        11,
        6,
    )
    assert audit.verify().whole
    ask(audit)
    assert audit.purge(act, datetime(2026, 1, 1, tzinfo=UTC)) == 0
    assert audit.verify().whole


def test_rows_removed_from_the_front_without_a_mark_are_found(audit, database):
    ask(audit, 3)
    with database.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq <= 2))
    assert audit.verify().bad == 2


def test_rows_removed_after_a_purge_are_found(audit, database):
    ask(audit, 5)
    audit.purge(ENTRY, datetime.fromisoformat(list(audit.rows())[2]["utc"]))
    with database.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.seq == 3))
    assert audit.verify().bad == 3


def test_an_audit_that_is_not_whole_is_not_purged(audit, database):
    ask(audit, 2)
    with database.begin() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.seq == 2).values(released=9))
    with pytest.raises(RefusedInput, match="nothing was removed"):
        audit.purge(ENTRY, datetime(2027, 1, 1, tzinfo=UTC))


def test_a_stretch_of_days_is_read(audit):
    ask(audit, 2)
    times = [row["utc"] for row in audit.rows()]
    assert [row["seq"] for row in audit.rows(times[1], times[3])] == [2, 3]
