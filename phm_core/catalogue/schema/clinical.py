"""Who answers for a case finder clinically, and what others found with it."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from phm_core.catalogue.schema.entry import Frozen, Percent, Source, Text

Status = Literal["draft", "reviewed", "withdrawn"]


class Yield(Frozen):
    """Of 100 people reviewed, how many are found to have it, as others published."""

    per_100: Percent
    lower: Percent
    upper: Percent
    found: Text
    source: Source

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lower <= self.per_100 <= self.upper:
            raise ValueError("per_100 must lie between lower and upper")
        return self


class Clinical(Frozen):
    """Who answers for a finder clinically, and for which rules exactly.

    content: digest of the rules that were reviewed; other rules are a draft again.
    """

    status: Status
    name: Text | None = None
    role: Text | None = None
    on: date | None = None
    review_by: date | None = None
    content: Text | None = None

    @model_validator(mode="after")
    def _signed(self) -> Self:
        signed = (self.name, self.role, self.on, self.review_by, self.content)
        if self.status == "reviewed" and None in signed:
            raise ValueError("a review needs name, role, on, review_by and content")
        if self.on and self.review_by and self.review_by <= self.on:
            raise ValueError("review_by must be after on")
        return self
