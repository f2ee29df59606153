"""NHS numbers: what one is, and keeping them out of words that people write."""

import re
from functools import lru_cache

import numpy as np
from nhs_number.validate import is_valid
from numpy.typing import NDArray

from phm_core.errors import RefusedInput

# ASCII digits alone: other alphabets have digits too, which would pass as the same.
WRITTEN = re.compile(r"[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}", re.ASCII)
WITHIN = re.compile(rf"(?<![0-9])(?:{WRITTEN.pattern})(?![0-9])", re.ASCII)
LENGTH = 10
TEN, MODULUS = 10, 11
TEST_RANGE = (999_000_000, 1_000_000_000)  # first nine digits of numbers for tests


def nhs_number(text: str) -> str:
    """The ten digits of an NHS number that may be written in three parts.

    Raises RefusedInput, in a sentence that does not repeat it, where the check digit
    does not fit or where one digit is repeated, as in numbers that were made up.
    Source: NHS Data Dictionary, NHS number (modulus 11).
    """
    written = text.strip()
    if WRITTEN.fullmatch(written):
        digits = re.sub("[ -]", "", written)
        if len(set(digits)) > 1 and is_valid(digits):
            return digits
    raise RefusedInput(
        "This is not an NHS number: ten digits, of which the last checks the others. "
        "Look it up again where it came from."
    )


def synthetic_number(person: int) -> str:
    """The NHS number of a synthetic person, in the range that is kept for tests.

    person: row number, from 0. There are some 900,000 such numbers; then they repeat.
    """
    known = _test_numbers()
    return str(known[person % known.size])


@lru_cache(maxsize=1)
def _test_numbers() -> NDArray[np.int64]:
    """Every number of the range that has a check digit, in order."""
    nine = np.arange(*TEST_RANGE)
    places = TEN ** np.arange(LENGTH - 2, -1, -1)
    weights = np.arange(LENGTH, 1, -1)
    check = -((nine[:, None] // places % TEN) @ weights) % MODULUS
    return (nine * TEN + check)[check < TEN]


def without_nhs_number(text: str, what: str) -> str:
    """A text that somebody wrote, as it is. what: what it is called in a sentence.

    Raises RefusedInput, without repeating it, where the text holds an NHS number.
    """
    for found in WITHIN.finditer(text):
        try:
            nhs_number(found[0])
        except RefusedInput:
            continue
        raise RefusedInput(
            f"{what} holds an NHS number, and would be kept where others read it. Take "
            "it out: say what you look for, not whom."
        )
    return text
