"""The one place where a criterion written in the catalogue is taken in."""

from typing import Annotated, Any

from pydantic import BeforeValidator


def as_criterion(value: Any) -> Any:
    """Keep the mapping as written."""
    return value


CriterionField = Annotated[Any, BeforeValidator(as_criterion)]
DefinitionField = Annotated[Any, BeforeValidator(as_criterion)]
