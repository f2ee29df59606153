"""Keeps what was worked out from released answers, by the answers themselves.

A page runs again at every touch, mostly with the same answers. What is made of them
alone, such as a comparison or a chart, is then looked up. Nobody finds it without the
answer in hand, so whoever sees it was permitted and is in the audit.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

KEPT = 128

P = ParamSpec("P")
T = TypeVar("T")


def kept_by_answer(work: Callable[P, T]) -> Callable[P, T]:
    """Do this work once for the same answers and values, the last so many of them.

    work: depends on its arguments alone, which have a hash: answers, what was kept
    already, frozen values. What it gives is shared, so it is never changed in place.
    Raises TypeError for an answer about people, of which nothing is kept.
    """
    return cast(Callable[P, T], lru_cache(maxsize=KEPT)(work))
