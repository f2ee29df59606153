"""Columns of released tables: NaN becomes null, marks and reasons stand beside."""

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from phm_core.methods import Estimates

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_] | np.bool_

NO_DATA, SUPPRESSED, SMALL = "none", "suppressed", "small"
NOT_HELD = "not held"
REASONS = {
    "": "",
    NO_DATA: "No people to count here.",
    SUPPRESSED: "1 to 7 people, or a figure that would give such a count away.",
    SMALL: "Fewer than 10 cases, or an age group with nobody: no adjusted rate.",
    NOT_HELD: "Records do not reach back so far, or say only what holds today.",
}


def whole(values: ArrayLike) -> pa.Array:
    """Whole numbers; NaN is null."""
    given = np.asarray(values, dtype=np.float64)
    hidden = np.isnan(given)
    return pa.array(np.where(hidden, 0, given).astype(np.int64), mask=hidden)


def decimal(values: ArrayLike, places: int | None = None) -> pa.Array:
    """Decimal numbers, rounded if asked; NaN is null."""
    given = np.array(values, dtype=np.float64)
    rounded = given if places is None else np.round(given, places)
    return pa.array(rounded, mask=np.isnan(given))


def text(values: Iterable[str]) -> pa.Array:
    """Words."""
    return pa.array([str(value) for value in values], pa.string())


def flags(values: Iterable[bool]) -> pa.Array:
    """True or false."""
    return pa.array([bool(value) for value in values], pa.bool_())


def limits(
    name: str, estimates: Estimates, places: int | None = None
) -> dict[str, pa.Array]:
    """A value and its interval as NAME, NAME_lower and NAME_upper."""
    parts = {"": "value", "_lower": "lower", "_upper": "upper"}
    return {
        f"{name}{end}": decimal(getattr(estimates, part), places)
        for end, part in parts.items()
    }


def interval(estimates: Estimates) -> dict[str, pa.Array]:
    """The two ends of an interval, as lower and upper."""
    return {"lower": decimal(estimates.lower), "upper": decimal(estimates.upper)}


def marks(
    hidden: Flags, *, empty: Flags | None = None, small: Flags | None = None
) -> list[str]:
    """Why each row is not shown in full: no data, then suppressed, then small."""
    none = np.zeros(hidden.shape, dtype=bool)
    cases = [none if empty is None else empty, hidden, none if small is None else small]
    return np.select(cases, [NO_DATA, SUPPRESSED, SMALL], default="").tolist()


def reasons(found: Sequence[str]) -> pa.Array:
    """The reason of each mark in words."""
    return text(REASONS[mark] for mark in found)


def row(values: Floats, position: int) -> Floats:
    """One value as an array of its own."""
    return np.asarray(values[position : position + 1])


def number(value: float | None, places: int | None = None) -> float | None:
    """One fact; None for NaN."""
    if value is None or np.isnan(value):
        return None
    return float(value) if places is None else round(float(value), places)
