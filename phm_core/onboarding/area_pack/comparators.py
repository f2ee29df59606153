"""Published figures of other areas, in one table whatever their layout."""

from collections.abc import Callable, Mapping

import pandas as pd

from phm_core.onboarding.area_pack.dates import financial_year, years_of
from phm_core.onboarding.area_pack.recognise import Input, Inputs
from phm_core.onboarding.area_pack.registers import register_rows

ENGLAND = ("E92000001", "England")
COLUMNS = [
    "area_type",
    "area_code",
    "area_name",
    "indicator",
    "indicator_name",
    "period",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "unit",
    "sex",
    "age",
    "category",
    "list_type",
    "source",
]
NUMBERS = ["numerator", "denominator", "value", "lower", "upper"]
ORDER = ["indicator", "period", "area_type", "area_code", "sex", "age", "category"]
SEXES = {"persons": "persons", "female": "female", "male": "male"}
# First match wins: what publishers call a kind of area, or the form of its code.
AREA_TYPES = {
    "england": r"england|country|E92.*",
    "region": r".*region.*|E12.*|E40.*|Y\d\d",
    "sub_icb": r".*sub.*|.*ccg.*|E38.*",
    "icb": r".*icb.*|.*stp.*|E54.*|Q[A-Z0-9]{2}",
    "pcn": r".*pcn.*|U\d{5}",
    "district": r".*district.*|E07.*",
    "council": r".*count.*|.*ua.*|E06.*|E08.*|E09.*|E10.*",
    "practice": r".*gp.*|.*practice.*|[A-Z]\d{5}",
}
OTHER = "other"
ACHIEVED = ["numerator", "denominator", "pcas"]


def comparators(inputs: Inputs, practices: Mapping[str, str]) -> pd.DataFrame | None:
    """Every comparator file in the columns of the comparator table.

    Figures of single practices are kept for those in `practices` (code to name).
    """
    frames = [read(item) for kind, read in READERS.items() for item in inputs.all(kind)]
    if not frames:
        return None
    table = pd.concat([frame.reindex(columns=COLUMNS) for frame in frames])
    table[NUMBERS] = table[NUMBERS].astype("Float64")
    own = table["area_code"].isin(list(practices))
    table = table[own | (table["area_type"] != "practice")]
    table["area_name"] = table["area_name"].fillna(table["area_code"].map(practices))
    table["area_name"] = table["area_name"].fillna(table["area_code"])
    return table.drop_duplicates().sort_values(ORDER, ignore_index=True)


def area_types(said: pd.Series) -> pd.Series:
    """Kind of area from a publisher's word for it, or from the area's code."""
    found = pd.Series(OTHER, index=said.index)
    for kind, form in reversed(AREA_TYPES.items()):
        found = found.mask(said.str.fullmatch(form, case=False), kind)
    return found


def england_registers(item: Input) -> pd.DataFrame:
    """QOF registers of all England."""
    code, name = ENGLAND
    return _registers(item).assign(area_type="england", area_code=code, area_name=name)


def icb_registers(item: Input) -> pd.DataFrame:
    """QOF registers of ICBs, or of sub-ICBs where the file has those."""
    kind = "sub_icb" if "sub_icb_code" in item.table else "icb"
    rows = _registers(item).rename(columns={f"{kind}_name": "area_name"})
    return rows.assign(area_type=kind, area_code=rows[f"{kind}_code"])


def _registers(item: Input) -> pd.DataFrame:
    rows = register_rows(item)
    return rows.assign(
        indicator="prevalence:" + rows["condition_id"],
        indicator_name=rows["condition_id"].str.replace("_", " ") + " register",
        period=rows["year"],
        numerator=rows["register"],
        denominator=rows["list_size"],
        value=100 * rows["register"] / rows["list_size"],
        unit="percent",
        sex="persons",
        source="Quality and Outcomes Framework, NHS England",
    )


def achievement(item: Input) -> pd.DataFrame:
    """QOF achievement of practices: numerator and denominator of each indicator.

    qof:CODE is as published, without people under a personalised care adjustment;
    qof_everyone:CODE has them in the denominator, where their number is published.
    """
    years = years_of(item.name, item.get("year"), len(item.table))
    long = item.table.assign(
        period=years,
        value=item.numbers("value"),
        measure=item.table["measure"].str.lower(),
    )
    long = long[long["measure"].isin(ACHIEVED)]
    wide = long.pivot_table(
        index=["practice_code", "indicator", "period"],
        columns="measure",
        values="value",
        aggfunc="first",
    ).reset_index()
    keys = ["practice_code", "indicator", "period"]
    net = wide.reindex(columns=[*keys, *ACHIEVED]).assign(scheme="qof:")
    everyone = net.dropna(subset="pcas").assign(
        scheme="qof_everyone:",
        denominator=lambda rows: rows[["denominator", "pcas"]].sum(axis=1),
    )
    wide = pd.concat([net, everyone], ignore_index=True)
    return wide.assign(
        area_type="practice",
        area_code=wide["practice_code"],
        indicator=wide["scheme"] + wide["indicator"].str.upper(),
        indicator_name=wide["indicator"].str.upper(),
        value=100 * wide["numerator"] / wide["denominator"].where(lambda n: n > 0),
        unit="percent",
        sex="persons",
        source="Quality and Outcomes Framework, NHS England",
    )


def fingertips(item: Input) -> pd.DataFrame:
    """An export of the Fingertips tool (OHID)."""
    rows = _published(item)
    return rows.assign(
        area_type=area_types(rows["area_type"]),
        indicator="fingertips:" + rows["indicator"],
        source="Fingertips, Office for Health Improvement and Disparities",
    )


def cvdprevent(item: Input) -> pd.DataFrame:
    """An export of the CVDPREVENT audit."""
    rows = _published(item)
    return rows.assign(
        area_type=area_types(rows["area_code"]),
        indicator="cvdprevent:" + rows["indicator"],
        source="CVDPREVENT, NHS Benchmarking Network",
    )


def _published(item: Input) -> pd.DataFrame:
    given = {name: item.numbers(name) for name in NUMBERS if name in item.table}
    rows = item.table.assign(**given)
    years = {period: financial_year(period) for period in rows["period"].unique()}
    kind, group = item.get("category_type"), item.get("category")
    if kind is not None and group is not None:
        group = (kind + ": " + group).mask((kind == "") | (group == ""))
    return rows.assign(
        period=rows["period"].map(years).fillna(rows["period"]),
        sex=rows["sex"].str.lower().map(SEXES) if "sex" in rows else None,
        category=group,
    )


READERS: Mapping[str, Callable[[Input], pd.DataFrame]] = {
    "england_registers": england_registers,
    "icb_registers": icb_registers,
    "achievement": achievement,
    "fingertips": fingertips,
    "cvdprevent": cvdprevent,
}
