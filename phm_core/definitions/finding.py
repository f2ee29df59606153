"""One thing that lint found, and the groups of a definition that it looks at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from phm_core.definitions.document import Definition
from phm_core.definitions.logic import Group
from phm_core.definitions.tree import walk


@dataclass(frozen=True)
class Finding:
    """One thing to look at."""

    level: Literal["warning", "advice"]
    text: str


Check = Callable[[Definition], Iterator[Finding]]


def groups(definition: Definition, kind: type[Group]) -> Iterator[Group]:
    """Every group of one kind."""
    for node in walk(definition.criteria):
        if isinstance(node, kind):
            yield node
