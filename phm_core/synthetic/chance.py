"""Randomness by name: each part of the synthetic world has its own generator."""

from zlib import crc32

import numpy as np


def generator(seed: int, part: str) -> np.random.Generator:
    """The random generator of one named part.

    Each name has its own stream, so adding a part leaves the others unchanged.
    """
    return np.random.default_rng(np.random.SeedSequence([seed, crc32(part.encode())]))
