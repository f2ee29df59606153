"""Everybody's columns for the peers: leaves, groups and conditions, answered before.

Prepared as generously as for our engine: one row a person in the order of person_id,
leaves as true, false or not known, groups as categories.
"""

from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.cohort import COHORT, LEAVES
from benchmarks.ground import Ground
from phm_core.engine.bits import Words, to_flags

GROUPS = (
    "age_group", "sex", "ethnicity_group", "ethnicity", "deprivation_decile",
    "smoking", "housing_tenure", "employment", "main_language", "lives_alone",
    "pcn", "place",
)  # fmt: skip

READ_GROUPS = """
SELECT
    person_id,
    CASE
        WHEN birth_month > $day - INTERVAL 18 YEAR THEN '0-17'
        WHEN birth_month > $day - INTERVAL 40 YEAR THEN '18-39'
        WHEN birth_month > $day - INTERVAL 65 YEAR THEN '40-64'
        WHEN birth_month > $day - INTERVAL 80 YEAR THEN '65-79'
        WHEN birth_month IS NOT NULL THEN '80+'
    END AS age_group,
    date_diff('year', birth_month, $day)
        - (birth_month + INTERVAL (date_diff('year', birth_month, $day)) YEAR
            > $day)::INTEGER AS age,
    nullif(sex, 'unknown') AS sex,
    ethnicity_group, ethnicity,
    imd_decile::VARCHAR AS deprivation_decile,
    smoking, housing_tenure, employment, main_language,
    lives_alone::VARCHAR AS lives_alone,
    lsoa21 AS lsoa, pcn_code AS pcn, place_code AS place
FROM read_parquet($people)
LEFT JOIN (
    SELECT practice_code, pcn_code, place_code
    FROM read_parquet($practices)
    WHERE (valid_from IS NULL OR valid_from <= $day)
        AND (valid_to IS NULL OR valid_to > $day)
    UNION ALL
    SELECT practice_code, arg_max(pcn_code, valid_from), arg_max(place_code, valid_from)
    FROM read_parquet($practices)
    GROUP BY practice_code
    HAVING NOT bool_or((valid_from IS NULL OR valid_from <= $day)
        AND (valid_to IS NULL OR valid_to > $day))
) USING (practice_code)
ORDER BY person_id
"""


class Everyone:
    """Columns of everybody, in the forms that the peers want."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def flags(self, words: Words) -> NDArray[np.bool_]:
        """Bits as one true or false a person."""
        return to_flags(words, self._ground.engine.index.count)

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """Whether the cohort's population has each person."""
        return self.flags(self._ground.scope(COHORT).people)

    @cached_property
    def must(self) -> pd.DataFrame:
        """Leaves that are true."""
        return self._bounds("must")

    @cached_property
    def may(self) -> pd.DataFrame:
        """Leaves that are true or not known."""
        return self._bounds("may")

    def _bounds(self, bound: str) -> pd.DataFrame:
        leaves = {name: self._ground.leaf(wire) for name, wire in LEAVES.items()}
        return pd.DataFrame(
            {name: self.flags(getattr(leaf, bound)) for name, leaf in leaves.items()}
        )

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Groups of each person as categories, and age in years."""
        ground = self._ground
        values = {
            "day": ground.day,
            "people": ground.files("person"),
            "practices": ground.files("organisation"),
        }
        read = ground.duck.execute(READ_GROUPS, values).df().drop(columns="person_id")
        return read.astype(dict.fromkeys((*GROUPS, "lsoa"), "category"))

    @cached_property
    def conditions(self) -> pd.DataFrame:
        """Long-term conditions that each person has."""
        catalogue = self._ground.catalogue
        return pd.DataFrame(
            {
                identity: self.flags(
                    self._ground.leaf({"condition": {"is": identity}}).must
                )
                for identity, entry in catalogue.conditions.items()
                if entry.long_term
            }
        )
