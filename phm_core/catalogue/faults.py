"""Faults of catalogue files, said in plain sentences with file and line."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from phm_core.errors import RefusedInput, did_you_mean
from phm_core.strict_yaml import Document

TYPE_WORDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "date_type": "a date such as 2026-10-31",
    "date_parsing": "a date such as 2026-10-31",
    "date_from_datetime_parsing": "a date such as 2026-10-31",
}


def sentences(
    fault: ValidationError, document: Document, model: type[BaseModel]
) -> Iterator[str]:
    """One sentence for each thing wrong in a file.

    What is only wrong because of a fault inside it is not said twice.
    """
    errors = fault.errors()
    inner = {
        error["loc"][:depth] for error in errors for depth in range(len(error["loc"]))
    }
    for error in errors:
        if error["loc"] not in inner or not error["loc"]:
            line = document.line(tuple(error["loc"]))
            yield f"{document.source}, line {line}: {_said(error, model)}"


def refuse(faults: list[str]) -> None:
    """Raise every fault together, once; do nothing when there is none."""
    if not faults:
        return
    count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = "\n".join(f"- {fault}" for fault in faults)
    raise RefusedInput(f"The catalogue has {count}:\n{lines}")


def _said(error: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in error["loc"])
    name = str(error["loc"][-1]) if error["loc"] else "the file"
    kind = error["type"]
    if kind == "extra_forbidden":
        hint = did_you_mean(name, _fields(error, model))
        return f"there is no field called '{where}'.{hint}"
    if kind == "missing":
        return f"'{where}' is needed and is not there."
    if kind in ("literal_error", "enum"):
        return _choices(where, error)
    if kind in TYPE_WORDS:
        return f"'{where}' must be {TYPE_WORDS[kind]}, not {error['input']!r:.60}."
    if kind == "value_error":
        said = str(_context(error)["error"])
        end = "" if said.endswith((".", "?")) else "."
        return f"'{where}': {said}{end}" if where else f"{said}{end}"
    return f"'{where}' cannot be {error['input']!r:.60}: {error['msg']}."


def _context(error: ErrorDetails) -> dict[str, Any]:
    """What pydantic knows about a fault beside its kind."""
    return error.get("ctx", {})


def _choices(where: str, error: ErrorDetails) -> str:
    choices = str(_context(error)["expected"])
    known = [word.strip("' ") for word in choices.replace(" or ", ", ").split(",")]
    hint = did_you_mean(str(error["input"]), known)
    return f"'{where}' cannot be {error['input']!r}.{hint} Choose {choices}."


def _fields(error: ErrorDetails, model: type[BaseModel]) -> list[str]:
    """Field names of the part of the model where an unknown key stands."""
    current: Any = model
    for part in error["loc"][:-1]:
        if isinstance(part, int) or current is None:
            continue
        current = _inner(current, part)
    return (
        [field.alias or key for key, field in current.model_fields.items()]
        if current
        else []
    )


def _inner(model: type[BaseModel], part: str) -> type[BaseModel] | None:
    for key, field in model.model_fields.items():
        if part in (key, field.alias):
            return _model_in(field.annotation)
    return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as tuple[Column, ...] or Qof | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(inner) for inner in get_args(annotation))
    return next((model for model in found if model), None)
