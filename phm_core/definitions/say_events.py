"""Words for criteria about what was recorded."""

from phm_core.definitions import events
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.say import say
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.definitions.words import lower, months, name_of, named, times


@say.register
def _(node: events.Register, said: Vocabulary) -> str:
    return f"on the register for {lower(name_of(said, 'condition', node.is_))}"


@say.register
def _(node: events.Condition, said: Vocabulary) -> str:
    title = lower(name_of(said, "condition", node.is_))
    count = (
        ""
        if node.count_at_least is None
        else f", recorded at least {node.count_at_least} times"
    )
    states = {
        "active": f"with {title}",
        "ever": f"ever diagnosed with {title}",
        "resolved": f"whose {title} is recorded as resolved",
        "new": f"newly diagnosed with {title}{months(node.within_months)}",
    }
    return states[node.state] + count


def _threshold(node: events.Measurement, unit: str) -> str:
    words = [
        f"{node.at_least:g} or more" if node.at_least is not None else "",
        f"above {node.above:g}" if node.above is not None else "",
        f"{node.at_most:g} or less" if node.at_most is not None else "",
        f"below {node.below:g}" if node.below is not None else "",
    ]
    said = " and ".join(word for word in words if word)
    return f" {said} {unit}".rstrip() if said else ""


WHICH = {
    "latest": "latest",
    "any": "any",
    "min": "lowest",
    "max": "highest",
    "mean": "average",
}


@say.register
def _(node: events.Measurement, said: Vocabulary) -> str:
    title = lower(name_of(said, "measurement", node.of))
    value = _threshold(node, said.unit(node.of))
    window = months(node.within_months)
    if node.times_at_least is None:
        return f"with {WHICH[node.which]} {title}{value}{window}"
    apart = f", {node.days_apart} days or more apart" if node.days_apart else ""
    between = ", with no other value between" if node.none_between else ""
    if node.times_at_least == 1:
        return f"with {title}{value} measured{window}"
    days = f"on at least {node.times_at_least} days"
    return f"with {title}{value} {days}{apart}{between}{window}"


@say.register
def _(node: events.Medication, said: Vocabulary) -> str:
    title = lower(name_of(said, "medicine", node.of))
    return f"prescribed {title}{times(node.count_at_least)}{months(node.within_months)}"


@say.register
def _(node: events.Activity, said: Vocabulary) -> str:
    low, high = node.count_at_least, node.count_at_most
    count = f"{low} to {high}" if high is not None else f"{low} or more"
    kinds = {None: "", True: " that may be avoidable (ambulatory care sensitive)",
             False: " not ambulatory care sensitive"}  # fmt: skip
    what = f"{_contacts(node, said)}{kinds[node.acsc]}"
    return f"with {count} of: {what}{months(node.within_months)}"


def _contacts(node: events.Activity, said: Vocabulary) -> str:
    """The contacts of an activity, without their number and window."""
    arrival = named(said, "arrival", node.arrival) if node.arrival else ""
    return "".join(
        [
            "discharge from " if node.dated == "end" else "",
            lower(named(said, "setting", node.of)),
            f" for ICD-10 {', '.join(node.icd10)}" if node.icd10 else "",
            f" with arrival by {arrival}" if arrival else "",
            f" of {node.days_at_least} days or more" if node.days_at_least else "",
        ]
    )


@say.register
def _(node: events.Process, said: Vocabulary) -> str:
    title = lower(name_of(said, "process", node.of))
    outcomes = named(said, f"outcome:{node.of}", node.outcome) if node.outcome else ""
    outcome = f" with outcome {lower(outcomes)}" if outcomes else ""
    when = f"{times(node.count_at_least)}{months(node.within_months)}"
    verb = "carried out" if node.done else "recorded"
    return f"with {title} {verb}{outcome}{when}"


@say.register
def _(node: events.Procedure, said: Vocabulary) -> str:
    del said
    codes = ", ".join(node.opcs4)
    when = f"{times(node.count_at_least)}{months(node.within_months)}"
    return f"with a procedure {codes}{when}"


@say.register
def _(node: events.Waiting, said: Vocabulary) -> str:
    where = f" for {named(said, 'specialty', node.specialty)}" if node.specialty else ""
    weeks = f" for {node.weeks_at_least} weeks or more" if node.weeks_at_least else ""
    return f"on a waiting list{where}{weeks}"


@say.register
def _(node: events.NoRecordOf, said: Vocabulary) -> str:
    return f"with no record of: {_event(node.of, said)}"


@say.register
def _(node: events.Sequence, said: Vocabulary) -> str:
    first, then = _event(node.first, said), _event(node.then, said)
    return f"with, first, {first}, and then, within {node.within_days} days, {then}"


FAMILIES: dict[type[Criterion], tuple[str, str]] = {
    events.Condition: ("condition", "is_"),
    events.Measurement: ("measurement", "of"),
    events.Medication: ("medicine", "of"),
    events.Process: ("process", "of"),
}


def _event(node: Criterion, said: Vocabulary) -> str:
    """An event as a noun."""
    if type(node) in FAMILIES:
        family, attribute = FAMILIES[type(node)]
        title = lower(name_of(said, family, getattr(node, attribute)))
        value = (
            _threshold(node, said.unit(node.of))
            if isinstance(node, events.Measurement)
            else ""
        )
        return f"{title}{value}{months(getattr(node, 'within_months', None))}"
    if isinstance(node, events.Activity):
        return f"{_contacts(node, said)}{months(node.within_months)}"
    return say(node, said).removeprefix("with ")
