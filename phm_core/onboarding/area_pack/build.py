"""Builds an area pack: every table and shape, from whatever files are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.schema.dataset import Dataset
from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack import shapes
from phm_core.onboarding.area_pack.boundaries import polygons
from phm_core.onboarding.area_pack.comparators import comparators
from phm_core.onboarding.area_pack.modal import modal_members
from phm_core.onboarding.area_pack.neighbourhoods import neighbourhood_members
from phm_core.onboarding.area_pack.organisation import organisation
from phm_core.onboarding.area_pack.provenance import area_name, sources_of
from phm_core.onboarding.area_pack.recognise import UNDATED, Inputs, recognise
from phm_core.onboarding.area_pack.registers import list_sizes, published_registers
from phm_core.onboarding.area_pack.registration import changes_of, registrations
from phm_core.onboarding.area_pack.small_area import small_areas
from phm_core.onboarding.contract import arrow_schema
from phm_core.onboarding.publish import About, publish
from phm_core.onboarding.staging import staging_in

ROW_GROUP = 122_880


@dataclass(frozen=True)
class Built:
    """A published area pack and what there is to say about it."""

    path: Path
    name: str
    rows: Mapping[str, int]
    notes: tuple[str, ...]


def build_area_pack(
    source: Path, *, out: Path, as_at: date | None = None, name: str | None = None
) -> Built:
    """Build the area pack of a folder of public files and publish it at `out`.

    Raises RefusedInput when the list of practices is missing, or a file is broken.
    """
    inputs = recognise(source)
    day = as_at or _newest(inputs)
    tables, drawn = area_tables(inputs, day)
    datasets = load_catalogue().datasets
    with staging_in(out.parent) as staging:
        for table, frame in tables.items():
            write_table(frame, staging / f"{table}.parquet", datasets[table])
        shapes.write(drawn, tables, staging / "boundary")
        about = About(
            as_at=day,
            kind="area",
            name=name or area_name(tables["organisation"], inputs, list(drawn)),
            synthetic=False,
            sources=sources_of(inputs, tables),
        )
        path = publish(
            staging, into=out.parent, about=about, named=out.name, datasets=datasets
        )
    rows = {table: len(frame) for table, frame in tables.items()}
    return Built(path, about.name, rows, (*inputs.taken, *inputs.notes))


def area_tables(
    inputs: Inputs, as_at: date
) -> tuple[dict[str, pd.DataFrame], dict[str, "shapes.BaseGeometry"]]:
    """Every table of the area pack, with the polygons by small area."""
    practices = organisation(inputs, as_at)
    codes = set(practices["practice_code"])
    drawn = polygons(inputs.shapes)
    areas = small_areas(inputs, list(drawn))
    registered = registrations(inputs, areas)
    current = practices[practices["valid_to"].isna()]
    names = dict(zip(current["practice_code"], current["name"], strict=True))
    if registered is not None:
        registered = registered[registered["practice_code"].isin(codes)]
    tables = {
        "organisation": practices,
        "small_area": modal_members(areas, registered, current, drawn),
        "neighbourhood_member": neighbourhood_members(inputs),
        "list_size": list_sizes(inputs, codes),
        "registration_by_lsoa": registered,
        "published_register": published_registers(inputs, codes),
        "comparator": comparators(inputs, names),
        "small_area_change": changes_of(inputs, areas),
    }
    return {name: table for name, table in tables.items() if table is not None}, drawn


def write_table(table: pd.DataFrame, path: Path, dataset: Dataset) -> None:
    """Write one table as its declaration has it: types, order, missing as null."""
    schema = arrow_schema(dataset, list(table.columns))
    ordered = table.reindex(columns=schema.names).sort_values(list(dataset.sorted_by))
    arrow = pa.Table.from_pandas(ordered, schema, preserve_index=False)
    pq.write_table(arrow, path, compression="zstd", row_group_size=ROW_GROUP)


def _newest(inputs: Inputs) -> date:
    newest = inputs.one("practices")
    if newest is not None and newest.day != UNDATED:
        return newest.day
    if newest is None:
        return UNDATED  # the missing list of practices is refused where it is read
    raise RefusedInput(
        f"'{newest.name}' does not say its date. Put the month in its name, such as "
        "2026-07, or give --as-at 2026-07-01."
    )
