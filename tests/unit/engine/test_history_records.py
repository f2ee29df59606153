"""Records in the steps of the months, and their pairs, against plain Python."""

from datetime import date

import numpy as np
import pytest

from phm_core.engine.bits import to_flags
from phm_core.engine.columns import day_number
from phm_core.engine.history.months import Months
from phm_core.engine.history.moving import any_within, latest, times_within
from phm_core.engine.history.pairs import followed, repeats
from phm_core.engine.history.records import Records, records, together

MONTHS = Months.up_to(date(2026, 7, 1), 4)
PEOPLE = 7
Row = tuple[int, int, int]


def some(seed: int, number: int = 40) -> list[Row]:
    """Person, day and value of a few records, in no order, many on the same days."""
    random = np.random.default_rng(seed)
    last = day_number(MONTHS.last)
    ids = random.integers(0, PEOPLE, number).tolist()
    days = (last - 10 * random.integers(0, 20, number)).tolist()
    return list(zip(ids, days, random.integers(0, 3, number).tolist(), strict=True))


def held(rows: list[Row]) -> Records:
    columns = np.array(rows, dtype=np.int32).reshape(-1, 3).T
    return records(MONTHS, columns[0], columns[1], what=columns[2])


def shown(found: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(to_flags(words, PEOPLE)).tolist()) for words in found]


def of_person(rows: list[Row], who: int, by: int) -> list[Row]:
    return [row for row in rows if row[0] == who and row[1] <= by]


@pytest.mark.parametrize("seed", range(5))
def test_steps_see_what_each_day_sees(seed: int):
    found = held(some(seed))
    for day, upto in zip(MONTHS.ends.tolist(), found.upto.tolist(), strict=True):
        assert (found.seen[:upto] <= day).all()
        assert (found.seen[upto:] > day).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_last_of_a_day_is_the_one_of_highest_rank(seed: int):
    rows = some(seed)
    found = held(rows)
    ranked = found.ranked(found.what)

    got = shown(latest(ranked, PEOPLE, ranked.what == 2))
    for there, day in zip(got, MONTHS.ends.tolist(), strict=True):
        last = {
            who: max((seen, rank) for _, seen, rank in of_person(rows, who, day))
            for who in range(PEOPLE)
            if of_person(rows, who, day)
        }
        assert there == {who for who, (_, rank) in last.items() if rank == 2}


@pytest.mark.parametrize("seed", range(5))
def test_several_kinds_are_counted_as_one(seed: int):
    one, other = some(seed), some(seed + 100)
    found = together([held(one), held(other)])
    rows = one + other

    got = shown(times_within(found, PEOPLE, None, least=8))
    for there, day in zip(got, MONTHS.ends.tolist(), strict=True):
        times = {who: len(of_person(rows, who, day)) for who in range(PEOPLE)}
        assert there == {who for who, count in times.items() if count >= 8}


@pytest.mark.parametrize("unbroken", [False, True])
@pytest.mark.parametrize(("times", "apart"), [(1, 0), (1, 30), (2, 0), (2, 1), (3, 60)])
@pytest.mark.parametrize("seed", range(5))
def test_repeats_lie_so_far_apart(seed: int, times: int, apart: int, *, unbroken: bool):
    rows = some(seed)
    found = held(rows)
    got = repeats(found, found.what != 1, times=times, apart=apart, unbroken=unbroken)

    assert {*zip(got.ids.tolist(), got.seen.tolist(), strict=True)} == {
        (who, day)
        for who in range(PEOPLE)
        for stretch in stretches(of_person(rows, who, 10**6), unbroken=unbroken)
        for place, day in enumerate(stretch, start=1)
        if place >= times and day - stretch[0] >= apart
    }


def stretches(rows: list[Row], *, unbroken: bool) -> list[list[int]]:
    """Days with a value other than 1; unbroken: a day with a 1 ends a stretch.

    A day with both is the last of one stretch and the first of the next.
    """
    good = {day for _, day, value in rows if value != 1}
    if not unbroken:
        return [sorted(good)]
    bad = {day for _, day, value in rows if value == 1}
    found: list[list[int]] = [[]]
    for day in sorted(good | bad):
        if day in good:
            found[-1].append(day)
        if day in bad:
            found.append([day] if day in good else [])
    return found


@pytest.mark.parametrize("seed", range(5))
def test_what_follows_is_seen_late_and_dated_early(seed: int):
    first, then = some(seed), some(seed + 100)
    found = followed(held(first), held(then), 30)
    window = 1

    pairs = {
        (who, early, late)
        for who, early, _ in first
        for other, late, _ in then
        if who == other and 1 <= late - early <= 30
    }
    starts = MONTHS.starts(window).tolist()
    both = shown(any_within(found, PEOPLE, window))
    second = shown(any_within(found.when_seen(), PEOPLE, window))
    for place, (start, day) in enumerate(zip(starts, MONTHS.ends, strict=True)):
        inside = {one for one in pairs if one[2] <= day}
        assert both[place] == {who for who, early, _ in inside if early > start}
        assert second[place] == {who for who, _, late in inside if late > start}


@pytest.mark.parametrize("within", [None, 2])
def test_without_records_nobody_has_one_on_any_day(within: int | None):
    none = held([])
    nobody = [set[int]()] * len(MONTHS.days)
    assert shown(any_within(none, PEOPLE, within)) == nobody
    assert shown(latest(none, PEOPLE, none.what == 1)) == nobody
