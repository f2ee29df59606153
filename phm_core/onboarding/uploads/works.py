"""What may be done with an uploaded file apart, by name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from phm_core.onboarding.fhir.flatten import fhir_tables
from phm_core.onboarding.uploads.limits import Limits
from phm_core.onboarding.uploads.shape import polygons
from phm_core.onboarding.uploads.table import as_table
from phm_core.onboarding.uploads.unpack import unpacked

Work = Literal["unpack", "table", "shape", "fhir"]
WORKS: dict[str, Callable[[Path, Path, Limits], Any]] = {
    "unpack": unpacked,
    "table": as_table,
    "shape": polygons,
    "fhir": fhir_tables,
}
