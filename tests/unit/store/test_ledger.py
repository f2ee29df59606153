"""A set stands in the ledger, or is refused, by how many people it tells apart."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from phm_core.store.ledger import Ledger, People, Pool, digest

EVERYONE = 10_000
HERE = Pool("place:A", "snapshot")
FEW = 8


def bits(ids) -> np.ndarray:
    flags = np.zeros(EVERYONE + 48, dtype=bool)
    flags[list(ids)] = True
    return np.packbits(flags, bitorder="little").view(np.uint64)


def people(*ids) -> People:
    chosen = sorted(i for some in ids for i in some)
    return People(bits(chosen), bits(range(EVERYONE)), digest(bits(chosen)))


def enter(ledger: Ledger, pool: Pool, *ids) -> bool:
    return ledger.enter(pool, people(*ids), fewer_than=FEW)


@pytest.fixture
def ledger(database, clock) -> Ledger:
    ledger = Ledger(database, clock)
    assert enter(ledger, HERE, range(100))
    return ledger


@pytest.mark.parametrize(
    ("ids", "stands"),
    [
        ((range(100),), True),
        ((range(99),), False),
        ((range(93),), False),
        ((range(92),), True),
        ((range(107),), False),
        ((range(108),), True),
        ((range(1, 101),), False),
        ((range(4, 104),), True),
        ((range(500, 600),), True),
    ],
)
def test_sets_that_differ_by_fewer_than_eight_people_are_refused(ledger, ids, stands):
    assert enter(ledger, HERE, *ids) is stands
    assert ledger.holds(HERE, people(*ids)) is stands


@pytest.mark.parametrize(("first", "stands"), [(99, False), (93, False), (92, True)])
def test_so_are_those_who_are_left_of_the_same_people(ledger, first, stands):
    assert enter(ledger, HERE, range(first, EVERYONE)) is stands


def test_the_rest_of_other_people_tells_nobody_apart(ledger):
    others = People(bits(range(99, 9_000)), bits(range(9_000)), "others")
    assert ledger.enter(HERE, others, fewer_than=FEW)


@pytest.mark.parametrize(
    "pool", [Pool("place:B", "snapshot"), Pool("place:A", "another")]
)
def test_other_organisations_and_snapshots_have_ledgers_of_their_own(ledger, pool):
    assert enter(ledger, pool, range(99))


@pytest.mark.parametrize("ids", [range(100), range(100, EVERYONE)])
def test_the_same_people_asked_for_otherwise_are_refused_as_few_would_be(ledger, ids):
    """If only those who differ were refused, a refusal would tell that they do."""
    otherwise = replace(people(ids), meaning="otherwise")
    assert not ledger.enter(HERE, otherwise, fewer_than=FEW)
    assert not ledger.holds(HERE, otherwise)


def test_few_people_are_hidden_however_they_are_asked_for(ledger):
    """Neither of two hidden counts can be taken from the other."""
    for ids in (range(7), range(1, 8), ()):
        assert enter(ledger, HERE, ids)
        otherwise = replace(people(ids), meaning="otherwise")
        assert ledger.enter(HERE, otherwise, fewer_than=FEW)
    assert not enter(ledger, HERE, range(8))


def test_those_who_are_left_of_what_was_asked_stand(ledger):
    asked = people(range(100)).meaning
    left = replace(people(range(100, EVERYONE)), rest=(asked,))
    assert ledger.enter(HERE, left, fewer_than=FEW)


def test_what_was_refused_leaves_no_trace(ledger):
    assert not enter(ledger, HERE, range(99))
    assert ledger.entered_today(HERE) == 1
    assert enter(ledger, HERE, range(91))


def test_a_day_has_its_own_count(database):
    at = [datetime(2026, 10, 31, 23, 59, tzinfo=UTC)]
    ledger = Ledger(database, lambda: at[0])
    assert enter(ledger, HERE, range(100))
    assert enter(ledger, HERE, range(100))
    assert ledger.entered_today(HERE) == 1
    at[0] = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
    assert ledger.entered_today(HERE) == 0


def test_after_three_months_a_set_is_forgotten(database):
    at = [datetime(2026, 10, 31, tzinfo=UTC)]
    ledger = Ledger(database, lambda: at[0])
    assert enter(ledger, HERE, range(100))
    at[0] = datetime(2027, 2, 1, tzinfo=UTC)
    assert enter(ledger, HERE, range(99))
    assert not ledger.holds(HERE, people(range(100)))
