"""Sets as bits, and three-valued truth on them, against truth one person at a time."""

from itertools import product

import numpy as np
import pytest

from phm_core.definitions import parse_criterion
from phm_core.definitions.nodes import Criterion
from phm_core.engine import bits
from phm_core.engine.kleene import Bounds, truth
from phm_core.engine.reference.core import holds
from phm_core.engine.reference.people import World

SIZES = (0, 1, 63, 64, 65, 1_000)
TRUTHS = (True, False, None)


@pytest.mark.parametrize("people", SIZES)
def test_a_set_survives_packing(people: int):
    rng = np.random.default_rng(people)
    flags = rng.random(people) < 0.4
    words = bits.from_flags(flags)
    assert len(words) == bits.words_for(people)
    assert np.array_equal(bits.to_flags(words, people), flags)
    assert np.array_equal(bits.to_ids(words, people), np.flatnonzero(flags))
    assert bits.size(words) == flags.sum()
    shuffled = rng.permutation(np.flatnonzero(flags))
    assert np.array_equal(bits.from_ids(shuffled, people), words)


def test_ids_of_nobody_are_left_out():
    words = bits.from_ids(np.array([-1, 0, 2, 3]), 3)
    assert bits.to_ids(words, 3).tolist() == [0, 2]


def test_everybody_and_nobody():
    assert bits.size(bits.everybody(70)) == 70
    assert bits.size(bits.nobody(70)) == 0


@pytest.mark.parametrize("people", [1, 64, 65, 1_000])
def test_people_by_range(people: int):
    rng = np.random.default_rng(people)
    flags = rng.random(people) < 0.5
    starts = np.unique(np.append(rng.integers(0, people, 7), 0))
    expected = [part.sum() for part in np.split(flags, starts[1:])]
    found = bits.sizes_by_range(bits.from_flags(flags), starts, people)
    assert found.tolist() == expected


class Given(Criterion):
    """A criterion whose truth is given for each person in turn."""

    truths: tuple[bool | None, ...]


COMBINATIONS = tuple(product(TRUTHS, repeat=3))
LEAVES = [Given(truths=column) for column in zip(*COMBINATIONS, strict=True)]


def _worst(*truths: bool | None) -> bool | None:
    return False if False in truths else None if None in truths else True


def _best(*truths: bool | None) -> bool | None:
    return True if True in truths else None if None in truths else False


OPPOSITE = {True: False, False: True, None: None}
KLEENE = [
    ("all", _worst),
    ("any", _best),
    ("none", lambda *row: OPPOSITE[_best(*row)]),
]


def _leaf(node: Criterion) -> Bounds:
    assert isinstance(node, Given)
    must = np.array([one is True for one in node.truths])
    may = np.array([one is not False for one in node.truths])
    return Bounds(bits.from_flags(must), bits.from_flags(may))


def _group(kind: str, **more: object) -> Criterion:
    anything = {"age": {"min": 0}}
    body = [anything] * 3 if not more else {"of": [anything] * 3} | more
    return parse_criterion({kind: body}).model_copy(update={"of": tuple(LEAVES)})


def _read(bounds: Bounds) -> list[bool | None]:
    people = len(COMBINATIONS)
    must = bits.to_flags(bounds.must, people)
    may = bits.to_flags(bounds.may, people)
    assert not (must & ~may).any()
    return [
        True if sure else None if possible else False
        for sure, possible in zip(must, may, strict=True)
    ]


@pytest.mark.parametrize(("kind", "table"), KLEENE)
def test_truth_tables_of_all_any_none(kind, table):
    assert _read(truth(_group(kind), _leaf)) == [table(*row) for row in COMBINATIONS]


@pytest.mark.parametrize("k", [1, 2, 3])
def test_truth_table_of_at_least(k: int):
    expected = [
        True
        if row.count(True) >= k
        else None
        if row.count(True) + row.count(None) >= k
        else False
        for row in COMBINATIONS
    ]
    assert _read(truth(_group("at_least", k=k), _leaf)) == expected


@pytest.mark.parametrize("kind", ["all", "any", "none"])
def test_the_plain_reference_has_the_same_truth_tables(kind: str):
    node = _group(kind)
    expected = _read(truth(node, _leaf))
    nowhere = World(None, {}, {})  # type: ignore[arg-type]  # nothing is looked up

    @holds.register
    def _(leaf: Given, person, _world):
        return leaf.truths[person["person_id"]]

    found = [
        holds(node, {"person_id": one}, nowhere) for one in range(len(COMBINATIONS))
    ]
    assert found == expected


def test_many_sets_are_counted_in_binary():
    rng = np.random.default_rng(5)
    flags = rng.random((19, 200)) < 0.5
    sets = [Given(truths=tuple(bool(one) for one in row)) for row in flags]
    for k in (1, 7, 19):
        node = _group("at_least", k=1).model_copy(update={"of": tuple(sets), "k": k})
        found = truth(node, _leaf).must
        assert np.array_equal(bits.to_flags(found, 200), flags.sum(axis=0) >= k)
