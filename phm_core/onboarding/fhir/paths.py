"""Paths into a FHIR resource, such as identifier[system=https://x.y].value.

Steps are parted by dots. A step may keep only the items that have a value: [system=x],
or that have one at all: [code]. The first value found is meant. Alternatives are parted
by ' | ', the best one first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

STEP = re.compile(
    r"(?P<name>[A-Za-z]\w*)(\[(?P<key>[A-Za-z.]+)(=(?P<value>[^\]]+))?\])?"
)
BETWEEN = " | "


@dataclass(frozen=True)
class Step:
    """One name on the way, and what its items must have to be followed."""

    name: str
    key: "tuple[Step, ...]" = ()
    value: str | None = None

    def follow(self, node: dict[str, Any]) -> Any:
        """What stands behind this name, without the items that are not meant."""
        inner = node.get(self.name)
        if not self.key:
            return inner
        items = inner if isinstance(inner, list) else [inner]
        return [item for item in items if self._meant(item)]

    def _meant(self, item: Any) -> bool:
        found = _first(item, self.key)
        return found is not None and self.value in (None, found)


Way = tuple[Step, ...]


@cache
def ways(path: str) -> tuple[Way, ...]:
    """The alternatives of a path. Raises ValueError for what is none."""
    return tuple(_way(text) for text in path.split(BETWEEN))


def _way(text: str) -> Way:
    steps, at = [], 0
    while found := STEP.match(text, at):
        key = _way(found["key"]) if found["key"] else ()
        steps.append(Step(found["name"], key, found["value"]))
        at = found.end()
        if at == len(text):
            return tuple(steps)
        if text[at] != ".":
            break
        at += 1
    raise ValueError(
        f"'{text}' is not a path; write names parted by dots, such as code.coding.code"
    )


def value_at(node: Any, alternatives: tuple[Way, ...]) -> str | None:
    """The first value that one of the alternatives leads to, as text."""
    for way in alternatives:
        found = _first(node, way)
        if found is not None:
            return found
    return None


def items_at(node: Any, way: Way) -> Iterator[dict[str, Any]]:
    """Every object that a path leads to, in order."""
    if isinstance(node, list):
        for item in node:
            yield from items_at(item, way)
    elif isinstance(node, dict):
        if way:
            yield from items_at(way[0].follow(node), way[1:])
        else:
            yield node


def _first(node: Any, way: Way) -> str | None:
    if isinstance(node, list):
        return next(filter(None, (_first(item, way) for item in node)), None)
    if not way:
        return _text(node)
    return _first(way[0].follow(node), way[1:]) if isinstance(node, dict) else None


def _text(node: Any) -> str | None:
    """A plain value as text; nothing for an object, or for an empty text."""
    if isinstance(node, bool):
        return "true" if node else "false"
    return node or None if isinstance(node, str) else None
