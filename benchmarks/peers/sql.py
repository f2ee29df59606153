"""The cohort as one SQL over the Parquet files, as a good analyst would write it."""

from benchmarks.ground import Ground

DISEASES = (
    "diabetes", "hypertension", "chronic_kidney_disease", "coronary_heart_disease",
    "dementia", "palliative_care", "obesity",
)  # fmt: skip

COUNT = """
WITH active AS MATERIALIZED (
    SELECT person_id, condition_id
    FROM read_parquet($conditions)
    WHERE date <= $day
    GROUP BY person_id, condition_id
    HAVING max(date) > coalesce(
        max(date) FILTER (kind = 'resolution'), DATE '0001-01-01')
),
diseases AS (
    SELECT
        person_id,
        bool_or(condition_id IN (
            'diabetes', 'hypertension', 'chronic_kidney_disease',
            'coronary_heart_disease')) AS long_term,
        bool_or(condition_id IN ('dementia', 'palliative_care')) AS other_care,
        count(*) FILTER (
            condition_id IN ('diabetes', 'hypertension', 'obesity')) AS risks
    FROM active
    GROUP BY person_id
    HAVING long_term AND NOT other_care
),
pressure AS (
    SELECT person_id
    FROM read_parquet($pressures)
    WHERE date <= $day AND value IS NOT NULL
    GROUP BY person_id
    HAVING max(date) > coalesce(
        max(date) FILTER (value < 130), DATE '0001-01-01')
)
SELECT count(*)
FROM read_parquet($people) AS person
JOIN diseases USING (person_id)
SEMI JOIN pressure USING (person_id)
WHERE registered_on <= $day
    AND (deregistered_on IS NULL OR deregistered_on > $day)
    AND (died_on IS NULL OR died_on > $day)
    AND birth_month <= $day - INTERVAL 40 YEAR
    AND imd_decile <= 5
    AND person_id NOT IN (
        SELECT person_id FROM read_parquet($plans)
        WHERE date <= $day AND date > $day - INTERVAL 12 MONTH)
    AND person_id NOT IN (
        SELECT person_id FROM read_parquet($medicines)
        WHERE date <= $day AND date > $day - INTERVAL 6 MONTH)
    AND risks
        + CASE WHEN smoking = 'current' THEN 1 ELSE 0 END
        + CASE WHEN person_id IN (
            SELECT person_id FROM read_parquet($attendances)
            WHERE start <= $day AND start > $day - INTERVAL 12 MONTH)
          THEN 1 ELSE 0 END >= 2
"""


class Cohort:
    """Counts the cohort with one query, on the files that our engine reads."""

    def __init__(self, ground: Ground) -> None:
        self._duck = ground.duck
        self._values = {
            "day": ground.day,
            "people": ground.files("person"),
            "conditions": ground.files(*(f"condition/{one}" for one in DISEASES)),
            "pressures": ground.files("measurement/systolic_bp"),
            "plans": ground.files("process/care_plan"),
            "medicines": ground.files("medication/anticoagulant"),
            "attendances": ground.files("activity/ae"),
        }

    def count(self) -> int:
        """People in the cohort."""
        ((people,),) = self._duck.execute(COUNT, self._values).fetchall()
        return people
