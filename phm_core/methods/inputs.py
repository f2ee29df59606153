"""Arguments parsed once at the edge: numbers that make sense, or one plain sentence."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from phm_core.errors import RefusedInput, did_you_mean
from phm_core.methods.estimates import Floats

LOWEST_CONFIDENCE = 0.9
Word = TypeVar("Word", bound=str)


def numbers(values: ArrayLike, name: str) -> Floats:
    """Read values as floats; None and NaN are missing values.

    Raises RefusedInput for text and for infinite values.
    """
    try:
        read = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise RefusedInput(
            f"The {name} must be numbers in rows of equal length."
        ) from None
    if np.isinf(read).any():
        raise RefusedInput(f"The {name} hold an infinite value. Give finite numbers.")
    return read


def amounts(values: ArrayLike, name: str) -> Floats:
    """Read counts, populations or weights: numbers that are not below nought.

    Raises RefusedInput for a negative value.
    """
    read = numbers(values, name)
    if (read < 0).any():
        raise RefusedInput(f"The {name} hold a negative value. Give nought or more.")
    return read


def alike(*named: tuple[str, Floats]) -> list[Floats]:
    """Stretch arrays to one shape.

    Raises RefusedInput, naming the shapes, when they do not fit together.
    """
    try:
        stretched = np.broadcast_arrays(*[array for _, array in named])
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in named)
        raise RefusedInput(
            f"These do not fit together: {shapes}. Give arrays of the same shape."
        ) from None
    return [np.asarray(array, dtype=np.float64) for array in stretched]


def parts(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Floats, Floats]:
    """Read people counted among people: the counted may not be more than the people.

    Raises RefusedInput for negative values, shapes that differ, or more counted than
    there are people.
    """
    x, n = alike(
        ("numerators", amounts(numerators, "numerators")),
        ("denominators", amounts(denominators, "denominators")),
    )
    if (x > n).any():
        raise RefusedInput(
            "A numerator is above its denominator. A proportion counts people among "
            "people; for events that can repeat use a rate."
        )
    return x, n


def share(confidence: float) -> float:
    """Read a confidence level, 0.9 up to 1 or 90 up to 100, as a share.

    Raises RefusedInput for any other level.
    """
    level = confidence / 100 if confidence >= 1 else confidence
    if not LOWEST_CONFIDENCE <= level < 1:
        raise RefusedInput(
            f"A confidence level of {confidence} is not usable. "
            "Give 0.9 up to (not including) 1, or 90 up to 100."
        )
    return level


def positive(value: float, name: str) -> float:
    """Read one number that must be above nought, such as a multiplier.

    Raises RefusedInput otherwise.
    """
    if not 0 < value < np.inf:
        raise RefusedInput(f"The {name} must be above nought, not {value}.")
    return value


def one_of(given: Word, options: Iterable[str], name: str) -> Word:
    """Check that a word is one of those known.

    Raises RefusedInput with the nearest known word otherwise.
    """
    known = list(options)
    if given not in known:
        raise RefusedInput(
            f"There is no {name} called '{given}'.{did_you_mean(given, known)} "
            f"Use one of {', '.join(known)}."
        )
    return given
