"""Edits of a definition, as a person makes them: each returns a new definition.

A place is a tuple of positions from the root; () is the root. The root of an edited
definition is a group, so that a rule can always be added.
"""

from collections.abc import Callable

from phm_core.definitions.document import Definition
from phm_core.definitions.logic import All, Any, AtLeast, Group, Nothing, Unmet
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.tree import Place, at, changed

GROUPS: dict[str, type[Group]] = {
    group.kind: group for group in (All, Any, Nothing, Unmet)
}


def opened(definition: Definition) -> Definition:
    """The definition with a group at its root."""
    if isinstance(definition.criteria, Group):
        return definition
    return definition.model_copy(update={"criteria": All(of=(definition.criteria,))})


def _edit(
    definition: Definition,
    place: Place,
    change: Callable[[Criterion], Criterion | None],
) -> Definition:
    tree = changed(definition.criteria, place, change)
    return definition if tree is None else opened(_with(definition, tree))


def _with(definition: Definition, tree: Criterion) -> Definition:
    return definition.model_copy(update={"criteria": tree})


def add(definition: Definition, rule: Criterion, place: Place = ()) -> Definition:
    """Add a rule at the end of the group at a place."""
    definition = opened(definition)

    def append(group: Criterion) -> Criterion:
        members = group.of if isinstance(group, Group) else (group,)
        return group.model_copy(update={"of": (*members, rule)})

    return _edit(definition, place, append)


def replace(definition: Definition, place: Place, rule: Criterion) -> Definition:
    """Put a rule where another stood, keeping its name and switch."""
    return _edit(
        definition,
        place,
        lambda old: rule.model_copy(
            update={"name": rule.name or old.name, "disabled": old.disabled}
        ),
    )


def remove(definition: Definition, place: Place) -> Definition:
    """Take a rule away; the last rule of a definition stays."""
    return _edit(definition, place, lambda _: None)


def switch(definition: Definition, place: Place) -> Definition:
    """Switch a rule off, or on again."""
    return _edit(
        definition,
        place,
        lambda node: node.model_copy(update={"disabled": not node.disabled}),
    )


def rename(definition: Definition, place: Place, name: str) -> Definition:
    """Give a rule a name of its own; an empty name takes it away."""
    return _edit(
        definition, place, lambda node: node.model_copy(update={"name": name or None})
    )


def negate(definition: Definition, place: Place) -> Definition:
    """Turn a rule into its opposite, or back."""

    def opposite(node: Criterion) -> Criterion:
        if isinstance(node, Nothing) and len(node.of) == 1:
            return node.of[0]
        return Nothing(of=(node,))

    return _edit(definition, place, opposite)


def regroup(definition: Definition, place: Place, kind: str, k: int = 1) -> Definition:
    """Change how the members of a group are taken together."""

    def turned(node: Criterion) -> Criterion:
        members = node.of if isinstance(node, Group) else (node,)
        if kind == AtLeast.kind:
            group: Group = AtLeast(of=members, k=min(k, len(members)))
        else:
            group = GROUPS[kind](of=members)
        return group.model_copy(update={"name": node.name, "disabled": node.disabled})

    return _edit(definition, place, turned)


def wrap(definition: Definition, place: Place, kind: str = "any") -> Definition:
    """Put a rule into a group of its own, ready for another to be added."""
    return _edit(definition, place, lambda node: GROUPS[kind](of=(node,)))


def unwrap(definition: Definition, place: Place) -> Definition:
    """Replace a group by its members, in the group around it."""
    group = at(definition.criteria, place)
    if not place or not isinstance(group, Group):
        return definition
    index = place[-1]

    def spread(outer: Criterion) -> Criterion:
        members = outer.of if isinstance(outer, Group) else ()
        kept = (*members[:index], *group.of, *members[index + 1 :])
        return outer.model_copy(update={"of": kept})

    return _edit(definition, place[:-1], spread)


def move(definition: Definition, place: Place, by: int) -> Definition:
    """Move a rule up (-1) or down (1) within its group."""
    index = place[-1]

    def reorder(outer: Criterion) -> Criterion:
        members = list(outer.of) if isinstance(outer, Group) else []
        target = min(max(index + by, 0), len(members) - 1)
        members.insert(target, members.pop(index))
        return outer.model_copy(update={"of": tuple(members)})

    return _edit(definition, place[:-1], reorder)
