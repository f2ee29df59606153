"""Need: segment models, scores, and example cohorts."""

from math import inf
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Source, Text
from phm_core.definitions import Definition, parse_definition


class Segment(Frozen):
    """One segment: who is in it (the last takes everyone left), and what it means.

    `care` is a note on the model of care that suits it.
    """

    id: Id
    title: Text
    short: Text
    meaning: Text
    criterion: CriterionField | None = None
    care: Text


class SegmentModel(Entry):
    """Segments in order: a person belongs to the first whose criterion is true."""

    version: int = Field(ge=1)
    source: Source
    segments: tuple[Segment, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _everyone_once(self) -> Self:
        *earlier, last = self.segments
        if last.criterion is not None:
            raise ValueError(
                f"the last segment ({last.id}) must take everyone left: no criterion"
            )
        if missing := [segment.id for segment in earlier if segment.criterion is None]:
            raise ValueError(f"these segments need a criterion: {', '.join(missing)}")
        return self


class Limits(NamedTuple):
    """Values of a band: from `low` (or above it) to below `high` (or up to it)."""

    low: float
    low_included: bool
    high: float
    high_included: bool


class ScoreBand(Frozen):
    """From `at_least` (included) or `above` (excluded) up to the next band."""

    id: Id
    title: Text
    at_least: float | None = None
    above: float | None = None

    @property
    def start(self) -> float:
        """Where the band begins."""
        return (self.at_least or 0.0) if self.above is None else self.above

    @model_validator(mode="after")
    def _one_start(self) -> Self:
        if (self.at_least is None) == (self.above is None):
            raise ValueError(f"the band {self.id} needs at_least or above, not both")
        return self


class Weight(Frozen):
    """What one factor adds to a score, and who has it."""

    id: Id
    title: Text
    points: float
    criterion: CriterionField


class CodeWeight(Frozen):
    """What hospital diagnoses add to a score, by prefixes of ICD-10 without dots.

    `unless` names a graver form of the same disease, which counts instead.
    """

    points: float
    icd10: tuple[str, ...] = Field(min_length=1)
    id: Id | None = None
    title: Text | None = None
    unless: Id | None = None


class Score(Entry):
    """A published score: recorded values first; weights where it can be worked out.

    `worked_out` says how: `recorded` (never here), `criteria` (sum of the weights) or
    `diagnoses` (sum over hospital codes of the last `months`; each group of codes
    once, or each code where `each_code_counts`). `also_called`: other names of it.
    """

    short: Text
    also_called: tuple[Text, ...] = ()
    unit: Text
    decimals: int = Field(ge=0, le=3)
    minimum: float
    maximum: float
    worked_out: Literal["recorded", "criteria", "diagnoses"]
    months: int | None = None
    minimum_age: int = 0
    maximum_age: int | None = None
    bands: tuple[ScoreBand, ...] = Field(min_length=2)
    weights: tuple[Weight, ...] = ()
    code_weights: tuple[CodeWeight, ...] = ()
    each_code_counts: bool = False
    deficits: tuple[str, ...] = ()
    caution: Text
    source: Source

    def limits(self, band: str) -> Limits:
        """Which values fall in a band (KeyError when there is no such band)."""
        place = {each.id: index for index, each in enumerate(self.bands)}[band]
        own, later = self.bands[place], self.bands[place + 1 : place + 2]
        high = later[0].start if later else inf
        return Limits(
            low=own.start if place else -inf,
            low_included=own.above is None,
            high=high,
            high_included=bool(later) and later[0].above is not None,
        )

    def band_of(self, value: float) -> str:
        """Id of the band that a value falls in."""
        for band in reversed(self.bands[1:]):
            if value > band.start or (value == band.at_least):
                return band.id
        return self.bands[0].id

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        starts = [band.start for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError("bands must rise, each from a higher value")
        needed = {"criteria": self.weights, "diagnoses": self.code_weights}
        if not needed.get(self.worked_out, True):
            raise ValueError(f"worked out from {self.worked_out}: give the weights")
        return self


class ExampleCohort(Entry):
    """A cohort to start from, kept as an ordinary definition file."""

    definition: Definition

    @classmethod
    def read(cls, text: str, *, identity: str, source: str) -> Self:
        """Read a definition file. Raises RefusedInput with every fault."""
        definition = parse_definition(text, name=source)
        return cls(
            id=identity,
            title=definition.name,
            meaning=definition.description or definition.name,
            definition=definition,
        )
