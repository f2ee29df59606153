"""What a case finder requires of somebody, rule by rule, and when one nearly holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from phm_core.catalogue.reads import BY_KIND
from phm_core.catalogue.schema import CaseFinder
from phm_core.definitions import Criterion
from phm_core.definitions.events import Register
from phm_core.definitions.logic import All, Group, Nothing, Unmet
from phm_core.definitions.nodes import Age, Sex

Part = Literal["eligible", "finds", "exclusion"]
# Of these, a person who has no record at all is in as well.
WITHOUT = (Nothing, Unmet)


@dataclass(frozen=True)
class Requirement:
    """One rule that must hold, or an exclusion, whose rule must not be known to hold.

    title: of an exclusion; "" where the rule says it itself.
    """

    part: Part
    rule: Criterion
    title: str = ""

    @property
    def recorded(self) -> bool:
        """Whether something in the record must be there for it to hold."""
        return self.part != "exclusion" and _recorded(self.rule)


def requirements(finder: CaseFinder) -> tuple[Requirement, ...]:
    """Everything that must hold for somebody to be on the list, in its order.

    All of them together are the finder's own definition.
    """
    return (
        *(Requirement("eligible", rule) for rule in _each(finder.eligible)),
        *(Requirement("finds", rule) for rule in _each(finder.finds)),
        *(
            Requirement("exclusion", one.criteria, one.title)
            for one in finder.exclusions
        ),
    )


def nearly(required: tuple[Requirement, ...], failing: tuple[int, ...]) -> bool:
    """Whether somebody is nearly found, and what keeps them off says something.

    failing: places of what does not hold: exactly one. It says something where an
    exclusion keeps off somebody who would be found; or where beside it, of who could
    be found or of what is looked for, another rule holds that the record has to meet.
    Otherwise everybody without a condition would nearly be due for its review. What
    age or sex keeps off is not near either: nothing that is done would change it.
    """
    if len(failing) != 1:
        return False
    [place] = failing
    part = required[place].part
    if isinstance(required[place].rule, Age | Sex) and part != "exclusion":
        return False
    beside = (one for at, one in enumerate(required) if at != place)
    return part == "exclusion" or any(
        one.part == part and one.recorded for one in beside
    )


def _each(rule: Criterion) -> Iterator[Criterion]:
    """The rules of which every one must hold."""
    if isinstance(rule, All):
        for child in rule.enabled:
            yield from _each(child)
    else:
        yield rule


def _recorded(rule: Criterion) -> bool:
    """Whether it holds only where the record has something: age alone is not enough."""
    if isinstance(rule, WITHOUT):
        return False
    if isinstance(rule, All):
        return any(_recorded(child) for child in rule.enabled)
    if isinstance(rule, Group):
        return all(_recorded(child) for child in rule.enabled)
    return rule.kind in BY_KIND or isinstance(rule, Register)
