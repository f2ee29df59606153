"""The Demo ICS's public tables, as the datasets of the catalogue declare them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic import demo_gazetteer as gazetteer
from phm_core.synthetic import demo_organisations as organisations
from phm_core.synthetic import rates
from phm_core.synthetic.demo_land import Land, to_degrees
from phm_core.synthetic.demo_need import Need
from phm_core.synthetic.demo_organisations import Practice

CELLS_IN_WARD = 5
CELLS_IN_MSOA = 4
NEIGHBOURHOODS_BEGAN = date(2024, 4, 1)
REDRAWN = date(2025, 10, 1)
"""One small area moved to another neighbourhood on this day."""


@dataclass(frozen=True)
class County:
    """The county as made, before it is written down in tables."""

    land: Land
    need: Need
    surgeries: list[Practice]
    registered: NDArray[np.integer]

    @cached_property
    def codes(self) -> list[str]:
        """LSOA-like code of every small area."""
        return [f"D01{number:06d}" for number in range(1, self.need.rank.size + 1)]

    @cached_property
    def modal(self) -> NDArray[np.integer]:
        """Index of the network most residents of each small area are registered in."""
        networks = [network.code for network in gazetteer.NETWORKS]
        owner = [
            networks.index(s.network[0]) if s.network[0] in networks else -1
            for s in self.surgeries
        ]
        inside = self.registered[: len(self.codes)]
        by_network = np.stack(
            [inside[:, np.array(owner) == n].sum(axis=1) for n in range(len(networks))],
            axis=1,
        )
        return by_network.argmax(axis=1)

    @cached_property
    def neighbourhood(self) -> NDArray[np.integer]:
        """Index of the neighbourhood of each small area."""
        return organisations.neighbourhood_of(self.land.centres)

    @cached_property
    def district(self) -> NDArray[np.integer]:
        """Index of the district of each small area."""
        own = np.array([town.district for town in gazetteer.SETTLEMENTS])
        return own[self.land.settlement]


def groups_of(county: County, size: int) -> NDArray[np.integer]:
    """Number adjacent small areas of one settlement in groups of about `size`."""
    out = np.zeros(len(county.codes), dtype=np.int64)
    numbers = count()
    for town in range(len(gazetteer.SETTLEMENTS)):
        members = np.flatnonzero(county.land.settlement == town)
        middle = county.land.centres[members].mean(axis=0)
        east, north = (county.land.centres[members] - middle).T
        around = members[np.argsort(np.arctan2(north, east), kind="stable")]
        for part in np.array_split(around, max(1, round(around.size / size))):
            out[part] = next(numbers)
    return out


def organisation(county: County) -> pa.Table:
    """One row for each practice; the closed one has an end date."""
    rows = []
    for surgery in county.surgeries:
        lat, lon = organisations.position(surgery)
        rows.append(
            {
                "practice_code": surgery.code,
                "name": surgery.name,
                "pcn_code": surgery.network[0],
                "pcn_name": surgery.network[1],
                "place_code": surgery.place[0],
                "place_name": surgery.place[1],
                "sub_icb_code": gazetteer.SUB_ICB_CODE,
                "icb_code": gazetteer.ICB_CODE,
                "icb_name": gazetteer.ICB_NAME,
                "system_supplier": surgery.supplier,
                "lat": lat,
                "lon": lon,
                "special": surgery.code == organisations.SPECIAL_PRACTICE,
                "valid_from": surgery.valid_from,
                "valid_to": surgery.valid_to,
            }
        )
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["practice_code"]))


def small_area(county: County) -> pa.Table:
    """One row for each small area; those outside the county have a code and no more."""
    inside = _names(county) | _deprivation(county) | _residents(county)
    outside = len(organisations.OUTSIDE)
    columns = {name: [*values, *[None] * outside] for name, values in inside.items()}
    columns["lsoa21"][-outside:] = list(organisations.OUTSIDE)
    columns["lsoa21_name"][-outside:] = [
        f"Beyond the county {number:03d}" for number in range(1, outside + 1)
    ]
    columns["in_area"][-outside:] = [False] * outside
    return narrowed(pa.table(columns))


def _names(county: County) -> dict[str, list[object]]:
    wards, msoas = groups_of(county, CELLS_IN_WARD), groups_of(county, CELLS_IN_MSOA)
    own = [gazetteer.DISTRICTS[at] for at in county.district]
    networks = [gazetteer.NETWORKS[at] for at in county.modal]
    codes = county.codes
    return {
        "lsoa21": list(codes),
        "lsoa21_name": [f"{d[1]} {n:03d}" for n, d in enumerate(own, start=1)],
        "msoa21": [f"D02{number + 1:06d}" for number in msoas],
        "msoa_name": [
            f"{d[1]} M{number + 1:02d}" for d, number in zip(own, msoas, strict=True)
        ],
        "ward": [f"D05{number + 1:06d}" for number in wards],
        "ward_name": [ward_name(int(number)) for number in wards],
        "district": [district[0] for district in own],
        "district_name": [district[1] for district in own],
        "upper_tier": [gazetteer.UPPER_TIER[0]] * len(codes),
        "upper_tier_name": [gazetteer.UPPER_TIER[1]] * len(codes),
        "place_code": [gazetteer.PLACES[network.place][0] for network in networks],
        "pcn_code": [network.code for network in networks],
        "in_area": [True] * len(codes),
    }


def _deprivation(county: County) -> dict[str, list[object]]:
    need = county.need
    return {
        "imd_score": need.score.tolist(),
        "imd_rank": need.rank.tolist(),
        "imd_decile": need.tenth.tolist(),
        **{
            f"{name}_decile": tenths(rank).tolist()
            for name, rank in need.domains.items()
        },
    }


def _residents(county: County) -> dict[str, list[object]]:
    need = county.need
    centres = to_degrees(county.land.centres.astype(np.float64))
    groups = {
        f"ethnicity_{name}": need.ethnicity[:, at].tolist()
        for at, name in enumerate(rates.ETHNIC_GROUPS)
    }
    return {
        "population": need.residents.tolist(),
        "rural_urban": list(need.rurality),
        **groups,
        "lat": centres[:, 1].tolist(),
        "lon": centres[:, 0].tolist(),
    }


def tenths(rank: NDArray[np.integer]) -> NDArray[np.integer]:
    """National deprivation tenth of a national rank."""
    return np.minimum(rank * 10 // 33_756, 9) + 1


def ward_name(number: int) -> str:
    """An invented ward name; every number has its own."""
    words = gazetteer.WARD_WORDS
    return words[number % len(words)] + (" North" if number >= len(words) else "")


def narrowed(table: pa.Table) -> pa.Table:
    """Deciles as int8, other whole numbers as int32."""
    fields = []
    for field in table.schema:
        kind = field.type
        if pa.types.is_integer(kind):
            kind = pa.int8() if field.name.endswith("_decile") else pa.int32()
        fields.append(pa.field(field.name, kind))
    return table.cast(pa.schema(fields))


def neighbourhood_member(county: County) -> pa.Table:
    """Dated membership by small area and by practice; one small area moved."""
    rows = []
    named = [(code, name) for code, name, _, _ in gazetteer.NEIGHBOURHOODS]
    moved = int(np.flatnonzero(county.neighbourhood == 1)[0])
    for at, (code, owner) in enumerate(
        zip(county.codes, county.neighbourhood, strict=True)
    ):
        if at == moved:
            rows.append((*named[0], None, code, NEIGHBOURHOODS_BEGAN, REDRAWN))
            rows.append((*named[owner], None, code, REDRAWN, None))
        else:
            rows.append((*named[owner], None, code, NEIGHBOURHOODS_BEGAN, None))
    points = np.array([surgery.at for surgery in county.surgeries])
    nearest = organisations.neighbourhood_of(points)
    for surgery, owner in zip(county.surgeries, nearest, strict=True):
        if surgery.network != organisations.UNALLOCATED:
            ends = surgery.valid_to
            rows.append((*named[owner], surgery.code, None, NEIGHBOURHOODS_BEGAN, ends))
    names = ("neighbourhood_code", "neighbourhood_name", "practice_code", "lsoa21")
    return as_table(rows, (*names, "valid_from", "valid_to"))


def as_table(rows: Sequence[tuple[object, ...]], names: tuple[str, ...]) -> pa.Table:
    """Rows as a table with these column names."""
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
