"""A process killed while it writes: nothing acknowledged is lost, the audit whole."""

import numpy as np
import pytest

from phm_core.store.anchor import Anchor
from phm_core.store.audit import Audit
from phm_core.store.cohorts import Cohorts
from phm_core.store.database import open_database
from tests.killed import KEY, NOON, started, write_without_end

KILLS = 1_000
MOST_WORDS = 6
LONGEST_PAUSE = 0.01  # seconds; a cohort or an audited question takes less


def _kept(address: str, anchor: Anchor) -> set[tuple[str, int, str]]:
    """What the database holds, once it was found whole."""
    database = open_database(address)
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            assert found == "ok"
    audit = Audit(database, KEY, lambda: NOON, anchor)
    assert audit.verify().whole
    versions = Cohorts(database, lambda: NOON, {}).versions("one")
    kept = {("cohort", one.version, one.definition.description) for one in versions}
    kept |= {("audit", row["seq"], "") for row in audit.rows()}
    database.dispose()
    return kept


@pytest.mark.soak
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    address, anchor, cases
):
    """A thousand kills in make soak, fifty in make test."""
    rng = np.random.default_rng(2026)
    acknowledged = set()
    for _ in range(cases(KILLS)):
        writer = started(write_without_end, address, anchor.path)
        words, pause = rng.integers(1, MOST_WORDS + 1), rng.uniform(0, LONGEST_PAUSE)
        acknowledged |= {*writer.killed_after(words, pause)} - {"started"}
        assert acknowledged <= _kept(address, anchor)
    assert len(acknowledged) > cases(KILLS)
