"""Criteria about what was recorded: dated entries in the linked records.

A window of n months is dated after the as-at date minus n calendar months, up to and
including the as-at date.
"""

from typing import ClassVar, Literal, Self

from pydantic import Field, SerializeAsAny, model_validator

from phm_core.definitions.nodes import Criterion
from phm_core.definitions.values import (
    Id,
    Ids,
    Months,
    Number,
    Positive,
    Prefixes,
    Whole,
    in_order,
)

DEFAULT_MONTHS = 12


class Register(Criterion):
    """On a disease register by its declared rule."""

    kind: ClassVar[str] = "register"
    is_: Id = Field(alias="is")


class Condition(Criterion):
    """A diagnosis in the record, and where it stands now."""

    kind: ClassVar[str] = "condition"
    is_: Id = Field(alias="is")
    state: Literal["active", "ever", "resolved", "new"] = "active"
    within_months: Months | None = None
    count_at_least: Positive | None = None

    @model_validator(mode="after")
    def _window(self) -> Self:
        if (self.state == "new") != (self.within_months is not None):
            raise ValueError(
                "within_months goes with 'state: new', and is needed there"
            )
        return self


class Measurement(Criterion):
    """A test result or a reading."""

    kind: ClassVar[str] = "measurement"
    of: Id
    which: Literal["latest", "any", "min", "max", "mean"] = "latest"
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None
    within_months: Months | None = None
    times_at_least: Positive | None = None
    days_apart: Whole | None = None
    none_between: bool = Field(default=False, strict=True)
    same_day: Literal["highest", "lowest"] | None = None

    @property
    def bounded(self) -> bool:
        """Whether any threshold is set."""
        return any(
            bound is not None
            for bound in (self.at_least, self.above, self.at_most, self.below)
        )

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.at_least is not None and self.above is not None:
            raise ValueError("give at_least or above, not both")
        if self.at_most is not None and self.below is not None:
            raise ValueError("give at_most or below, not both")
        low = self.at_least if self.at_least is not None else self.above
        high = self.at_most if self.at_most is not None else self.below
        in_order(low, high, ("the lower bound", "the upper bound"))
        return self

    @model_validator(mode="after")
    def _repeats(self) -> Self:
        if self.times_at_least is None and (
            self.days_apart is not None or self.none_between
        ):
            raise ValueError("days_apart and none_between go with times_at_least")
        if self.times_at_least is not None and self.which in ("min", "max", "mean"):
            raise ValueError(
                f"times_at_least counts dates: leave out 'which: {self.which}'"
            )
        return self


class Medication(Criterion):
    """Issues of a medicine."""

    kind: ClassVar[str] = "medication"
    of: Id
    within_months: Months = DEFAULT_MONTHS
    count_at_least: Positive = 1


class Activity(Criterion):
    """Contacts, attendances or spells in one or more settings."""

    # days_at_least: from admission to discharge, or to the as-at date while it lasts.
    # dated: by its first day, or by the day of discharge once that has come.

    kind: ClassVar[str] = "activity"
    of: Ids
    within_months: Months = DEFAULT_MONTHS
    count_at_least: Whole = 1
    count_at_most: Whole | None = None
    icd10: Prefixes | None = None
    acsc: bool | None = Field(default=None, strict=True)
    arrival: Ids | None = None
    days_at_least: Positive | None = None
    dated: Literal["start", "end"] = "start"

    @model_validator(mode="after")
    def _counts(self) -> Self:
        in_order(
            self.count_at_least, self.count_at_most, ("count_at_least", "count_at_most")
        )
        return self


class Process(Criterion):
    """A review, check, screen, vaccination, referral or decline."""

    kind: ClassVar[str] = "process"
    of: Id
    within_months: Months | None = None
    outcome: Ids | None = None
    done: bool = Field(default=False, strict=True)
    count_at_least: Positive = 1

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.done and self.outcome is not None:
            raise ValueError("give done or outcome, not both")
        return self


class Procedure(Criterion):
    """An operation, by prefixes of OPCS-4 codes."""

    kind: ClassVar[str] = "procedure"
    opcs4: Prefixes
    within_months: Months | None = None
    count_at_least: Positive = 1


class Waiting(Criterion):
    """On a waiting list at the as-at date."""

    kind: ClassVar[str] = "waiting"
    specialty: Ids | None = None
    weeks_at_least: Whole | None = None


EVENTS = (Condition, Measurement, Medication, Activity, Process, Procedure)
AnyEvent = SerializeAsAny[Criterion]


def _is_event(node: Criterion, where: str) -> None:
    if not isinstance(node, EVENTS):
        kinds = ", ".join(event.kind for event in EVENTS)
        raise ValueError(f"{where} takes one of {kinds}, not {node.kind}")


class NoRecordOf(Criterion):
    """Nothing of this kind was recorded: distinct from recorded and negative."""

    kind: ClassVar[str] = "no_record_of"
    of: AnyEvent

    @model_validator(mode="after")
    def _plain(self) -> Self:
        _is_event(self.of, "no_record_of")
        if thresholds := _thresholds(self.of):
            raise ValueError(
                f"no_record_of takes no thresholds: remove {', '.join(thresholds)}"
            )
        return self


class Sequence(Criterion):
    """One event followed by another, 1 to `within_days` days after."""

    kind: ClassVar[str] = "sequence"
    first: AnyEvent
    then: AnyEvent
    within_days: Positive

    @model_validator(mode="after")
    def _events(self) -> Self:
        _is_event(self.first, "first")
        _is_event(self.then, "then")
        return self


THRESHOLDS = {
    "at_least", "above", "at_most", "below", "times_at_least", "days_apart",
    "none_between", "same_day", "which", "count_at_least", "count_at_most", "state",
}  # fmt: skip


def _thresholds(node: Criterion) -> list[str]:
    return sorted(THRESHOLDS & node.model_fields_set)
