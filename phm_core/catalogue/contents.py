"""The whole catalogue: every family, and the names that the language asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from phm_core.catalogue.schema import (
    Attribute,
    CareSetting,
    CaseFinder,
    Check,
    ClinicalPriority,
    Condition,
    DataLimit,
    Dataset,
    Entry,
    ExampleCohort,
    Fitness,
    Indicator,
    Intake,
    Journey,
    LevelEntry,
    Measurement,
    Medicine,
    Process,
    Purpose,
    Retention,
    Role,
    Score,
    Scorecard,
    Section,
    SegmentModel,
    SocialFactor,
    SourceFormat,
    Stage,
    Theme,
    WorkStep,
)
from phm_core.catalogue.schema.indicator import Group

# Families of the language that are kept as they are; names() makes the others.
KEPT = {
    "condition": "conditions",
    "register": "conditions",
    "measurement": "measurements",
    "medicine": "medicines",
    "setting": "settings_of_care",
    "process": "processes",
    "social": "social",
    "segment_model": "segments",
    "score": "scores",
    "indicator": "indicators",
    "theme": "themes",
}
GROUPS = get_args(Group)
MORE = "What else is declared for this theme."
# Families of the language that a column declares: table and column.
ALLOWED = {
    "arrival": ("activity", "arrival_mode"),
    "route": ("cancer_pathway", "route"),
}


@dataclass(frozen=True)
class Catalogue:
    """Everything declared, by family: each an ordered mapping from id to entry.

    `digest` changes with any file; `replaced` names, as family/id, the shipped entries
    that a site's own files stand in for. It is a Vocabulary of the language.
    """

    datasets: Mapping[str, Dataset]
    intake: Mapping[str, Intake]
    formats: Mapping[str, SourceFormat]
    conditions: Mapping[str, Condition]
    measurements: Mapping[str, Measurement]
    medicines: Mapping[str, Medicine]
    settings_of_care: Mapping[str, CareSetting]
    processes: Mapping[str, Process]
    social: Mapping[str, SocialFactor]
    segments: Mapping[str, SegmentModel]
    scores: Mapping[str, Score]
    levels: Mapping[str, LevelEntry]
    attributes: Mapping[str, Attribute]
    cohorts: Mapping[str, ExampleCohort]
    themes: Mapping[str, Theme]
    scorecards: Mapping[str, Scorecard]
    indicators: Mapping[str, Indicator]
    journeys: Mapping[str, Journey]
    casefinders: Mapping[str, CaseFinder]
    priorities: Mapping[str, ClinicalPriority]
    work_steps: Mapping[str, WorkStep]
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Role]
    retention: Mapping[str, Retention]
    limits: Mapping[str, DataLimit]
    stages: Mapping[str, Stage]
    checks: Mapping[str, Check]
    fitness: Mapping[str, Fitness]
    digest: str
    replaced: tuple[str, ...] = ()

    def with_finders(self, *, synthetic: bool, today: date) -> "Catalogue":
        """The same, each case finder that may run here being a cohort as well.

        On records of real people only those run that somebody answers for clinically.
        """
        found = {
            key: ExampleCohort(
                id=key,
                title=entry.title,
                meaning=entry.meaning,
                definition=entry.definition,
            )
            for key, entry in self.casefinders.items()
            if entry.runs(synthetic=synthetic, today=today)
        }
        return replace(self, cohorts={**self.cohorts, **found})

    def family(self, name: str) -> Mapping[str, Entry]:
        """The entries of one family, such as 'conditions'."""
        return getattr(self, name)

    def names(self, family: str) -> Mapping[str, str] | None:
        """Titles by id for a family of the language, such as 'segment:MODEL'.

        None where it is not known here: places and saved cohorts, whose names belong
        to the area and to the library.
        """
        if family in KEPT:
            entries = self.family(KEPT[family])
            return {identity: entry.title for identity, entry in entries.items()}
        head, _, of = family.partition(":")
        if head == "segment":
            model = self.segments.get(of)
            return {s.id: s.title for s in model.segments} if model else {}
        if head == "score_band":
            score = self.scores.get(of)
            return {band.id: band.title for band in score.bands} if score else {}
        if head == "outcome":
            process = self.processes.get(of)
            return {o.id: o.title for o in process.outcomes} if process else {}
        return self._values(family)

    def _values(self, family: str) -> Mapping[str, str] | None:
        """Titles of the values that a column of people or of records can have."""
        if family in ALLOWED:
            table, column = ALLOWED[family]
            allowed = self.datasets[table].column(column).allowed or ()
            return {value: value.replace("_", " ") for value in allowed}
        if family == "ethnicity":
            groups = self.attributes["ethnicity_group"].titles
            return groups | self.attributes["ethnicity"].titles
        return self.attributes["sex"].titles if family == "sex" else None

    def unit(self, measure: str) -> str:
        """Unit of a measurement, such as mmol/mol; nothing when it is not known."""
        known = self.measurements.get(measure)
        return known.unit if known else ""

    @property
    def long_term(self) -> tuple[str, ...]:
        """Ids of the long-term conditions, for profiles, overlap and multimorbidity."""
        return tuple(key for key, entry in self.conditions.items() if entry.long_term)

    def of_theme(self, theme: str) -> tuple[str, ...]:
        """Ids of the indicators of a theme, in the order of its sections."""
        return tuple(one for part in self.sections_of(theme) for one in part.tiles)

    def sections_of(self, theme: str) -> tuple[Section, ...]:
        """Sections of a theme, the last of what names it and stands in no other."""
        placed, known = self.themes[theme].tiles, self.indicators
        others = [
            key
            for key, one in known.items()
            if theme in one.themes and key not in placed
        ]
        others.sort(key=lambda key: GROUPS.index(known[key].group))
        rest = (
            Section(title="More", meaning=MORE, tiles=tuple(others)) if others else None
        )
        return self.themes[theme].sections + (() if rest is None else (rest,))

    @property
    def qof_conditions(self) -> dict[str, str]:
        """Condition ids by the code of their published register, such as AF."""
        found = self.conditions.items()
        return {entry.qof.code: key for key, entry in found if entry.qof}
