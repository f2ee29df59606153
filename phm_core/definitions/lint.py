"""Look for what a definition says that its author can hardly have meant.

Each check is one function that yields findings; the list at the end is all there are.
A finding says what, why it matters, and what to do instead.
"""

from collections.abc import Iterator

from phm_core.definitions import events, nodes
from phm_core.definitions.document import Definition
from phm_core.definitions.finding import Check, Finding, groups
from phm_core.definitions.lint_events import OF_EVENTS
from phm_core.definitions.logic import (
    All,
    Any,
    AtLeast,
    Group,
    Nothing,
    Unmet,
    switched_on,
)
from phm_core.definitions.tree import rules, walk
from phm_core.definitions.wire import key_of

MANY_RULES = 15


def lint(definition: Definition) -> list[Finding]:
    """Every finding, warnings first."""
    found = [finding for check in CHECKS for finding in check(definition)]
    return sorted(dict.fromkeys(found), key=lambda finding: finding.level != "warning")


def everyone(definition: Definition) -> Iterator[Finding]:
    """All rules are switched off."""
    if not switched_on(definition.criteria):
        yield Finding(
            "warning", "Every rule is switched off, so this is everyone. Switch one on."
        )


def twice(definition: Definition) -> Iterator[Finding]:
    """The same rule stands twice in one group."""
    for group in groups(definition, Group):
        keys = [key_of(child) for child in group.enabled]
        for child, key in zip(group.enabled, keys, strict=True):
            if keys.count(key) > 1:
                yield Finding(
                    "warning",
                    f"The same '{child.kind}' rule stands twice in one group."
                    " Remove one.",
                )


def opposite(definition: Definition) -> Iterator[Finding]:
    """A rule and its opposite are both asked for: nobody can match."""
    for group in groups(definition, All):
        wanted = {key_of(child) for child in group.enabled}
        refused = {
            key_of(inner)
            for child in group.enabled
            if isinstance(child, Nothing | Unmet)
            for inner in child.enabled
        }
        if wanted & refused:
            yield Finding(
                "warning",
                "One rule asks for what another excludes, so nobody matches. "
                "Remove one.",
            )


def ages_apart(definition: Definition) -> Iterator[Finding]:
    """Age rules that no age satisfies together."""
    for group in groups(definition, All):
        ages = [child for child in group.enabled if isinstance(child, nodes.Age)]
        low = max((age.min for age in ages if age.min is not None), default=0)
        high = min((age.max for age in ages if age.max is not None), default=200)
        if len(ages) > 1 and low > high:
            yield Finding(
                "warning",
                f"No age is both {low} or over and {high} or under. Change one.",
            )


def unknown_asked(definition: Definition) -> Iterator[Finding]:
    """Asking for an unknown attribute matches nobody."""
    for node in walk(definition.criteria):
        if isinstance(node, nodes.Sex | nodes.Ethnicity) and "unknown" in node.is_:
            yield Finding(
                "warning",
                f"'unknown' of {node.kind} never matches: what is not recorded is "
                "neither true nor false. Look at the unknown bar of the rule instead.",
            )


def trivial_count(definition: Definition) -> Iterator[Finding]:
    """A rule that everyone satisfies."""
    for node in walk(definition.criteria):
        if isinstance(node, events.Activity) and _unlimited(node):
            yield Finding(
                "warning",
                "'activity' with count_at_least 0 matches everyone. Set a limit.",
            )
        if isinstance(node, AtLeast) and node.k > len(node.enabled):
            yield Finding(
                "warning",
                f"at_least asks for {node.k} of {len(node.enabled)} rules that are "
                "switched on, so nobody matches. Lower k or switch a rule on.",
            )


def _unlimited(node: events.Activity) -> bool:
    return node.count_at_most is None and not node.count_at_least


def lone_child(definition: Definition) -> Iterator[Finding]:
    """A group with one member says no more than the member."""
    for node in walk(definition.criteria):
        if node is definition.criteria or not isinstance(node, All | Any):
            continue
        if len(node.enabled) == 1:
            yield Finding(
                "advice",
                f"A group '{node.kind}' holds one rule. The rule alone would do.",
            )


def no_owner(definition: Definition) -> Iterator[Finding]:
    """A cohort that is kept needs an owner and a review date."""
    if definition.version > 1 and not (definition.owner and definition.review_by):
        yield Finding(
            "advice",
            "Name an owner and a review_by date, so that someone keeps it right.",
        )


def many_rules(definition: Definition) -> Iterator[Finding]:
    """A long list of rules is hard to explain to the person on the list."""
    if len(rules(definition.criteria)) > MANY_RULES:
        yield Finding(
            "advice",
            f"More than {MANY_RULES} rules are hard to explain. "
            "Save some as a cohort of their own.",
        )


CHECKS: tuple[Check, ...] = (
    *OF_EVENTS,
    everyone,
    twice,
    opposite,
    ages_apart,
    unknown_asked,
    trivial_count,
    lone_child,
    no_owner,
    many_rules,
)
