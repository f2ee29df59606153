"""What every exact answer has, and the axes of its arrays."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SEXES = ("female", "male", "unknown")
AGE_BANDS = (*(f"{start}-{start + 4}" for start in range(0, 90, 5)), "90+")


@dataclass(frozen=True, repr=False)
class Answer:
    """Base of every exact answer."""

    as_at: date
