"""Values of recorded columns as positions, and tests of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from phm_core.catalogue.schema import Aspect, Test
from phm_core.engine.latest import days_of

OTHER, MISSING = "undeclared", "not_recorded"
LABELS = {OTHER: "Another value", MISSING: "Not recorded"}
REST = "Anything else"
WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
FROM_MONDAY = 3  # 1 January 1970 was a Thursday
CATEGORY = 3  # letters of an ICD-10 category


@dataclass(frozen=True, eq=False)
class Coded:
    """The value of each row as the position of its label."""

    codes: NDArray[np.int16]
    values: tuple[str, ...]
    labels: tuple[str, ...]


def coded(aspect: Aspect, column: pa.ChunkedArray) -> Coded:
    """An aspect of each row; the last two values stand for others and for null."""
    if aspect.weekday:
        return _weekdays(column)
    known, codes = _distinct(column)
    if aspect.most is not None:
        return _commonest(known, codes, aspect.most)
    if aspect.ranges:
        declared = [(each.first, each.title) for each in aspect.ranges]
        spans = [(each.first, each.last) for each in aspect.ranges]
        places = [_range_of(str(value), spans) for value in known]
    else:
        declared = [(each.id, each.title) for each in aspect.values]
        places = [_value_of(value, aspect) for value in known]
    values = tuple(value for value, _ in declared)
    return _mapped(codes, places, values, tuple(label for _, label in declared))


def _mapped(
    codes: NDArray[np.integer],
    places: list[int | None],
    values: tuple[str, ...],
    labels: tuple[str, ...],
    rest: str = LABELS[OTHER],
) -> Coded:
    """Positions of distinct values as those of declared ones; None is another."""
    size = len(values)
    found = [size if place is None else place for place in places]
    # The last place is that of null, whose position is -1.
    lookup = np.array([*found, size + 1], dtype=np.int16)
    return Coded(
        lookup[codes], (*values, OTHER, MISSING), (*labels, rest, LABELS[MISSING])
    )


def _distinct(column: pa.ChunkedArray) -> tuple[list[Any], NDArray[np.integer]]:
    """Distinct values, and the position of each row's; -1 for null."""
    found: Any = column.combine_chunks()
    if not pa.types.is_dictionary(found.type):
        found = found.dictionary_encode()
    positions = found.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return found.dictionary.to_pylist(), positions.astype(np.int64)


def _weekdays(column: pa.ChunkedArray) -> Coded:
    day = (days_of(column) + FROM_MONDAY) % len(WEEKDAYS)
    values = tuple(name.lower() for name in WEEKDAYS)
    return Coded(
        day.astype(np.int16), (*values, OTHER, MISSING), (*WEEKDAYS, *LABELS.values())
    )


def _commonest(known: list[Any], codes: NDArray[np.integer], most: int) -> Coded:
    """The commonest texts of all rows, so that every area is told by the same."""
    times = np.bincount(codes[codes >= 0], minlength=len(known))
    order = sorted(range(len(known)), key=lambda at: (-times[at], str(known[at])))
    shown = order[:most]
    texts = tuple(str(known[at]) for at in shown)
    places = [shown.index(at) if at in shown else None for at in range(len(known))]
    labels = tuple(text[:1].upper() + text[1:] for text in texts)
    return _mapped(codes, places, texts, labels, REST)


def _range_of(code: str, spans: list[tuple[str, str]]) -> int | None:
    plain = code.replace(".", "").upper()[:CATEGORY]
    return next(
        (at for at, (first, last) in enumerate(spans) if first <= plain <= last), None
    )


def _value_of(value: Any, aspect: Aspect) -> int | None:
    for at, each in enumerate(aspect.values):
        if each.minimum is None and each.maximum is None:
            if each.id == str(value):
                return at
        elif (each.minimum is None or value >= each.minimum) and (
            each.maximum is None or value <= each.maximum
        ):
            return at
    return None


def passed(tests: Iterable[Test], found: pa.Table) -> NDArray[np.int8]:
    """1 where every test is met, 0 where one is not, -1 where a column is null."""
    met = np.ones(found.num_rows, dtype=bool)
    known = np.ones(found.num_rows, dtype=bool)
    for test in tests:
        column = found.column(test.column)
        values, codes = _distinct(column)
        # The last place is that of null.
        met &= np.array([*(_meets(test, value) for value in values), False])[codes]
        known &= pc.is_valid(column).to_numpy(zero_copy_only=False)
    return np.where(known, met, -1).astype(np.int8)


def _meets(test: Test, value: Any) -> bool:
    if test.is_true:
        return value is True
    if test.all_parts:
        parts = [part.strip() for part in str(value).split(";")]
        return (set(parts) <= set(test.all_parts)) != test.negate
    return (str(value) in test.values) != test.negate
