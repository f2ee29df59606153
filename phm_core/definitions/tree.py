"""Walk a criterion tree, and rewrite one node of it."""

from collections.abc import Callable, Iterator

from phm_core.definitions.events import NoRecordOf, Sequence
from phm_core.definitions.logic import All, Group, switched_on
from phm_core.definitions.nodes import Criterion

Place = tuple[int, ...]


def walk(node: Criterion) -> Iterator[Criterion]:
    """Every node that is switched on, the root first, events inside events included."""
    if not switched_on(node):
        return
    yield node
    if isinstance(node, Group):
        for child in node.of:
            yield from walk(child)
    elif isinstance(node, NoRecordOf):
        yield from walk(node.of)
    elif isinstance(node, Sequence):
        yield from walk(node.first)
        yield from walk(node.then)


def rules(node: Criterion) -> tuple[Criterion, ...]:
    """The rules of a definition: enabled children of a top-level all, else the tree."""
    if isinstance(node, All):
        return node.enabled
    return (node,) if switched_on(node) else ()


def at(node: Criterion, place: Place) -> Criterion:
    """The node at a place: () the root, (1, 0) the second child's first child."""
    for step in place:
        if not isinstance(node, Group):
            raise IndexError(f"there is nothing inside {node.kind}")
        node = node.of[step]
    return node


def changed(
    node: Criterion, place: Place, change: Callable[[Criterion], Criterion | None]
) -> Criterion | None:
    """A copy of the tree with the node at a place replaced; None removes it.

    A group that loses its last child is removed too.
    """
    if not place:
        return change(node)
    if not isinstance(node, Group):
        raise IndexError(f"there is nothing inside {node.kind}")
    children: list[Criterion | None] = list(node.of)
    children[place[0]] = changed(node.of[place[0]], place[1:], change)
    kept = tuple(child for child in children if child is not None)
    if not kept:
        return None
    k = getattr(node, "k", None)
    update: dict[str, object] = {"of": kept}
    if k is not None:
        update["k"] = min(k, len(kept))
    return node.model_copy(update=update)
