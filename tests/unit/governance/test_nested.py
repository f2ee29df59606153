"""Nothing small is narrowed by whoever asks at every level, and of every set.

The reader here knows all figures of all levels at once and moves everybody: linear and
whole-number programmes over every unit, not over those near by.
"""

from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from phm_core.governance.nested import Nested
from phm_core.governance.rule import EXACT, PUBLISHED
from phm_core.governance.screen import Screen
from phm_core.governance.settling import protected, settle

MOST = 7


def levels(units: int, *groups: list[int]) -> np.ndarray:
    """Each unit an area, each group of each level, and everything."""
    rows = [np.eye(units, dtype=bool)]
    for group in groups:
        of = np.array(group)
        rows.append(of == np.unique(of)[:, None])
    return np.vstack([*rows, np.ones((1, units), dtype=bool)])


@st.composite
def nested(draw) -> Nested:
    """A few units in two levels that need not nest, and two or three sets."""
    units = draw(st.integers(3, 9))
    of = st.lists(st.integers(0, 2), min_size=units, max_size=units)
    counts = st.lists(
        st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 40)),
        min_size=units,
        max_size=units,
    )
    people = [np.array(draw(counts))]
    for _ in range(draw(st.integers(0, 2))):
        share = draw(st.sampled_from([0.05, 0.3, 0.97]))
        people.insert(0, people[0] + np.rint(np.array(draw(counts)) / share))
    return Nested(levels(units, draw(of), draw(of)), np.array(people).astype(np.int64))


def ends_of(screen: Screen, area: int, number: int) -> tuple[float, float]:
    """Least and greatest whole value of a number, by everything that is shown."""
    found, sets = screen.nested, screen.nested.sets
    cells = [
        np.kron(found.areas[a], found.adds_up(n)).astype(float)
        for a in range(len(found.areas))
        for n in range(sets)
    ]
    upper, limit = [], []
    for row, (a, n) in zip(cells, np.ndindex(len(found.areas), sets), strict=True):
        value = int(found.values[a, n])
        rounded = (value + 2) // 5 * 5
        if screen.closed[a, n]:
            continue
        if screen.hidden[a, n]:
            low, high = (1, None) if value else (0, None)
        else:
            low, high = (max(8, rounded - 2), rounded + 2) if value else (0, 0)
        upper.append(-row)
        limit.append(-low)
        if high is not None:
            upper.append(row)
            limit.append(high)
    goal = np.kron(found.areas[area], found.adds_up(number)).astype(float)
    ends = []
    for sign in (1, -1):
        solved = linprog(
            sign * goal,
            A_ub=np.array(upper or [np.zeros_like(goal)]),
            b_ub=limit or [0],
            bounds=(0, 5_000),
            integrality=1,
        )
        ends.append(sign * solved.fun)
    return ends[0], ends[1]


def narrowed(screen: Screen) -> list[str]:
    found = []
    for area, number in np.argwhere(PUBLISHED.hides(screen.nested.values)):
        low, high = ends_of(screen, area, number)
        if low > 1 or high < MOST:
            found.append(f"{area}, {number}: {low:g} to {high:g}")
    return found


@settings(max_examples=15)
@given(nested())
def test_no_small_number_of_any_level_or_set_is_narrowed(page):
    assert narrowed(protected(page, PUBLISHED)) == []


@settings(max_examples=15)
@given(nested())
def test_what_is_shown_is_nought_or_at_least_eight(page):
    screen = protected(page, PUBLISHED)
    values = page.values[:, : page.sets][~screen.hidden]
    assert ((values == 0) | (values >= 8)).all()
    assert (screen.hidden >= screen.closed).all()


@settings(max_examples=10)
@given(nested())
def test_a_denominator_is_hidden_alike_whatever_is_counted_among_it(page):
    alone = protected(page.first(1), PUBLISHED)
    screen = protected(page, PUBLISHED)
    np.testing.assert_array_equal(screen.hidden[:, :1], alone.hidden)


def test_this_reader_finds_what_hiding_small_counts_alone_leaves_open():
    """An attacker that finds nothing would prove nothing."""
    wards = levels(4, [0, 0, 1, 1])
    people = np.array([[200, 200, 200, 200], [7, 21, 22, 30]])
    screen = Screen.blank(Nested(wards, people), PUBLISHED)
    for number in (0, 1):
        screen.tell(np.ones(len(wards), dtype=bool), number)
    assert screen.hidden.sum() == 1
    assert narrowed(screen) == ["0, 1: 6 to 14"]
    settle(screen, 1)
    assert narrowed(screen) == []
    assert screen.hidden.sum() == 2


def test_whoever_is_not_counted_is_protected_too():
    """352 people, 350 counted: both round to 350, so that 0 to 4 are not."""
    page = Nested(levels(2, [0, 0]), np.array([[352, 900], [350, 600]]))
    screen = Screen.blank(page, PUBLISHED)
    for number in (0, 1):
        screen.tell(np.ones(len(page.areas), dtype=bool), number)
    assert narrowed(screen) == ["0, 2: 0 to 4"]
    assert protected(page, PUBLISHED).hidden[0].tolist() == [False, True]


def test_within_a_small_whole_noughts_are_not_told_from_ones():
    page = Nested(levels(4, [0, 0, 0, 0]), np.array([[1, 1, 1, 0]]))
    screen = protected(page, PUBLISHED)
    assert screen.closed.all()


def test_exact_purposes_hide_nothing():
    page = Nested(levels(3, [0, 0, 1]), np.array([[1, 2, 3], [0, 1, 2]]))
    assert not protected(page, EXACT).hidden.any()


@pytest.mark.parametrize(("share", "extra"), [(0.02, 0.1), (0.1, 0.2)])
def test_720_small_areas_are_protected_while_a_person_waits(share, extra):
    chance = np.random.default_rng(3)
    ward = np.sort(chance.integers(0, 130, 720))
    page_areas = levels(
        720, ward.tolist(), (ward // 6).tolist(), (ward // 12).tolist(),
        (ward // 33).tolist(),
    )  # fmt: skip
    people = chance.integers(300, 420, 720)
    counted = chance.binomial(people, share * chance.gamma(2, 0.5, 720))
    page = Nested(page_areas, np.array([people, counted]))
    small = PUBLISHED.hides(page.values)[:, 1].sum()
    started = process_time()
    screen = protected(page, PUBLISHED)
    # About three seconds as measured on a busy machine, once for each new cohort.
    assert process_time() - started < 20
    assert small < screen.hidden[:, 1].sum() < small * (1 + extra)
