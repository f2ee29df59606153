"""A cohort definition: a named, versioned criterion. Never a list of people."""

import hashlib
import json
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.wire import to_wire


def _iso(value: Any) -> Any:
    """Read a date that the file gives as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_iso)]


class Definition(BaseModel):
    """Who is in a cohort, under which name and version."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ignored_types=(cached_property,)
    )

    name: Annotated[str, Field(min_length=1, max_length=200)]
    version: Annotated[int, Field(ge=1, strict=True)] = 1
    criteria: SerializeAsAny[Criterion]
    as_at: Day | None = None
    description: Annotated[str, Field(max_length=5_000)] = ""
    owner: Annotated[str, Field(max_length=200)] = ""
    tags: Annotated[
        tuple[str, ...], BeforeValidator(lambda v: tuple(v) if v else ())
    ] = ()
    review_by: Day | None = None
    population: Literal["registered", "resident"] = "registered"

    @cached_property
    def digest(self) -> str:
        """Digest of what decides who is in it: criteria, population and as-at date."""
        decides = [to_wire(self.criteria, plain=True), self.population, str(self.as_at)]
        return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[
            :16
        ]

    def to_wire(self) -> dict[str, Any]:
        """The definition as it is saved, with defaults left out."""
        head = self.model_dump(mode="json", exclude={"criteria"}, exclude_defaults=True)
        return (
            {"name": self.name, "version": self.version}
            | head
            | {"criteria": to_wire(self.criteria)}
        )
