"""The one place where criteria written in the catalogue are taken in."""

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from phm_core.definitions import Criterion, parse_criterion
from phm_core.errors import RefusedInput


def as_criterion(value: Any) -> Criterion:
    """Read a criterion from its saved spelling.

    Raises ValueError; the catalogue adds the file, the line and the field.
    """
    if isinstance(value, Criterion):
        return value
    try:
        return parse_criterion(value, name="here")
    except RefusedInput as fault:
        raise ValueError(str(fault).replace(" (here)", "").rstrip(".")) from None


CriterionField = Annotated[SerializeAsAny[Criterion], BeforeValidator(as_criterion)]
