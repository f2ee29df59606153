"""The one place where criteria and cohorts written in the catalogue are taken in."""

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from phm_core.definitions import (
    Criterion,
    Definition,
    parse_criterion,
    parse_definition,
)
from phm_core.errors import RefusedInput


def as_criterion(value: Any) -> Criterion:
    """Read a criterion from its saved spelling.

    Raises ValueError, which names the field it stands in when it is shown.
    """
    if isinstance(value, Criterion):
        return value
    try:
        return parse_criterion(value, name="here")
    except RefusedInput as fault:
        raise ValueError(_plain(fault)) from None


def as_definition(value: Any) -> Definition:
    """Read a cohort definition from its saved spelling. Raises ValueError."""
    if isinstance(value, Definition):
        return value
    try:
        return parse_definition(json.dumps(value), name="here")
    except RefusedInput as fault:
        raise ValueError(_plain(fault)) from None


def _plain(fault: RefusedInput) -> str:
    """The fault without its place, which the catalogue knows better."""
    return str(fault).replace(" (here)", "").rstrip(".")


CriterionField = Annotated[SerializeAsAny[Criterion], BeforeValidator(as_criterion)]
DefinitionField = Annotated[Definition, BeforeValidator(as_definition)]
