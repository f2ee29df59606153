"""What may be done with an uploaded file apart, by name.

A process that reads one file takes what it needs for that work alone: with hundreds of
files the beginning costs more than the reading.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from phm_core.onboarding.uploads.limits import Limits

Work = Literal["unpack", "table", "shape", "fhir", "codelist"]


def _unpack(file: Path, into: Path, limits: Limits) -> Any:
    from phm_core.onboarding.uploads.unpack import unpacked

    return unpacked(file, into, limits)


def _table(file: Path, into: Path, limits: Limits) -> Any:
    from phm_core.onboarding.uploads.table import as_table

    return as_table(file, into, limits)


def _shape(file: Path, into: Path, limits: Limits) -> Any:
    from phm_core.onboarding.uploads.shape import polygons

    return polygons(file, into, limits)


def _fhir(file: Path, into: Path, limits: Limits) -> Any:
    from phm_core.onboarding.fhir.flatten import fhir_tables

    return fhir_tables(file, into, limits)


def _codelist(file: Path, into: Path, limits: Limits) -> Any:
    from phm_core.onboarding.uploads.codes import codelist

    return codelist(file, into, limits)


WORKS: dict[str, Callable[[Path, Path, Limits], Any]] = {
    "unpack": _unpack,
    "table": _table,
    "shape": _shape,
    "fhir": _fhir,
    "codelist": _codelist,
}
