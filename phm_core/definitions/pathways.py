"""Criteria about pathways of care: cancer and pregnancy."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, Strict, model_validator

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.values import Ids, Months, Positive, in_order

Stage = Annotated[int, Strict(), Field(ge=0, le=4)]


class Cancer(Criterion):
    """A suspected or diagnosed cancer, dated by the day the person was told."""

    # A bound on the stage also asks that the stage is known.
    kind: ClassVar[str] = "cancer"
    within_months: Months | None = None
    route: Ids | None = None
    stage_at_least: Stage | None = None
    stage_at_most: Stage | None = None
    told_within_days: Positive | None = None
    treated_within_days: Positive | None = None

    @model_validator(mode="after")
    def _stages(self) -> Self:
        names = ("stage_at_least", "stage_at_most")
        in_order(self.stage_at_least, self.stage_at_most, names)
        return self


class Maternity(Criterion):
    """A birth, dated by its day."""

    # Not known is neither true nor false of these two: the birth does not match.
    kind: ClassVar[str] = "maternity"
    within_months: Months | None = None
    continuity_of_carer: bool | None = Field(default=None, strict=True)
    smoking_at_delivery: bool | None = Field(default=None, strict=True)
