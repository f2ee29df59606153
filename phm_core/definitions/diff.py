"""What changed between two versions of a definition, rule by rule."""

from dataclasses import dataclass
from typing import Literal

from phm_core.definitions.document import Definition
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.tree import rules
from phm_core.definitions.wire import key_of


@dataclass(frozen=True)
class Change:
    """One rule that was added, removed or kept."""

    what: Literal["added", "removed", "kept"]
    rule: Criterion


def diff(before: Definition, after: Definition) -> list[Change]:
    """Changes in the order of the newer version; removed rules last."""
    old = {key_of(rule): rule for rule in rules(before.criteria)}
    new = {key_of(rule): rule for rule in rules(after.criteria)}
    changes = [
        Change("kept" if key in old else "added", rule) for key, rule in new.items()
    ]
    return changes + [
        Change("removed", rule) for key, rule in old.items() if key not in new
    ]
