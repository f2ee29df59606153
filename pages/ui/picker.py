"""The searchable list from which a rule is added: everything the catalogue knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Condition, Entry, Measurement, Score, SegmentModel
from phm_core.definitions import Criterion, parse_criterion

Labelled = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Starter:
    """A rule to start from, and the words under which it is found."""

    label: str
    rule: Criterion


# Rules that name nothing of the catalogue: label and spelling.
PLAIN: tuple[Labelled, ...] = (
    ("Age", {"age": {"min": 40, "max": 74}}),
    ("Sex", {"sex": {"is": ["female"]}}),
    ("Ethnicity", {"ethnicity": {"is": ["asian", "black"]}}),
    ("Core20: the most deprived fifth", {"deprivation": {"decile_max": 2}}),
    ("Waiting list", {"waiting": {"weeks_at_least": 18}}),
    ("Operation (OPCS-4)", {"procedure": {"opcs4": ["W37"], "within_months": 60}}),
    (
        "One event after another",
        {
            "sequence": {
                "first": {"activity": {"of": "emergency_admission"}},
                "then": {"activity": {"of": "ae"}},
                "within_days": 30,
            }
        },
    ),
)


def starters(catalogue: Catalogue) -> list[Starter]:
    """Every rule that can be added, plain ones first, then by family."""
    return [
        Starter(label, parse_criterion(wire))
        for label, wire in (*PLAIN, *_from_catalogue(catalogue))
    ]


def _segments(model: str, entry: SegmentModel) -> Iterator[Labelled]:
    for segment in entry.segments:
        yield (
            f"Segment: {segment.title}",
            {"segment": {"is": segment.id, "model": model}},
        )


def _result(identity: str, entry: Measurement) -> Iterator[Labelled]:
    usual = {"of": identity, "at_least": entry.slider.usual, "within_months": 12}
    yield f"Result: {entry.title} ({entry.unit})", {"measurement": usual}
    none = {"measurement": {"of": identity, "within_months": 12}}
    yield f"No result: {entry.title} in 12 months", {"no_record_of": none}


def _condition(identity: str, entry: Condition) -> Iterator[Labelled]:
    yield f"Condition: {entry.title}", {"condition": {"is": identity}}
    if entry.qof is not None:
        yield f"Register: {entry.title}", {"register": {"is": identity}}


def _plain(words: str, kind: str, key: str) -> Callable[..., Iterator[Labelled]]:
    """Rules that only name an entry."""

    def named(identity: str, entry: Entry) -> Iterator[Labelled]:
        yield f"{words}: {entry.title}", {kind: {key: identity}}

    return named


def _done(identity: str, entry: Entry) -> Iterator[Labelled]:
    recent = {"of": identity, "within_months": 12}
    yield f"Check or review: {entry.title}", {"process": recent}
    yield f"Not done: {entry.title} in 12 months", {"no_record_of": {"process": recent}}


def _score(identity: str, entry: Score) -> Iterator[Labelled]:
    top = {"of": identity, "band": [entry.bands[-1].id]}
    yield f"Score: {entry.title}", {"score": top}


FAMILIES: dict[str, Callable[..., Iterator[Labelled]]] = {
    "conditions": _condition,
    "measurements": _result,
    "medicines": _plain("Medicine", "medication", "of"),
    "settings_of_care": _plain("Activity", "activity", "of"),
    "processes": _done,
    "social": _plain("Circumstance", "social", "is"),
    "scores": _score,
    "segments": _segments,
}


def _from_catalogue(catalogue: Catalogue) -> Iterator[Labelled]:
    for family, rules in FAMILIES.items():
        for identity, entry in catalogue.family(family).items():
            yield from rules(identity, entry)
