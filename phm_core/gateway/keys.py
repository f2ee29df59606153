"""Digests of questions: the same for the same question, whoever asks."""

import hashlib
import json
from dataclasses import fields
from functools import lru_cache
from typing import Any

from phm_core.area import Area, Level
from phm_core.definitions.document import Definition
from phm_core.definitions.inside import criteria
from phm_core.definitions.nodes import InAreas, InCohort
from phm_core.definitions.questions import Question

# Questions that are asked again at every run of a page are read once.
KEPT = 4_096


def digest(*parts: str) -> str:
    """One digest of several texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def spelled(question: Question) -> str:
    """A question as text: its kind and every field, names of rules included."""
    # Questions that name people are long, and are not asked again.
    known = question.reveals != "people"
    return _known(question) if known else _spelled(question)


def _spelled(question: Question) -> str:
    told = {
        field.name: _plain(getattr(question, field.name)) for field in fields(question)
    }
    return f"{type(question).__name__} {json.dumps(told, sort_keys=True)}"


_known = lru_cache(maxsize=KEPT)(_spelled)


def _plain(value: Any) -> Any:
    if isinstance(value, Definition):
        return value.to_wire()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | float | None) else str(value)


@lru_cache(maxsize=KEPT)
def uses_places(question: Question) -> bool:
    """Whether the answer depends on what built Places are made of."""
    named = (getattr(question, field.name) for field in fields(question))
    levels = [one.level if isinstance(one, Area) else one for one in named]
    return Level.BUILT_PLACE in levels or any(
        isinstance(node, InAreas) and node.level == Level.BUILT_PLACE
        for node in criteria(question)
    )


@lru_cache(maxsize=KEPT)
def uses_library(question: Question) -> bool:
    """Whether the answer depends on what is saved in the library."""
    return any(isinstance(node, InCohort) for node in criteria(question))
