"""Typed entries of the catalogue, and the folder that each family is kept in."""

from phm_core.catalogue.schema.breakdown import Attribute, LevelEntry, Value
from phm_core.catalogue.schema.condition import (
    AgeRates,
    Band,
    Codes,
    Condition,
    DeprivationGradient,
    England,
    Qof,
)
from phm_core.catalogue.schema.dataset import Column, Dataset
from phm_core.catalogue.schema.entry import Entry, Source
from phm_core.catalogue.schema.indicator import (
    CoreTwentyPlusFive,
    Indicator,
    Official,
    Published,
    Target,
    Theme,
)
from phm_core.catalogue.schema.need import (
    CodeWeight,
    ExampleCohort,
    Score,
    ScoreBand,
    Segment,
    SegmentModel,
    Weight,
)
from phm_core.catalogue.schema.policy import Disclosure, Purpose, Role, Use
from phm_core.catalogue.schema.record import (
    CareSetting,
    Conversion,
    Measurement,
    Medicine,
    Outcome,
    Process,
    Slider,
    SocialFactor,
)

FAMILIES: dict[str, type[Entry]] = {
    "datasets": Dataset,
    "conditions": Condition,
    "measurements": Measurement,
    "medicines": Medicine,
    "settings_of_care": CareSetting,
    "processes": Process,
    "social": SocialFactor,
    "segments": SegmentModel,
    "scores": Score,
    "levels": LevelEntry,
    "attributes": Attribute,
    "cohorts": ExampleCohort,
    "themes": Theme,
    "indicators": Indicator,
    "purposes": Purpose,
    "roles": Role,
}

__all__ = [
    "FAMILIES",
    "AgeRates",
    "Attribute",
    "Band",
    "CareSetting",
    "CodeWeight",
    "Codes",
    "Column",
    "Condition",
    "Conversion",
    "CoreTwentyPlusFive",
    "Dataset",
    "DeprivationGradient",
    "Disclosure",
    "England",
    "Entry",
    "ExampleCohort",
    "Indicator",
    "LevelEntry",
    "Measurement",
    "Medicine",
    "Official",
    "Outcome",
    "Process",
    "Published",
    "Purpose",
    "Qof",
    "Role",
    "Score",
    "ScoreBand",
    "Segment",
    "SegmentModel",
    "Slider",
    "SocialFactor",
    "Source",
    "Target",
    "Theme",
    "Use",
    "Value",
    "Weight",
]
