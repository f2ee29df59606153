"""What is kept: in memory, worked out once; on disk, safe and never wrong."""

import threading
from pathlib import Path

import numpy as np
import pytest

from phm_core.engine.bits import from_ids, words_for
from phm_core.engine.kleene import Bounds
from phm_core.engine.memory import Memory
from phm_core.engine.slots import Slots
from phm_core.engine.watch import Watch
from phm_core.errors import Cancelled

PEOPLE = 1_000
WORDS = words_for(PEOPLE)


def known(*ids: int) -> Bounds:
    return Bounds.known(from_ids(np.array(ids, dtype=np.int64), PEOPLE))


def unsure(*ids: int) -> Bounds:
    return Bounds(known(*ids).must, known(*ids, 999).must)


def same(one: Bounds | None, other: Bounds) -> bool:
    assert one is not None
    return np.array_equal(one.must, other.must) and np.array_equal(one.may, other.may)


def test_two_sessions_that_ask_for_the_same_leaf_compute_it_once():
    memory, made, begun = Memory(1_000), [], threading.Event()

    def make() -> np.ndarray:
        made.append(1)
        begun.set()
        threading.Event().wait(0.1)
        return np.zeros(2)

    threads = [
        threading.Thread(target=memory.get, args=("leaf", make, Watch()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_when_the_one_who_works_is_stopped_another_takes_over():
    memory, begun, stop = Memory(1_000), threading.Event(), threading.Event()

    def stopped() -> np.ndarray:
        begun.set()
        stop.wait(5)
        raise Cancelled("stopped")

    def first() -> None:
        with pytest.raises(Cancelled):
            memory.get("leaf", stopped, Watch())

    one = threading.Thread(target=first)
    one.start()
    begun.wait(5)
    found = []

    def second() -> None:
        found.append(memory.get("leaf", lambda: np.ones(1), Watch()))

    two = threading.Thread(target=second)
    two.start()
    stop.set()
    one.join()
    two.join()
    assert found[0].tolist() == [1.0]


def test_a_fault_is_not_kept():
    memory = Memory(1_000)
    with pytest.raises(ZeroDivisionError):
        memory.get("leaf", lambda: np.array(1 // 0), Watch())
    assert memory.get("leaf", lambda: np.ones(1), Watch()).tolist() == [1.0]


def test_what_was_not_used_for_longest_leaves_first():
    memory = Memory(3 * 80)
    for name in "abc":
        memory.get(name, lambda: np.zeros(10), Watch())
    memory.get("a", lambda: np.zeros(10), Watch())
    memory.get("d", lambda: np.zeros(10), Watch())
    assert [memory.has(name) for name in "abcd"] == [True, False, True, True]
    assert memory.nbytes <= 3 * 80


def test_answered_leaves_are_found_again_by_another_process(tmp_path: Path):
    Slots(tmp_path, WORDS).write("one", known(1, 2))
    Slots(tmp_path, WORDS).write("two", unsure(3))
    opened = Slots(tmp_path, WORDS)
    assert same(opened.read("one"), known(1, 2))
    assert same(opened.read("two"), unsure(3))
    assert opened.read("one").definite
    assert opened.read("three") is None


def test_many_writers_at_once_lose_nothing(tmp_path: Path):
    def write(start: int) -> None:
        slots = Slots(tmp_path, WORDS)
        for one in range(start, start + 5):
            slots.write(str(one), known(one))

    threads = [threading.Thread(target=write, args=(10 * i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slots = Slots(tmp_path, WORDS)
    for start in (0, 10, 20, 30):
        for one in range(start, start + 5):
            assert same(slots.read(str(one)), known(one))


def test_a_damaged_slot_is_noticed_and_forgotten(tmp_path: Path):
    slots = Slots(tmp_path, WORDS)
    slots.write("one", known(1, 2))
    slots.write("two", known(5))
    (content,) = tmp_path.glob("slots-*.bin")
    damaged = bytearray(content.read_bytes())
    damaged[0] ^= 1
    content.write_bytes(bytes(damaged))
    again = Slots(tmp_path, WORDS)
    assert again.read("one") is None
    assert same(again.read("two"), known(5))
    again.write("one", known(1, 2))
    assert same(again.read("one"), known(1, 2))


def test_a_file_cut_short_is_noticed(tmp_path: Path):
    slots = Slots(tmp_path, WORDS)
    slots.write("one", known(1, 2))
    (content,) = tmp_path.glob("slots-*.bin")
    content.write_bytes(content.read_bytes()[:7])
    assert Slots(tmp_path, WORDS).read("one") is None


def test_a_damaged_list_of_names_begins_again(tmp_path: Path):
    slots = Slots(tmp_path, WORDS)
    slots.write("one", known(1))
    (names,) = tmp_path.glob("names-*.sqlite")
    names.write_bytes(b"this is not a list of names" * 100)
    again = Slots(tmp_path, WORDS)
    assert again.read("one") is None
    again.write("one", known(1))
    assert same(again.read("one"), known(1))


def test_without_a_folder_nothing_is_kept_and_nothing_fails(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    slots = Slots(blocked / "cache", WORDS)
    slots.write("one", known(1))
    assert slots.read("one") is None
