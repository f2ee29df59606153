"""What lint finds in criteria about records: thresholds, windows, outcomes."""

from collections.abc import Iterator

from phm_core.definitions import events, nodes
from phm_core.definitions.document import Definition
from phm_core.definitions.finding import Check, Finding, groups
from phm_core.definitions.logic import All, Nothing
from phm_core.definitions.tree import walk


def thresholds_apart(definition: Definition) -> Iterator[Finding]:
    """Latest values of one measure that cannot hold together."""
    for group in groups(definition, All):
        spans: dict[str, tuple[float, float]] = {}
        for child in group.enabled:
            if not isinstance(child, events.Measurement) or child.which == "any":
                continue
            if child.times_at_least is not None:
                continue
            key = f"{child.of} {child.which} {child.within_months}"
            low, high = spans.get(key, (float("-inf"), float("inf")))
            spans[key] = low, high = max(low, _floor(child)), min(high, _roof(child))
            if low > high:
                yield Finding(
                    "warning",
                    f"No {child.of} is both {low:g} or more and {high:g} or less. "
                    "Change one of the two rules.",
                )


def _floor(node: events.Measurement) -> float:
    bounds = [bound for bound in (node.at_least, node.above) if bound is not None]
    return bounds[0] if bounds else float("-inf")


def _roof(node: events.Measurement) -> float:
    bounds = [bound for bound in (node.at_most, node.below) if bound is not None]
    return bounds[0] if bounds else float("inf")


def no_window(definition: Definition) -> Iterator[Finding]:
    """A measurement without a window can be many years old."""
    for node in walk(definition.criteria):
        if (
            isinstance(node, events.Measurement)
            and node.within_months is None
            and node.bounded
        ):
            yield Finding(
                "advice",
                f"'{node.of}' may be years old. Add within_months, such as 12, "
                "if it must be recent.",
            )


def negated_unknown(definition: Definition) -> Iterator[Finding]:
    """Excluding by a measurement also leaves out people who were never measured."""
    for group in groups(definition, Nothing):
        for child in group.enabled:
            if isinstance(child, events.Measurement | nodes.Score):
                yield Finding(
                    "advice",
                    f"Excluding by '{child.of}' also leaves out people with no value: "
                    "for them it is unknown. To keep them, use "
                    "unmet: [...] instead of none: [...].",
                )


def declined_counts(definition: Definition) -> Iterator[Finding]:
    """A process without an outcome counts people who declined it too."""
    for node in walk(definition.criteria):
        if isinstance(node, events.Process) and not (node.done or node.outcome):
            yield Finding(
                "advice",
                f"'{node.of}' also counts when it was declined or missed. Add "
                "done: true, or name an outcome, if it must have been carried out.",
            )


def condition_or_register(definition: Definition) -> Iterator[Finding]:
    """Asking for a code and for the register of the same condition."""
    for group in groups(definition, All):
        coded = {n.is_ for n in group.enabled if isinstance(n, events.Condition)}
        on = {n.is_ for n in group.enabled if isinstance(n, events.Register)}
        for both in sorted(coded & on):
            yield Finding(
                "advice",
                f"'{both}' is asked for as a diagnosis and as a register. One will do.",
            )


OF_EVENTS: tuple[Check, ...] = (
    declined_counts,
    thresholds_apart,
    no_window,
    negated_unknown,
    condition_or_register,
)
