"""The Demo ICS's published figures: registrations, lists, registers, comparators."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.synthetic import demo_gazetteer as gazetteer
from phm_core.synthetic import demo_organisations as organisations
from phm_core.synthetic import national
from phm_core.synthetic.demo_organisations import CLOSED_PRACTICE
from phm_core.synthetic.demo_registers import AGE_BANDS, SEX_ORDER, YEARS, Registers
from phm_core.synthetic.demo_tables import County, as_table, narrowed

ENGLAND = ("england", "E92000001", "England")
COUNTY = ("sub_icb", gazetteer.SUB_ICB_CODE, gazetteer.ICB_NAME)
SOURCE = "Quality and Outcomes Framework 2024-25, NHS England; the county is fictional"
COMPARATOR = (
    "area_type",
    "area_code",
    "area_name",
    "indicator",
    "indicator_name",
    "period",
    "numerator",
    "denominator",
    "value",
    "unit",
    "sex",
    "list_type",
    "source",
)


def registration_by_lsoa(county: County) -> pa.Table:
    """Registered people by practice and small area."""
    codes = np.array([*county.codes, *organisations.OUTSIDE])
    surgeries = np.array([surgery.code for surgery in county.surgeries])
    column, row = np.nonzero(county.registered.T)
    return narrowed(
        pa.table(
            {
                "practice_code": pa.array(surgeries[column]),
                "lsoa21": pa.array(codes[row]),
                "patients": pa.array(county.registered[row, column]),
            }
        )
    )


def list_size(county: County, sizes: NDArray[np.integer]) -> pa.Table:
    """Patients by practice, age band and sex."""
    rows = [
        (surgery.code, band, sex, int(sizes[p, s, b]))
        for p, surgery in enumerate(county.surgeries)
        if surgery.code != CLOSED_PRACTICE
        for b, band in enumerate(AGE_BANDS)
        for s, sex in enumerate(SEX_ORDER)
    ]
    return narrowed(as_table(rows, ("practice_code", "age_band", "sex", "patients")))


def published_register(county: County, published: list[Registers]) -> pa.Table:
    """The 21 registers of every practice in both years."""
    rows = [
        (
            surgery.code,
            entry.condition_id,
            year,
            int(entry.register[year][p]),
            int(entry.list_size[year][p]),
            entry.list_type,
        )
        for p, surgery in enumerate(county.surgeries)
        for entry in published
        for year in YEARS
        if entry.list_size[year][p]
    ]
    names = (
        "practice_code",
        "condition_id",
        "year",
        "register",
        "list_size",
        "list_type",
    )
    return narrowed(as_table(rows, names))


def comparator(published: list[Registers]) -> pa.Table:
    """Registers of England (as published) and of the county (its practices' sum)."""
    england = national.figures()["qof_2024_25_england"]
    codes = {d.condition_id: d.register for d in national.diseases().values()}
    rows = []
    for entry in published:
        totals = england[codes[entry.condition_id]]
        rows.append(
            (*ENGLAND, *_counted(entry, totals["register"], totals["list_size"]))
        )
        for year in YEARS:
            register, size = entry.register[year].sum(), entry.list_size[year].sum()
            rows.append((*COUNTY, *_counted(entry, int(register), int(size), year)))
    rows += [(*ENGLAND, *row) for row in _achievement()]
    return as_table(sorted(rows, key=str), COMPARATOR)


def _achievement() -> Iterator[tuple[object, ...]]:
    """QOF achievement of England as published, and with adjusted people counted in."""
    found = national.figures()["qof_achievement_2024_25_england"]
    for code, figure in found.items():
        if code == "source":
            continue
        net, adjusted = figure["achievement"], figure["adjusted_for"]
        everyone = round(net * (1 - adjusted / 100), 2)
        for scheme, value in (("qof", net), ("qof_everyone", everyone)):
            yield (
                *(f"{scheme}:{code}", code, YEARS[1], None, None),
                *(value, "percent", "persons", None, SOURCE),
            )


def _counted(
    entry: Registers, register: int, list_size: int, year: str = YEARS[1]
) -> tuple[object, ...]:
    words = entry.condition_id.replace("_", " ") + " register"
    value = 100 * register / list_size
    indicator = f"prevalence:{entry.condition_id}"
    counts = (float(register), float(list_size), value, "percent", "persons")
    return (indicator, words, year, *counts, entry.list_type, SOURCE)
