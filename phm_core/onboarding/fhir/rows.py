"""The rows that one FHIR resource becomes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from phm_core.onboarding.fhir.paths import Way, items_at, value_at, ways
from phm_core.onboarding.fhir.shape import Reading, coded_columns

LAST = re.compile(r"[/|:]")
CODINGS = ways("coding[code]")[0]
CODE, SYSTEM, WORDS, TEXT = (
    ways(name) for name in ("code", "system", "display", "text")
)

Row = dict[str, str | None]
Ways = Mapping[str, tuple[Way, ...]]


def rows_of(resource: dict[str, Any], reading: Reading) -> Iterator[Row]:
    """The rows of a resource: itself, and each part that stands for itself.

    A resource that says nothing but its parts makes no row of its own.
    """
    identity = value_at(resource, ways("id"))
    own: Row = {"id": _last(identity)}
    own |= _values(resource, reading.values) | _codes(resource, reading.codes, reading)
    for column in reading.references:
        own[column] = _referred(own[column], own["id"])
    parts = [] if reading.parts is None else list(items_at(resource, reading.parts))
    if not parts or any(own[column] for column in reading.taken):
        yield own
    for part in parts:
        coded = _codes(part, reading.taken_codes, reading)
        yield own | _values(part, reading.taken) | coded


def _values(node: dict[str, Any], columns: Ways) -> Row:
    return {column: value_at(node, found) for column, found in columns.items()}


def _codes(node: dict[str, Any], columns: Ways, reading: Reading) -> Row:
    """The columns of each coded value; of several codings the best is kept."""
    row: Row = {}
    ranks = reading.ranks
    for column, alternatives in columns.items():
        concepts = [one for way in alternatives for one in items_at(node, way)]
        best = min(
            items_at(concepts, CODINGS),
            key=lambda coding: ranks.get(value_at(coding, SYSTEM) or "", len(ranks)),
            default=None,
        )
        system = value_at(best, SYSTEM)
        words = value_at(concepts, TEXT) or value_at(best, WORDS)
        named = reading.systems.get(system, system) if system else None
        cells = (value_at(best, CODE), named, words)
        row |= zip(coded_columns(column), cells, strict=True)
    return row


def _referred(value: str | None, holder: str | None) -> str | None:
    """The id that a reference means; what the resource contains is known by both."""
    return f"{holder}{value}" if value and value.startswith("#") else _last(value)


def _last(value: str | None) -> str | None:
    """The id at the end of a reference: Patient/1, urn:uuid:1 or ?identifier=x|1."""
    return LAST.split(value)[-1] or None if value else None
