"""Criteria as the engine answers them: every name looked up, nothing left to resolve.

These nodes are made by `expand` only. They have no spelling, so nobody can write them.
"""

from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import cast

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from phm_core.definitions.logic import All, AtLeast, Group
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.wire import meaning_of


class Span(BaseModel):
    """Values from one bound to another; each bound inclusive or not, or open."""

    model_config = ConfigDict(frozen=True)

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None


class Everyone(Criterion):
    """True for everyone: a tree in which nothing is switched on."""


class Definite(Criterion):
    """True when the criterion inside is true, otherwise false: never unknown."""

    of: SerializeAsAny[Criterion]


class EthnicGroup(Criterion):
    """Ethnicity, with the terms sorted into groups and detailed ones."""

    groups: tuple[str, ...]
    detailed: tuple[str, ...]


class PersonColumn(Criterion):
    """A column of the person table: is true, one of these, at most this, or known."""

    column: str
    values: tuple[str, ...] | None = None
    at_most: int | None = None
    recorded: bool = False
    unknown: tuple[str, ...] = ()


class ScoreWithin(Criterion):
    """The latest recorded score lies in one of these spans."""

    of: str
    spans: tuple[Span, ...]


KEYS_KEPT = 10_000


def tree_key(node: Criterion) -> str:
    """Text that is equal for nodes that decide the same, in whatever order written.

    Groups of one, and groups within groups of their kind, are spelled as without them.
    """
    return _kept_key(cast(Hashable, node))


def _key(node: Criterion) -> str:
    if isinstance(node, All | AnyOf):
        members = sorted(map(tree_key, _members(node)))
        return members[0] if len(members) == 1 else f"{node.kind}({','.join(members)})"
    if isinstance(node, Group):
        inside = ",".join(sorted(map(tree_key, node.enabled)))
        k = node.k if isinstance(node, AtLeast) else ""
        return f"{node.kind}{k}({inside})"
    if isinstance(node, Definite):
        return f"definite({tree_key(node.of)})"
    if node.kind:
        return meaning_of(node)
    return f"{type(node).__name__}{node.model_dump_json()}"


def _members(group: All | AnyOf) -> Iterator[Criterion]:
    for child in group.enabled:
        if isinstance(child, All | AnyOf) and child.kind == group.kind:
            yield from _members(child)
        else:
            yield child


_kept_key = lru_cache(maxsize=KEYS_KEPT)(_key)
