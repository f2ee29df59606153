"""Members of neighbourhoods: practices or small areas, dated, many to many."""

import pandas as pd

from phm_core.errors import RefusedInput
from phm_core.onboarding.area_pack.recognise import Inputs

MEMBERS = ["practice_code", "lsoa21"]
DAYS = ["valid_from", "valid_to"]


def neighbourhood_members(inputs: Inputs) -> pd.DataFrame | None:
    """Rows of the neighbourhood file; each names one practice or one small area."""
    item = inputs.one("neighbourhoods")
    if item is None:
        return None
    names = ["neighbourhood_code", "neighbourhood_name", *MEMBERS, *DAYS]
    table = item.table.reindex(columns=names)
    table = table.mask(table == "")
    given = table[MEMBERS].notna().sum(axis=1)
    if (given != 1).any():
        row = int((given != 1).to_numpy().argmax())
        raise RefusedInput(
            f"'{item.name}', row {row + 2}: give either a practice or a small area, "
            "one for each row."
        )
    for name in DAYS:
        try:
            table[name] = pd.to_datetime(table[name], format="ISO8601").dt.date
        except ValueError:
            raise RefusedInput(
                f"'{item.name}' has a '{name}' that is not a date. Write dates as "
                "year-month-day, such as 2026-10-31."
            ) from None
    return table.sort_values(["neighbourhood_code", *MEMBERS], ignore_index=True)
