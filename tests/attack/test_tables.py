"""1,000 random tables against an attacker who adds up and subtracts.

Half are tables with their totals; half are nested sets in areas of several levels. The
attacker is written apart from the product: it knows every figure that is shown, and
solves for each hidden one in whole numbers.
"""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from phm_core.governance.disclosure import release, with_margins
from phm_core.governance.nested import Nested
from phm_core.governance.rule import PUBLISHED
from phm_core.governance.screen import Screen
from phm_core.governance.settling import protected

SMALLEST, LARGEST, FAR = 1, 7, 100_000
Cases = Callable[[int], int]
Numbers = list[tuple[np.ndarray, int, float]]
"""Which cells a number adds up, what it is, and what is shown (NaN where hidden)."""


def attacked(
    told: Numbers, secrets: list[np.ndarray], rounding: int = 2
) -> list[tuple[float, float]]:
    """Least and greatest whole value of each secret sum, from what is told alone."""
    low, high = [], []
    for _, _, shown in told:
        hidden, none = np.isnan(shown), shown == 0
        low.append(1 if hidden else 0 if none else max(8, shown - rounding))
        high.append(FAR if hidden else 0 if none else shown + rounding)
    cells = np.array([cells for cells, _, _ in told], dtype=float)
    known = LinearConstraint(cells, low, high)
    found = []
    for secret in secrets:
        ends = [
            sign
            * milp(
                sign * secret.astype(float),
                integrality=np.ones(secret.size),
                bounds=Bounds(0, FAR),
                constraints=known,
            ).fun
            for sign in (1, -1)
        ]
        found.append((round(ends[0]), round(ends[1])))
    return found


def wins(
    told: Numbers, others: Numbers = (), rounding: int = 2
) -> tuple[int, int, int]:
    """Small numbers: how many there are, are told exactly, and are narrowed."""
    small = [
        (cells, value)
        for cells, value, _ in (*told, *others)
        if SMALLEST <= value <= LARGEST
    ]
    ends = attacked(told, [cells for cells, _ in small], rounding)
    exact = sum(low == high for low, high in ends)
    narrowed = sum(low > SMALLEST or high < LARGEST for low, high in ends)
    return len(small), exact, narrowed


def table_of(chance: np.random.Generator) -> np.ndarray:
    shape = chance.integers(3, 9), chance.integers(2, 7)
    return with_margins(chance.negative_binomial(0.7, 0.04, shape))


def as_numbers(table: np.ndarray, shown: np.ndarray) -> Numbers:
    rows, columns = (size - 1 for size in table.shape)
    numbers: Numbers = []
    for i, j in np.ndindex(*table.shape):
        cells = np.zeros((rows, columns))
        cells[i if i < rows else slice(None), j if j < columns else slice(None)] = 1
        numbers.append((cells.ravel(), int(table[i, j]), float(shown[i, j])))
    return numbers


def areas_of(chance: np.random.Generator) -> Nested:
    """Small areas in wards and in footprints that cross them; a cohort among people."""
    units = int(chance.integers(6, 15))
    ward = np.sort(chance.integers(0, 4, units))
    other = chance.permutation(ward) if chance.random() < 0.5 else ward // 2
    rows = [np.eye(units, dtype=bool)]
    rows += [of == np.unique(of)[:, None] for of in (ward, other)]
    areas = np.vstack([*rows, np.ones((1, units), dtype=bool)])
    people = chance.integers(5, 400, units)
    share = chance.choice([0.02, 0.1, 0.98])
    return Nested(areas, np.array([people, chance.binomial(people, share)]))


def as_told(screen: Screen) -> tuple[Numbers, Numbers]:
    """Shown and hidden figures; and those who are not counted, who are never shown."""
    found = screen.nested
    told: Numbers = []
    for area, number in np.ndindex(len(found.areas), found.sets):
        value = int(found.values[area, number])
        shown = np.nan if screen.hidden[area, number] else (value + 2) // 5 * 5
        if not screen.closed[area, number]:
            told.append((_cells(found, area, number), value, float(shown)))
    others = [
        (_cells(found, area, number), int(found.values[area, number]), np.nan)
        for area, number in product(
            range(len(found.areas)), range(found.sets, found.values.shape[1])
        )
    ]
    return told, others


def _cells(found: Nested, area: int, number: int) -> np.ndarray:
    return np.kron(found.areas[area], found.adds_up(number)).ravel()


@pytest.mark.soak
def test_no_small_count_of_500_tables_is_narrowed(cases: Cases) -> None:
    chance = np.random.default_rng(2026)
    narrowed = withheld = 0
    for _ in range(cases(500)):
        table = table_of(chance)
        shown = release(table)
        withheld += bool(shown.reason)
        if not shown.reason:
            narrowed += wins(as_numbers(table, shown.values))[2]
    assert narrowed == 0
    assert withheld < cases(500) / 4


@pytest.mark.soak
def test_no_small_count_of_500_systems_of_areas_is_narrowed(cases: Cases) -> None:
    chance = np.random.default_rng(2027)
    narrowed = small = hidden = 0
    for _ in range(cases(500)):
        page = areas_of(chance)
        screen = protected(page, PUBLISHED)
        narrowed += wins(*as_told(screen))[2]
        small += int(PUBLISHED.hides(page.values).sum())
        hidden += int(screen.hidden.sum())
    assert narrowed == 0
    assert small > cases(500)
    assert hidden < 2 * small


def test_the_attacker_recovers_most_small_counts_of_tables_with_known_leaks() -> None:
    """A few small cells hidden beside exact totals, as is often done."""
    chance = np.random.default_rng(5)
    small = exact = 0
    for _ in range(25):
        inner = chance.poisson(60, (6, 4)) + 8
        inner.flat[chance.choice(inner.size, 4)] = chance.integers(1, 8, 4)
        table = with_margins(inner)
        naive = np.where(PUBLISHED.hides(table), np.nan, table).astype(float)
        found = wins(as_numbers(table, naive), rounding=0)
        small, exact = small + found[0], exact + found[1]
    assert small > 80
    assert exact / small > 0.8


def test_the_attacker_narrows_areas_whose_small_counts_alone_are_hidden() -> None:
    chance = np.random.default_rng(6)
    narrowed = 0
    for _ in range(10):
        page = areas_of(chance)
        screen = Screen.blank(page, PUBLISHED)
        for number in range(page.sets):
            screen.tell(np.ones(len(page.areas), dtype=bool), number)
        narrowed += wins(*as_told(screen))[2]
    assert narrowed > 5
