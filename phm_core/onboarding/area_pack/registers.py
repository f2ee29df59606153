"""List sizes and published disease registers of practices."""

import pandas as pd

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.dates import years_of
from phm_core.onboarding.area_pack.recognise import Input, Inputs

# QOF group codes in the ids of the catalogue.
CONDITION_OF_GROUP = {
    "AF": "atrial_fibrillation",
    "AST": "asthma",
    "CAN": "cancer",
    "CHD": "coronary_heart_disease",
    "CKD": "chronic_kidney_disease",
    "COPD": "copd",
    "DEM": "dementia",
    "DEP": "depression",
    "DM": "diabetes",
    "EP": "epilepsy",
    "HF": "heart_failure",
    "HYP": "hypertension",
    "LD": "learning_disability",
    "MH": "serious_mental_illness",
    "NDH": "non_diabetic_hyperglycaemia",
    "OB": "obesity",
    "OST": "osteoporosis",
    "PAD": "peripheral_arterial_disease",
    "PC": "palliative_care",
    "RA": "rheumatoid_arthritis",
    "STIA": "stroke_tia",
}
SEXES = {
    "female": "female",
    "f": "female",
    "male": "male",
    "m": "male",
    "unknown": "unknown",
    "indeterminate": "unknown",
}
BAND = r"(\d+)[^\d]+(?:to[^\d]*)?(\d+)"
OPEN_BAND = r"(\d+) ?(?:\+|_?plus|_?and_?over|_?over)"
ALL = "all"
PRACTICE_TYPES = ("gp", "practice")


def list_sizes(inputs: Inputs, practices: set[str]) -> pd.DataFrame | None:
    """Patients by practice, age band ('0-4' to '95+') and sex."""
    item = inputs.one("list_size")
    if item is None:
        return None
    table = item.table.assign(patients=item.counts("patients"))
    table = table[table["practice_code"].isin(practices)]
    if "org_type" in table:
        table = table[table["org_type"].str.lower().isin(PRACTICE_TYPES)]
    totals = (table["sex"].str.lower() == ALL) | (table["age_band"].str.lower() == ALL)
    table = table[~totals].dropna(subset="patients")
    table = table.assign(
        sex=_sexes(table["sex"], item), age_band=_bands(table["age_band"], item)
    )
    key = ["practice_code", "age_band", "sex"]
    if table.duplicated(key).any():
        what = ", ".join(table[table.duplicated(key)].iloc[0][key])
        raise RefusedInput(
            f"'{item.name}' counts {what} more than once. Leave one row for each."
        )
    return table[[*key, "patients"]].astype({"patients": "int32"}).sort_values(key)


def _sexes(column: pd.Series, item: Input) -> pd.Series:
    sexes = column.str.lower().map(SEXES)
    if sexes.isna().any():
        wrong = column[sexes.isna()].iloc[0]
        raise RefusedInput(
            f"'{item.name}' has the sex '{wrong}'. Use female, male or unknown."
        )
    return sexes


def _bands(column: pd.Series, item: Input) -> pd.Series:
    text = column.str.lower()
    closed = text.str.extract(BAND)
    band = (closed[0] + "-" + closed[1]).fillna(text.str.extract(OPEN_BAND)[0] + "+")
    if band.isna().any():
        wrong = column[band.isna()].iloc[0]
        raise RefusedInput(
            f"'{item.name}' has the age band '{wrong}'. Write 40_44 or 95+."
        )
    return band


def published_registers(inputs: Inputs, practices: set[str]) -> pd.DataFrame | None:
    """Register and its own denominator by practice, condition and year.

    Raises RefusedInput when two files give one year.
    """
    frames = [register_rows(item) for item in inputs.all("registers")]
    if not frames:
        return None
    table = pd.concat(frames, ignore_index=True)
    table = table[table["practice_code"].isin(practices)]
    key = ["practice_code", "condition_id", "year"]
    repeated = table[table.duplicated(key, keep=False)].sort_values(key)
    if len(repeated):
        files = "' and '".join(sorted(repeated["file"].unique()))
        raise RefusedInput(
            f"'{files}' gives the registers of {repeated['year'].iloc[0]} more than "
            "once. Leave one file for each year."
        )
    columns = [*key, "register", "list_size", "list_type"]
    return table[columns].sort_values(key, ignore_index=True)


def register_rows(item: Input) -> pd.DataFrame:
    """Rows of a register file with condition ids and financial years."""
    table = item.table
    years = years_of(item.name, item.get("year"), len(table))
    groups = table["condition"].str.upper()
    return table.assign(
        condition_id=groups.map(CONDITION_OF_GROUP),
        year=years,
        register=item.counts("register").astype("Int32"),
        list_size=item.counts("list_size").astype("Int32"),
        list_type=table["list_type"].str.upper(),
        file=item.name,
    ).dropna(subset="condition_id")
