"""A cohort definition: a named, versioned criterion. Never a list of people."""

import hashlib
import json
from collections.abc import Hashable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SerializeAsAny

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.wire import to_wire


def _iso(value: Any) -> Any:
    """Read a date that the file gives as text."""
    if isinstance(value, int | float):
        raise ValueError("must be a date as year-month-day, such as 2026-10-31")
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_iso)]


class Definition(BaseModel):
    """Who is in a cohort, under which name and version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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

    @property
    def digest(self) -> str:
        """Digest of what decides who is in it: criteria, population and as-at date."""
        return _digest(cast(Hashable, self.criteria), self.population, self.as_at)

    def to_wire(self) -> dict[str, Any]:
        """The definition as it is saved, with defaults left out."""
        head = self.model_dump(mode="json", exclude={"criteria"}, exclude_defaults=True)
        return (
            {"name": self.name, "version": self.version}
            | head
            | {"criteria": to_wire(self.criteria)}
        )


@lru_cache(maxsize=1024)
def _digest(criteria: Criterion, population: str, as_at: date | None) -> str:
    """Kept by value, not on the definition: a changed copy must not carry it over."""
    decides = [to_wire(criteria, plain=True), population, str(as_at)]
    text = json.dumps(decides, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
