"""Published figures of other areas, in one table whatever their layout."""

from collections.abc import Callable, Mapping

import pandas as pd

from phm_core.onboarding.area_pack.recognise import Input, Inputs
from phm_core.onboarding.area_pack.registers import register_rows

ENGLAND_CODE = "E92000001"
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


def comparators(inputs: Inputs) -> pd.DataFrame | None:
    """Every comparator file in the columns of the comparator table."""
    frames = [read(item) for kind, read in READERS.items() for item in inputs.all(kind)]
    if not frames:
        return None
    table = pd.concat([frame.reindex(columns=COLUMNS) for frame in frames])
    order = ["indicator", "period", "area_type", "area_code", "sex", "age", "category"]
    return table.drop_duplicates().sort_values(order, ignore_index=True)


def england_registers(item: Input) -> pd.DataFrame:
    """QOF registers of all England."""
    rows = register_rows(item)
    return _registers(rows).assign(
        area_type="england", area_code=ENGLAND_CODE, area_name="England"
    )


def _registers(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        indicator="prevalence:" + rows["condition_id"],
        indicator_name=rows["condition_id"].str.replace("_", " ") + " register",
        period=rows["year"],
        numerator=rows["register"].astype("Float64"),
        denominator=rows["list_size"].astype("Float64"),
        value=(100 * rows["register"] / rows["list_size"]).astype("Float64"),
        unit="percent",
        sex="persons",
        source="Quality and Outcomes Framework, NHS England",
    )


READERS: Mapping[str, Callable[[Input], pd.DataFrame]] = {
    "england_registers": england_registers,
}
