"""What a person fills in for each kind of criterion, read from the node itself.

An editor draws these inputs. Nothing is declared twice: types and limits come from
the node's fields, ids from the vocabulary, so a new kind of node can be edited as
soon as it exists.
"""

import types
from dataclasses import dataclass
from typing import Any, Literal, Union, cast, get_args, get_origin

from annotated_types import Ge, Le
from pydantic.fields import FieldInfo

from phm_core.definitions.nodes import Criterion, InCohort
from phm_core.definitions.vocabulary import REFERENCES

Kind = Literal["whole", "number", "choice", "ids", "id", "codes", "switch", "event"]

LABELS = {
    "is": "Which",
    "of": "Which",
    "min": "From (years)",
    "max": "To (years)",
    "decile_min": "From decile (1 = most deprived)",
    "decile_max": "To decile",
    "domain": "Domain of deprivation",
    "within_months": "In the last (months)",
    "count_at_least": "At least (times)",
    "count_at_most": "At most (times)",
    "at_least": "At least",
    "above": "Above",
    "at_most": "At most",
    "below": "Below",
    "which": "Which result",
    "times_at_least": "On at least (days)",
    "days_apart": "First and last apart by (days)",
    "none_between": "No other value between",
    "same_day": "If several on one day",
    "state": "Now",
    "outcome": "Outcome",
    "done": "Carried out (not declined or missed)",
    "arrival": "Arrived by",
    "days_at_least": "Stay of at least (days)",
    "dated": "Dated by",
    "route": "Route",
    "stage_at_least": "Stage at least",
    "stage_at_most": "Stage at most",
    "told_within_days": "Told within (days of referral)",
    "treated_within_days": "Treated within (days of referral)",
    "continuity_of_carer": "Continuity of carer",
    "smoking_at_delivery": "Smoking at delivery",
    "opcs4": "OPCS-4 codes start with",
    "icd10": "ICD-10 codes start with",
    "acsc": "Ambulatory care sensitive (may be avoidable)",
    "specialty": "Specialty",
    "weeks_at_least": "Waiting at least (weeks)",
    "model": "Segment model",
    "band": "Band",
    "id": "Cohort",
    "version": "Version (empty: the latest)",
    "first": "First",
    "then": "Then",
    "within_days": "Within (days)",
    "k": "At least (rules)",
}
CHOICES = {
    "active": "active: the latest entry is a diagnosis",
    "ever": "ever diagnosed",
    "resolved": "recorded as resolved",
    "new": "newly diagnosed",
    "latest": "latest",
    "any": "any",
    "min": "lowest",
    "max": "highest",
    "mean": "average",
    "start": "first day",
    "end": "day of discharge",
}


# Cohorts are chosen from the library, which the vocabulary of ids does not hold.
COHORTS: dict[type[Criterion], dict[str, str]] = {InCohort: {"id": "cohort"}}


@dataclass(frozen=True)
class Input:
    """One input of a form."""

    key: str
    label: str
    kind: Kind
    optional: bool
    default: Any = None
    family: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def inputs(kind: str) -> list[Input]:
    """The inputs of a kind of criterion, in the order of its declaration."""
    cls = Criterion.kinds[kind]
    families = REFERENCES.get(cls, {}) | COHORTS.get(cls, {})
    return [
        _input(name, field, families.get(name, _area_family(cls, name)))
        for name, field in cls.model_fields.items()
        if name not in ("name", "disabled")
    ]


def _area_family(cls: type[Criterion], name: str) -> str:
    """Fields of a node that names areas are the levels themselves."""
    return name if "codes" in REFERENCES.get(cls, {}) else ""


def _input(name: str, field: FieldInfo, family: str) -> Input:
    key = field.alias or name
    annotation, metadata, optional = _plain(field.annotation, list(field.metadata))
    limits = [m for item in metadata for m in getattr(item, "metadata", [item])]
    return Input(
        key=key,
        label=LABELS.get(key, key.replace("_", " ").capitalize()),
        kind=_kind(annotation, family),
        optional=optional,
        default=None if field.is_required() else field.default,
        family=family,
        choices=get_args(annotation) if get_origin(annotation) is Literal else (),
        low=next((cast(float, m.ge) for m in limits if isinstance(m, Ge)), None),
        high=next((cast(float, m.le) for m in limits if isinstance(m, Le)), None),
    )


def _plain(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any], bool]:
    """Strip Optional and Annotated; gather what Annotated said."""
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin in (Union, types.UnionType):
            members = [m for m in get_args(annotation) if m is not type(None)]
            optional = len(members) < len(get_args(annotation))
            annotation = members[0]
        elif hasattr(annotation, "__metadata__"):
            metadata = [*metadata, *annotation.__metadata__]
            annotation = annotation.__origin__
        else:
            return annotation, metadata, optional


def _kind(annotation: Any, family: str) -> Kind:
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice"
    if origin is tuple:
        return "ids" if family else "codes"
    simple: dict[Any, Kind] = {bool: "switch", int: "whole", float: "number", str: "id"}
    return simple.get(annotation, "event")


def filled(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """The spelled payload: inputs left empty or at their default are left out."""
    return {
        entry.key: values[entry.key]
        for entry in inputs(kind)
        if values.get(entry.key) not in (None, "", [], (), entry.default)
    }
