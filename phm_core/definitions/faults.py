"""Pydantic's findings in the words of a person who writes definitions."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from phm_core.errors import did_you_mean

WORDS = {
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "string_type": "must be a word",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "missing": "is missing",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "date_type": "must be a date such as 2026-10-31",
    "is_instance_of": "must be a criterion",
    "model_type": "must be a criterion",
}
LIMITS = {
    "greater_than_equal": ("ge", "must be {} or more"),
    "less_than_equal": ("le", "must be {} or less"),
    "string_too_long": ("max_length", "must have at most {} characters"),
    "too_long": ("max_length", "must have at most {} members"),
    "literal_error": ("expected", "must be one of {}"),
    "string_pattern_mismatch": (
        "pattern",
        "must look like a code, such as I50 (form {})",
    ),
}


def field_names(model: type[BaseModel]) -> list[str]:
    """The keys that a model takes, as they are spelled in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def sentence(error: Mapping[str, Any], subject: str, model: type[BaseModel]) -> str:
    """One finding as a sentence without its place."""
    key = next((str(part) for part in error["loc"] if isinstance(part, str)), "")
    kind = str(error["type"])
    if kind == "extra_forbidden":
        names = field_names(model)
        return f"'{subject}' has no key called '{key}'.{did_you_mean(key, names)}"
    return (
        f"'{key}' of {subject} {_says(error)}"
        if key
        else f"'{subject}': {_says(error)}"
    )


def _says(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    context: dict[str, Any] = error.get("ctx") or {}
    if kind in LIMITS:
        name, words = LIMITS[kind]
        return words.format(context.get(name)) + f", not {error['input']!r:.60}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    said = WORDS.get(kind, str(error["msg"]))
    return said if kind == "missing" else f"{said}, not {error['input']!r:.60}"
