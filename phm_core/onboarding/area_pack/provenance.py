"""Where an area pack comes from, and what the area is called."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from phm_core.onboarding.area_pack.dates import years_of
from phm_core.onboarding.area_pack.recognise import UNDATED, Input, Inputs

_FRAME = re.compile(r"^NHS\s+|\s+(Integrated Care Board|ICB)$", re.IGNORECASE)


def area_name(practices: pd.DataFrame, inputs: Inputs, mapped: list[str]) -> str:
    """Name of the area: its ICB, without 'NHS' and 'Integrated Care Board'.

    The ICB of the mapped small areas, when they have one; else that of the practices.
    A list of practices can name a merged ICB that is larger than the area.
    """
    areas = inputs.one("small_areas")
    names = None if areas is None else areas.get("icb_name")
    if areas is not None and names is not None and mapped:
        names = names[areas.table["lsoa21"].isin(mapped)]
    else:
        names = practices.loc[practices["valid_to"].isna(), "icb_name"]
    found = names.dropna().unique()
    return _FRAME.sub("", str(found[0])) if len(found) == 1 else "The area"


def sources_of(
    inputs: Inputs, tables: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, Any], ...]:
    """What the manifest says of each file that was read."""
    whole = _whole(tables)
    listed = [
        _source(item, whole) for items in inputs.tables.values() for item in items
    ]
    drawn = [
        {
            "title": "boundaries of small areas (ONS)",
            "kind": "boundaries",
            "file": path.name,
            "rows": len(shapes["features"]),
            "licence": "Open Government Licence v3.0",
            "coverage": f"{len(shapes['features']):,} small areas",
        }
        for path, shapes in inputs.shapes.items()
    ]
    return (*listed, *drawn)


def _period(item: Input) -> dict[str, Any]:
    if "year" in (item.layout.columns | item.layout.optional):
        years = years_of(item.name, item.get("year"), len(item.table))
        return {"period": ", ".join(sorted(years.unique()))}
    return {"as_at": None if item.day == UNDATED else item.day.isoformat()}


def _whole(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, set[str]]]:
    """What is covered when nothing is missing, by the column that names it."""
    practices, areas = tables["organisation"], tables["small_area"]
    return {
        "practice_code": (
            "current practices",
            set(practices.loc[practices["valid_to"].isna(), "practice_code"]),
        ),
        "lsoa21": ("small areas", set(areas.loc[areas["in_area"], "lsoa21"])),
    }


def _source(item: Input, whole: dict[str, tuple[str, set[str]]]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": item.layout.title,
        "kind": item.layout.kind,
        "file": item.name,
        "sha256": item.source.sha256,
        "rows": len(item.table),
        "licence": item.layout.licence,
        **_period(item),
    }
    for column, (what, known) in whole.items():
        if column in item.table:
            covered = known & set(item.table[column])
            said["coverage"] = f"{len(covered):,} of {len(known):,} {what}"
            break
    return said
