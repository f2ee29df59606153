"""What the audit is told of questions: never anything about a single person."""

import hashlib
from collections.abc import Iterator, Sequence

from phm_core.catalogue.reads import BY_KIND, PERSON, reads
from phm_core.definitions.delivered import Delivered
from phm_core.definitions.finders import Expected, Findings, Listing
from phm_core.definitions.inside import criteria, definitions
from phm_core.definitions.nodes import Criterion, InCohort, Segment
from phm_core.definitions.questions import (
    ACTIVITY,
    ActivityBy,
    Conditions,
    Histories,
    Incidence,
    Journeys,
    Profile,
    Question,
    Series,
    Spread,
    Standing,
    Timeline,
)
from phm_core.definitions.rows_of_people import Features, Identify, People, Record
from phm_core.definitions.tree import rules
from phm_core.definitions.wire import key_of
from phm_core.gateway.foundation import Ground
from phm_core.gateway.keys import digest, spelled
from phm_core.governance.access import Scope
from phm_core.store.audit import Entry

# What a question reads beside what its definitions name.
BESIDE = {
    Profile: {"condition", "activity"},
    Spread: {"activity"},
    Timeline: {"activity"},
    ActivityBy: {"activity"},
    Journeys: {"activity"},
    Conditions: {"condition"},
}
SHORT = 10  # characters of a rule's digest: enough to tell rules apart


def entry(
    questions: Sequence[Question], scope: Scope, reason: str, ground: Ground
) -> Entry:
    """What the audit says of an act: who, as what, what for, about what."""
    cohorts = [one for question in questions for one in definitions(question)]
    read = {table for one in questions for table in tables(one, ground)}
    opened = read if scope.datasets is None else read & scope.datasets
    asked = [one.digest for one in cohorts]
    # Of people by name, the digest alone: it proves whom, and tells nobody.
    told_apart = (Identify, Record, Expected, Findings, Listing)
    asked += [spelled(one) for one in questions if isinstance(one, told_apart)]
    parts = {_short(rule) for one in cohorts for rule in rules(one.criteria)}
    return Entry(
        actor=scope.user,
        role=scope.role,
        purpose=scope.purpose,
        scope=scope.digest,
        action=", ".join(dict.fromkeys(type(one).__name__ for one in questions)),
        object=", ".join(dict.fromkeys(one.name for one in cohorts)),
        definition=digest(*asked) if asked else "",
        snapshot=ground.snapshot.id,
        reason=reason.strip(),
        datasets=" ".join(sorted(opened)),
        rules=" ".join(sorted(parts)),
    )


def tables(question: Question, ground: Ground) -> frozenset[str]:
    """Tables about people that a question reads; none for published figures."""
    if question.reveals == "public":
        return frozenset()
    beside = BESIDE.get(type(question), ())
    named = (
        *_by_rules(question, ground),
        *_by_name(question, ground),
        *_by_column(question, ground),
        *_by_finder(question, ground),
    )
    return frozenset({PERSON, *beside, *named})


def _by_rules(question: Question, ground: Ground) -> Iterator[str]:
    """Tables that the rules of its definitions read."""
    for definition in definitions(question):
        yield from reads(ground.catalogue, definition.criteria)
    for node in criteria(question):
        yield from _saved(node, ground)


def _by_name(question: Question, ground: Ground) -> Iterator[str]:
    """Tables behind the indicators, segments and conditions that it names."""
    if isinstance(question, Standing | Histories):
        for indicator in question.indicators:
            yield from _of_indicator(indicator, ground)
    if isinstance(question, Series):
        yield from _of_measure(question.measure, ground)
    if isinstance(question, Incidence | Expected):
        yield from _of_register(question.condition, ground)
    if isinstance(question, Spread):
        yield from _of_segments(question.model, ground)


def _by_column(question: Question, ground: Ground) -> Iterator[str]:
    """Tables that it names itself, and those behind columns and aspects."""
    if isinstance(question, Delivered | Record):
        yield from question.tables
    if isinstance(question, People | Features):
        for column in question.columns:
            yield from _of_column(column, ground)
    if isinstance(question, Journeys) and question.around in ground.catalogue.journeys:
        aspects = ground.catalogue.journeys[question.around].aspects
        yield from (aspect.table for aspect in aspects)


def _saved(node: Criterion, ground: Ground) -> Iterator[str]:
    """Tables that a saved cohort reads, which the catalogue does not know."""
    if isinstance(node, InCohort) and node.id not in ground.catalogue.cohorts:
        saved = ground.cohorts.definition(node.id, node.version)
        if saved is not None:
            yield from reads(ground.catalogue, saved.criteria)


def _of_indicator(name: str, ground: Ground) -> Iterator[str]:
    found = ground.catalogue.indicators.get(name)
    rules = (found.among, found.counted) if found else ()
    for rule in rules:
        if rule is not None:
            yield from reads(ground.catalogue, rule)


def _of_measure(name: str, ground: Ground) -> Iterator[str]:
    """Tables behind a series: of an indicator, or of what is counted by month."""
    identity = name.removeprefix(ACTIVITY)
    if identity == name:
        yield from _of_indicator(name, ground)
    elif identity in ground.catalogue.settings_of_care:
        yield "activity"
    elif identity in ground.catalogue.processes:
        yield "process"


def _of_register(condition: str, ground: Ground) -> Iterator[str]:
    if condition in ground.catalogue.conditions:
        yield from reads(
            ground.catalogue, ground.catalogue.conditions[condition].register_
        )


def _of_column(name: str, ground: Ground) -> Iterator[str]:
    family, colon, identity = name.partition(":")
    if colon and family == "register":
        yield from _of_register(identity, ground)
    elif colon and family == "segment":
        yield from _of_segments(identity, ground)
    elif colon and family in BY_KIND:
        yield BY_KIND[family]


def _by_finder(question: Question, ground: Ground) -> Iterator[str]:
    """Tables behind the rules and the evidence of case finders."""
    if isinstance(question, Findings):
        for finder in question.finders:
            yield from _of_finder(finder, ground)
    if isinstance(question, Listing):
        yield from ("activity", *_of_finder(question.finder, ground))


def _of_finder(name: str, ground: Ground) -> Iterator[str]:
    found = ground.catalogue.casefinders.get(name)
    if found is not None:
        for rule in found.rules:
            yield from reads(ground.catalogue, rule)
        yield from (shown.of[0] for shown in found.evidence)


def _of_segments(model: str, ground: Ground) -> Iterator[str]:
    if model in ground.catalogue.segments:
        segment = Segment.model_validate({"is": "any", "model": model})
        yield from reads(ground.catalogue, segment)


def _short(rule: Criterion) -> str:
    return hashlib.sha256(key_of(rule).encode()).hexdigest()[:SHORT]
