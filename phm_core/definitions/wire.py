"""From nodes to their saved spelling, and back to text."""

import json
from collections.abc import Iterable
from typing import Any, cast

import yaml

from phm_core.definitions.events import NoRecordOf, Sequence
from phm_core.definitions.logic import All, AtLeast, Group, switched_on
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion


def to_wire(node: Criterion, *, plain: bool = False) -> dict[str, Any]:
    """The saved spelling of a node: one kind key, name and disabled beside it.

    Plain: names and disabled nodes left out, so that two criteria that decide the
    same are spelled the same.
    """
    beside: dict[str, Any] = {}
    if not plain:
        beside |= {"name": node.name} if node.name else {}
        beside |= {"disabled": True} if node.disabled else {}
    return {node.kind: _payload(node, plain=plain)} | beside


def _payload(node: Criterion, *, plain: bool) -> Any:
    if isinstance(node, Group):
        children = [
            to_wire(child, plain=plain)
            for child in node.of
            if not plain or switched_on(child)
        ]
        return {"k": node.k, "of": children} if isinstance(node, AtLeast) else children
    if isinstance(node, NoRecordOf):
        return to_wire(node.of, plain=plain)
    if isinstance(node, Sequence):
        ends = {
            end: to_wire(getattr(node, end), plain=plain) for end in ("first", "then")
        }
        return ends | {"within_days": node.within_days}
    return _flat(node)


def _flat(node: Criterion) -> dict[str, Any]:
    values = node.model_dump(by_alias=True, exclude_defaults=True)
    return {key: _simple(value) for key, value in values.items()}


def _simple(value: Any) -> Any:
    """One-member lists are written as the member, whole numbers without a point."""
    if isinstance(value, tuple):
        members = cast(tuple[Any, ...], value)
        return members[0] if len(members) == 1 else list(members)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def key_of(node: Criterion) -> str:
    """Canonical text of what a node decides; equal for equal meaning as written."""
    return json.dumps(to_wire(node, plain=True), sort_keys=True)


def meaning_of(node: Criterion) -> str:
    """Canonical text of what a node decides, in whatever order it was written.

    Groups of one, and groups within groups of their kind, are spelled as without them.
    """
    return json.dumps(_ordered(to_wire(node, plain=True)), sort_keys=True)


def _ordered(wire: dict[str, Any]) -> dict[str, Any]:
    [(kind, payload)] = wire.items()
    if kind == AtLeast.kind:
        return {kind: payload | {"of": _sorted(map(_ordered, payload["of"]))}}
    if not isinstance(payload, list):
        return {kind: {name: _one_order(value) for name, value in payload.items()}}
    members = [_ordered(child) for child in cast(list[dict[str, Any]], payload)]
    if kind not in (All.kind, AnyOf.kind):
        return {kind: _sorted(members)}
    inner = _sorted(x for child in members for x in child.get(kind, [child]))
    return inner[0] if len(inner) == 1 else {kind: inner}


def _one_order(value: Any) -> Any:
    """Values in whatever order they were written, as in one order."""
    if isinstance(value, dict):
        inside = cast(dict[str, Any], value)
        return {name: _one_order(each) for name, each in inside.items()}
    if isinstance(value, list):
        return _sorted(map(_one_order, cast(list[Any], value)))
    return value


def _sorted(children: Iterable[Any]) -> list[Any]:
    return sorted(children, key=lambda child: json.dumps(child, sort_keys=True))


def to_yaml(document: dict[str, Any]) -> str:
    """A saved form as YAML text."""
    return yaml.safe_dump(
        document, sort_keys=False, allow_unicode=True, width=88, default_flow_style=None
    )


def to_json(document: dict[str, Any]) -> str:
    """A saved form as JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
