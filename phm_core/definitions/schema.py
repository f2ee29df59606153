"""JSON Schema of a cohort definition, made from the nodes themselves."""

from typing import Any

from pydantic.json_schema import models_json_schema

from phm_core.definitions.document import Definition
from phm_core.definitions.events import NoRecordOf, Sequence
from phm_core.definitions.logic import AtLeast, Group
from phm_core.definitions.nodes import Criterion

CRITERION = {"$ref": "#/$defs/criterion"}
LIST = {"type": "array", "items": CRITERION, "minItems": 1}


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) that an editor can check a file with."""
    head = Definition.model_json_schema()["properties"]
    choices = [_choice(kind, cls) for kind, cls in sorted(Criterion.kinds.items())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Cohort definition",
        "type": "object",
        "required": ["name", "criteria"],
        "additionalProperties": False,
        "properties": {
            key: CRITERION if key == "criteria" else value
            for key, value in head.items()
        },
        "$defs": {"criterion": {"oneOf": choices}},
    }


def _choice(kind: str, cls: type[Criterion]) -> dict[str, Any]:
    beside = {"name": {"type": "string"}, "disabled": {"type": "boolean"}}
    return {
        "type": "object",
        "title": kind,
        "description": (cls.__doc__ or "").splitlines()[0],
        "required": [kind],
        "additionalProperties": False,
        "properties": {kind: _payload(cls)} | beside,
    }


def _payload(cls: type[Criterion]) -> dict[str, Any]:
    if cls is NoRecordOf:
        return CRITERION
    if issubclass(cls, Group) and cls is not AtLeast:
        return LIST
    _, document = models_json_schema([(cls, "validation")])
    schema: dict[str, Any] = dict(next(iter(document["$defs"].values())))
    if cls.__name__ in document["$defs"]:
        schema = dict(document["$defs"][cls.__name__])
    properties = {
        k: v for k, v in schema["properties"].items() if k not in ("name", "disabled")
    }
    if cls is AtLeast:
        properties["of"] = LIST
    if cls is Sequence:
        properties |= {"first": CRITERION, "then": CRITERION}
    return schema | {"properties": properties, "additionalProperties": False}
