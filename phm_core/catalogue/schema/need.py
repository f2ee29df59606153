"""Need: segment models, scores, and example cohorts."""

from typing import Literal, Self

from pydantic import Field, model_validator

from phm_core.catalogue.criterion import CriterionField, DefinitionField
from phm_core.catalogue.schema.entry import Entry, Frozen, Id, Source, Text


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


class ScoreBand(Frozen):
    """From `at_least` (inclusive) up to the next band."""

    id: Id
    title: Text
    at_least: float


class Weight(Frozen):
    """What one factor adds to a score, and who has it."""

    id: Id
    title: Text
    points: float
    criterion: CriterionField


class CodeWeight(Frozen):
    """What hospital diagnoses add to a score, by prefixes of ICD-10 without dots."""

    id: Id
    title: Text
    points: float
    icd10: tuple[str, ...] = Field(min_length=1)
    unless: Id | None = None


class Score(Entry):
    """A published score: recorded values first; weights where it can be worked out.

    `worked_out` says how: `recorded` (never computed here), `criteria` (sum of
    weights, times `scale`) or `diagnoses` (sum over hospital ICD-10 codes).
    """

    short: Text
    unit: Text
    decimals: int = Field(ge=0, le=3)
    minimum: float
    maximum: float
    worked_out: Literal["recorded", "criteria", "diagnoses"]
    scale: float = 1.0
    months: int | None = None
    minimum_age: int = 0
    maximum_age: int | None = None
    bands: tuple[ScoreBand, ...] = Field(min_length=2)
    weights: tuple[Weight, ...] = ()
    code_weights: tuple[CodeWeight, ...] = ()
    caution: Text
    source: Source

    def band_of(self, value: float) -> str:
        """Id of the band that a value falls in."""
        return [
            band.id
            for band in self.bands
            if value >= band.at_least or band is self.bands[0]
        ][-1]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        starts = [band.at_least for band in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError("bands must rise, each from a higher value")
        needs = {
            "criteria": self.weights,
            "diagnoses": self.code_weights,
            "recorded": ("none",),
        }
        if not needs[self.worked_out]:
            raise ValueError(
                f"a score worked out from {self.worked_out} needs its weights"
            )
        return self


class ExampleCohort(Entry):
    """A cohort to start from: a definition, and who would use it for what."""

    audience: tuple[Literal["gp", "pcn", "place", "ics"], ...] = Field(min_length=1)
    use: Text
    definition: DefinitionField
