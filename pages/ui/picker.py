"""The searchable list from which a rule is added: everything the catalogue knows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import streamlit as st

from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Condition, Entry, Measurement, Score, SegmentModel
from phm_core.definitions import Criterion, Vocabulary, parse_criterion
from phm_core.definitions.events import Process

Labelled = tuple[str, dict[str, Any]]

EMERGENCY = {"activity": {"of": "emergency_admission"}}
TWO = [{"age": {"min": 65}}, {"deprivation": {"decile_max": 2}}]
# Rules that name nothing of the catalogue, or two things of it: label and spelling.
PLAIN: tuple[Labelled, ...] = (
    ("Age", {"age": {"min": 40, "max": 74}}),
    ("Sex", {"sex": {"is": ["female"]}}),
    ("Ethnicity", {"ethnicity": {"is": ["asian", "black"]}}),
    ("Core20: the most deprived fifth", {"deprivation": {"decile_max": 2}}),
    ("Waiting list", {"waiting": {"weeks_at_least": 18}}),
    ("Operation (OPCS-4)", {"procedure": {"opcs4": ["W37"], "within_months": 60}}),
    ("Admission that may be avoidable",
     {"activity": {"of": "emergency_admission", "acsc": True}}),
    ("Stay of three weeks or more",
     {"activity": {"of": "emergency_admission", "days_at_least": 21}}),
    ("Cancer", {"cancer": {"within_months": 12, "stage_at_least": 1}}),
    ("Birth", {"maternity": {"within_months": 12}}),
    ("One event after another",
     {"sequence": {"first": EMERGENCY, "then": {"activity": {"of": "ae"}},
                   "within_days": 30}}),
    ("Group: any of several rules", {"any": TWO}),
    ("Group: all of several rules", {"all": TWO}),
    ("Group: none of several rules", {"none": TWO}),
    ("Group: none of several rules, or not known", {"unmet": TWO}),
    ("Group: at least so many of several rules", {"at_least": {"k": 2, "of": TWO}}),
)  # fmt: skip
# Where people live or are registered: label, kind of rule, level.
PLACES = (
    ("Registered at a practice", "registered_at", "practice"),
    ("Registered in a PCN", "registered_at", "pcn"),
    ("Registered in a neighbourhood", "registered_at", "neighbourhood"),
    ("Registered in a Place", "registered_at", "place"),
    ("Registered in a built Place", "registered_at", "built_place"),
    ("Lives in a neighbourhood", "lives_in", "neighbourhood"),
    ("Lives in a Place", "lives_in", "place"),
    ("Lives in a built Place", "lives_in", "built_place"),
    ("Lives in a district", "lives_in", "district"),
    ("Lives in a council area", "lives_in", "upper_tier"),
    ("Lives in a ward", "lives_in", "ward"),
    ("Lives in a small area (LSOA)", "lives_in", "lsoa"),
)


@st.cache_resource(max_entries=4)
def starters(
    catalogue: str, area: str, _known: tuple[Catalogue, Vocabulary]
) -> dict[str, Criterion]:
    """Every rule that can be added, by the words under which it is found.

    catalogue, area: digests of both, for which the list is kept; of the area with the
    revision of its built Places.
    """
    del catalogue, area
    declared, names = _known
    wires = (*PLAIN, *_places(names), *_from_catalogue(declared))
    return {label: parse_criterion(wire) for label, wire in wires}


def cohorts(names: Mapping[str, str]) -> dict[str, Criterion]:
    """Rules about being in another cohort."""
    return {
        f"In the cohort: {title}": parse_criterion({"in_cohort": {"id": identity}})
        for identity, title in names.items()
    }


def _places(names: Vocabulary) -> Iterator[Labelled]:
    """One rule a level that there are areas at, on the first of them."""
    for label, kind, level in PLACES:
        known = names.names(level)
        if known:
            first = min(known.items(), key=lambda area: area[1])[0]
            yield label, {kind: {level: [first]}}


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
    named = {"is": identity}
    yield f"Condition: {entry.title}", {"condition": named}
    if entry.qof is not None:
        yield f"Register: {entry.title}", {"register": named}
    yield f"No record: {entry.title}", {"no_record_of": {"condition": named}}


def _recorded(words: str, without: str, kind: str) -> Callable[..., Iterator[Labelled]]:
    """Rules that name an entry, and rules that nothing of it was recorded."""

    def named(identity: str, entry: Entry) -> Iterator[Labelled]:
        windowed = {"of": identity, "within_months": 12}
        done = windowed | {"done": True}
        wire = {"of": identity} if kind != Process.kind else done
        yield f"{words}: {entry.title}", {kind: wire}
        none = f"{without}: {entry.title} in 12 months"
        yield none, {"no_record_of": {kind: windowed}}

    return named


def _circumstance(identity: str, entry: Entry) -> Iterator[Labelled]:
    yield f"Circumstance: {entry.title}", {"social": {"is": identity}}


def _score(identity: str, entry: Score) -> Iterator[Labelled]:
    top = {"of": identity, "band": [entry.bands[-1].id]}
    yield f"Score: {entry.title}", {"score": top}


FAMILIES: dict[str, Callable[..., Iterator[Labelled]]] = {
    "conditions": _condition,
    "measurements": _result,
    "medicines": _recorded("Medicine", "No medicine", "medication"),
    "settings_of_care": _recorded("Activity", "No activity", "activity"),
    "processes": _recorded("Check or review", "Not done", "process"),
    "social": _circumstance,
    "scores": _score,
    "segments": _segments,
}


def _from_catalogue(catalogue: Catalogue) -> Iterator[Labelled]:
    for family, rules in FAMILIES.items():
        for identity, entry in catalogue.family(family).items():
            yield from rules(identity, entry)
