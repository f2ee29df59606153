"""What ids mean and which exist: the catalogue and the area seen by the language."""

from collections.abc import Mapping
from typing import Protocol

from phm_core.definitions.events import (
    Activity,
    Condition,
    Measurement,
    Medication,
    Process,
    Register,
    Waiting,
)
from phm_core.definitions.nodes import (
    Criterion,
    Ethnicity,
    LivesIn,
    RegisteredAt,
    Score,
    Segment,
    Sex,
    Social,
)
from phm_core.definitions.pathways import Cancer


class Vocabulary(Protocol):
    """Names for ids, by family.

    Families: condition, register, measurement, medicine, setting, process, social,
    score, segment_model, segment:MODEL, score_band:SCORE, outcome:PROCESS, arrival,
    route, ethnicity, sex, specialty,
    and the levels of geography (practice, pcn, place, neighbourhood, lsoa, ...).
    """

    def names(self, family: str) -> Mapping[str, str] | None:
        """Titles by id, or None where this family is not known here."""
        ...

    def unit(self, measure: str) -> str:
        """Unit of a measurement, such as mmol/mol."""
        ...


# Which field of a node names an id of which family. One line a field.
REFERENCES: dict[type[Criterion], dict[str, str]] = {
    Sex: {"is_": "sex"},
    Ethnicity: {"is_": "ethnicity"},
    Social: {"is_": "social"},
    Segment: {"is_": "segment:{model}", "model": "segment_model"},
    Score: {"of": "score", "band": "score_band:{of}"},
    Register: {"is_": "register"},
    Condition: {"is_": "condition"},
    Measurement: {"of": "measurement"},
    Medication: {"of": "medicine"},
    Activity: {"of": "setting", "arrival": "arrival"},
    Process: {"of": "process", "outcome": "outcome:{of}"},
    Cancer: {"route": "route"},
    Waiting: {"specialty": "specialty"},
    LivesIn: {"codes": "{level}"},
    RegisteredAt: {"codes": "{level}"},
}

FAMILY_WORDS = {
    "medicine": "medicine group",
    "setting": "activity setting",
    "segment_model": "segment model",
    "register": "condition with a register",
    "social": "social factor",
    "arrival": "way of arriving",
    "route": "route to diagnosis",
    "lsoa": "small area",
    "pcn": "PCN",
    "upper_tier": "council area",
    "built_place": "built Place",
}


def references(node: Criterion) -> list[tuple[str, str, str]]:
    """Every (field, family, id) that a node names."""
    found: list[tuple[str, str, str]] = []
    for attribute, template in REFERENCES.get(type(node), {}).items():
        value = getattr(node, attribute)
        if value is None:
            continue
        family = _fill(template, node)
        ids = (value,) if isinstance(value, str) else value
        found += [(attribute.rstrip("_"), family, identity) for identity in ids]
    return found


def _fill(template: str, node: Criterion) -> str:
    head, brace, rest = template.partition("{")
    return f"{head}{getattr(node, rest.rstrip('}'))}" if brace else template


def family_word(family: str) -> str:
    """What one member of a family is called in a sentence."""
    head = family.partition(":")[0]
    return FAMILY_WORDS.get(head, head.replace("_", " "))
