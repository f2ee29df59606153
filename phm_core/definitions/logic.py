"""Combinators: all, any, none, unmet, at_least. Truth is three-valued (Kleene)."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, SerializeAsAny, model_validator

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.values import Positive

Children = Annotated[tuple[SerializeAsAny[Criterion], ...], Field(min_length=1)]


class Group(Criterion):
    """Base of the combinators: several criteria taken together."""

    of: Children

    @property
    def enabled(self) -> tuple[Criterion, ...]:
        """The children that are switched on."""
        return tuple(child for child in self.of if switched_on(child))


class All(Group):
    """Every one of these is true."""

    kind: ClassVar[str] = "all"


class Any(Group):
    """At least one of these is true."""

    kind: ClassVar[str] = "any"


class Nothing(Group):
    """Not one of these is true."""

    kind: ClassVar[str] = "none"


class Unmet(Group):
    """Not one of these is known to be true: people of whom it is unknown are in."""

    kind: ClassVar[str] = "unmet"


class AtLeast(Group):
    """At least k of these are true."""

    kind: ClassVar[str] = "at_least"
    k: Positive

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.k > len(self.of):
            raise ValueError(f"asks for {self.k} of only {len(self.of)} criteria")
        return self


def switched_on(node: Criterion) -> bool:
    """Whether a node takes part: not disabled, and not a group of disabled nodes."""
    if node.disabled:
        return False
    return bool(node.enabled) if isinstance(node, Group) else True
