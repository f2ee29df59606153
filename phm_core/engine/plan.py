"""Criteria made ready to be worked out, and the names under which answers are kept."""

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

from phm_core.definitions.events import Measurement
from phm_core.definitions.logic import Group
from phm_core.definitions.nodes import Criterion
from phm_core.engine.inner import Definite, tree_key
from phm_core.engine.kleene import Formula, formula

TREES_KEPT = 1_000


@dataclass(frozen=True, eq=False)
class Plan:
    """A tree made ready: its leaves with their keys, and how they are combined."""

    leaves: tuple[tuple[Criterion, str], ...]
    formula: Formula


def planned(tree: Criterion) -> Plan:
    """A tree made ready; kept for the next time."""
    return _planned(cast(Hashable, tree))


@lru_cache(maxsize=TREES_KEPT)
def _planned(tree: Criterion) -> Plan:
    keyed = tuple((leaf, tree_key(leaf)) for leaf in leaves_of(tree))
    return Plan(keyed, formula(tree))


def leaves_of(tree: Criterion) -> Iterator[Criterion]:
    """Every leaf of a tree, those inside definite nodes too."""
    if isinstance(tree, Group):
        for child in tree.enabled:
            yield from leaves_of(child)
    elif isinstance(tree, Definite):
        yield from leaves_of(tree.of)
    else:
        yield tree


def slides(node: Measurement) -> bool:
    """Whether a leaf compares the latest value only."""
    return node.which == "latest" and node.times_at_least is None


def slot_name(digest: str, key: str) -> str:
    """The name under which a leaf with this key is kept, of a catalogue."""
    return hashlib.sha256(f"{digest}:{key}".encode()).hexdigest()


def latest_name(table: str, kind: str, day: date, same_day: str) -> str:
    """The name under which the latest values of a measure or score are kept."""
    return f"latest:{table}:{kind}:{day}:{same_day}"
