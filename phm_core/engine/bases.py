"""Each person as small codes: the columns that people are counted by, and their strata.

A base is one column as codes from 0 to size - 1, the last of which is "not known".
Several attributes can stand on one base: age bands and age groups on age.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.engine.answers.base import AGE_BANDS, SEXES
from phm_core.engine.columns import Codes
from phm_core.engine.index import PeopleIndex
from phm_core.engine.places import PRACTICE

OLDEST = 130
AGE_BASE = "age"
BAND_YEARS = 5
AGES = len(AGE_BANDS) + 1  # the bands, and age not known
STRATA = len(SEXES) * AGES


@dataclass(frozen=True, eq=False)
class Base:
    """One column as codes: what each code stands for; the last code is not known."""

    codes: NDArray[np.unsignedinteger]
    labels: tuple[str | int, ...]

    @property
    def size(self) -> int:
        """Number of codes."""
        return len(self.labels) + 1

    @property
    def nbytes(self) -> int:
        """Memory that the codes take."""
        return self.codes.nbytes


def base_of(index: PeopleIndex, name: str, day: date) -> Base:
    """A column of people as codes; age is that on the day."""
    when = f":{day}" if name == AGE_BASE else ""
    key = f"base:{name}{when}"
    return index.arrays.get(key, lambda: _base(index, name, day))


def size_of(index: PeopleIndex, name: str, day: date) -> int:
    """Number of codes of a column, known without them once they were worked out."""
    key = f"{name}:{day}"
    if key not in index.sizes:
        index.sizes[key] = base_of(index, name, day).size
    return index.sizes[key]


def _base(index: PeopleIndex, name: str, day: date) -> Base:
    if name == AGE_BASE:
        return _numbers(index.ages(day), OLDEST)
    if name == "sex":
        return _sex(index.columns.codes(name))
    if index.columns.is_number(name):
        numbers = index.columns.small_numbers(name)
        return _numbers(numbers, max(int(numbers.max(initial=0)), 0))
    codes = index.columns.codes(name)
    if name == PRACTICE:
        # Practices that have no people now may have had some.
        known = index.places.practices() - set(codes.labels)
        codes = Codes(codes.values, (*codes.labels, *sorted(known)))
    return _labelled(codes)


def _numbers(values: NDArray[np.int16], highest: int) -> Base:
    unknown = highest + 1
    codes = np.where((values < 0) | (values > highest), unknown, values)
    return Base(codes.astype(smallest(unknown + 1)), tuple(range(unknown)))


def _labelled(codes: Codes) -> Base:
    unknown = len(codes.labels)
    values = np.where(codes.values < 0, unknown, codes.values)
    return Base(values.astype(smallest(unknown + 1)), codes.labels)


def _sex(codes: Codes) -> Base:
    """Female, male, and everything else as not known."""
    unknown = SEXES.index("unknown")
    known = {sex: place for place, sex in enumerate(SEXES)}
    places = [known.get(label, unknown) for label in codes.labels]
    table = np.array([*places, unknown], dtype=np.uint8)
    return Base(table[codes.values], SEXES[:unknown])


def smallest(size: int) -> type[np.unsignedinteger]:
    """The smallest type that holds so many codes."""
    if size <= np.iinfo(np.uint8).max + 1:
        return np.uint8
    return np.uint16 if size <= np.iinfo(np.uint16).max + 1 else np.uint32


def strata(index: PeopleIndex, day: date) -> Base:
    """Sex and age band together: sex x 20 + band, the last band for age not known."""
    return index.arrays.get(f"strata:{day}", lambda: _strata(index, day))


def _strata(index: PeopleIndex, day: date) -> Base:
    sex = base_of(index, "sex", day).codes
    ages = base_of(index, AGE_BASE, day).codes
    bands = np.minimum(np.arange(OLDEST + 1) // BAND_YEARS, AGES - 2)
    band = np.append(bands, AGES - 1).astype(np.uint8)
    return Base(sex * np.uint8(AGES) + band[ages], tuple(range(STRATA - 1)))
