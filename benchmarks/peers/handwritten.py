"""Every kind of leaf as the best SQL that we can write by hand, on the same files.

A query names the people and, where others can be unknown, whether it holds for them.
It reads only the files of the kind asked for, takes one pass where that is possible,
and asks for nothing that it does not need.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Query:
    """One leaf: as we ask it, the tables behind it, and the SQL.

    `otherwise`: what holds for people whom the SQL does not name.
    """

    wire: Mapping[str, object]
    tables: tuple[str, ...]
    sql: str
    otherwise: bool = False


def _measured(bounds: Mapping[str, object], sql: str) -> Query:
    wire = {"measurement": {"of": "hba1c", **bounds}}
    return Query(wire, ("measurement/hba1c",), sql)


ACTIVE = """
SELECT person_id FROM read_parquet($files)
WHERE date <= $day
GROUP BY person_id
HAVING max(date) > coalesce(
    max(date) FILTER (kind = 'resolution'), DATE '0001-01-01')
"""
EVER = """
SELECT DISTINCT person_id FROM read_parquet($files)
WHERE date <= $day AND kind = 'diagnosis'
"""
NEW = """
SELECT person_id FROM read_parquet($files)
WHERE date <= $day AND kind = 'diagnosis'
GROUP BY person_id HAVING min(date) > $day - INTERVAL 12 MONTH
"""
LATEST = """
SELECT person_id,
    max(date) = coalesce(
        max(date) FILTER (value >= 58), DATE '0001-01-01') AS holds
FROM read_parquet($files)
WHERE date <= $day AND value IS NOT NULL
GROUP BY person_id
"""
WITHIN_YEAR = "date <= $day AND date > $day - INTERVAL 12 MONTH"
ANY = f"""
SELECT person_id, max(value) >= 58 AS holds FROM read_parquet($files)
WHERE {WITHIN_YEAR} AND value IS NOT NULL
GROUP BY person_id
"""  # noqa: S608  # our own words
MEAN = f"""
SELECT person_id, round(avg(value), 9) >= 58 AS holds FROM read_parquet($files)
WHERE {WITHIN_YEAR} AND value IS NOT NULL
GROUP BY person_id
"""  # noqa: S608  # our own words
TWICE = """
SELECT person_id, coalesce(max(date) FILTER (value >= 58)
    >= min(date) FILTER (value >= 58) + 30, FALSE) AS holds
FROM read_parquet($files)
WHERE date <= $day AND date > $day - INTERVAL 24 MONTH AND value IS NOT NULL
GROUP BY person_id
"""
DONE = f"""
SELECT DISTINCT person_id FROM read_parquet($files) WHERE {WITHIN_YEAR}
"""  # noqa: S608  # our own words
OPERATED = """
SELECT DISTINCT person_id FROM read_parquet($files)
WHERE date <= $day AND starts_with(replace(upper(opcs4), '.', ''), 'W37')
"""
ADMITTED = """
SELECT person_id FROM read_parquet($files)
WHERE start <= $day AND start > $day - INTERVAL 12 MONTH
GROUP BY person_id HAVING count(*) >= 2
"""
FEW = """
SELECT person_id FROM read_parquet($files)
WHERE start <= $day AND start > $day - INTERVAL 12 MONTH
GROUP BY person_id HAVING count(*) BETWEEN 1 AND 3
"""
WAITING = """
SELECT DISTINCT person_id FROM read_parquet($files)
WHERE referred_on <= $day - 126 AND (treated_on IS NULL OR treated_on > $day)
"""
SCORE = """
SELECT person_id, arg_max(value, date) > 0.24 AND arg_max(value, date) <= 0.36 AS holds
FROM read_parquet($files)
WHERE date <= $day AND value IS NOT NULL
GROUP BY person_id
"""
SEQUENCE = """
SELECT DISTINCT one.person_id
FROM read_parquet($files[1]) AS one JOIN read_parquet($files[2]) AS two
    ON one.person_id = two.person_id
    AND two.start > one.start AND two.start <= one.start + 30
WHERE one.start <= $day AND one.start > $day - INTERVAL 12 MONTH
    AND two.start <= $day AND two.start > $day - INTERVAL 12 MONTH
"""
TOLD = """
SELECT DISTINCT person_id FROM read_parquet($files)
WHERE informed_on <= $day AND stage >= 3
"""
BORN = """
SELECT DISTINCT person_id FROM read_parquet($files)
WHERE delivered_on <= $day AND delivered_on > $day - INTERVAL 24 MONTH
"""
STATIN = {"medication": {"of": "statin", "within_months": 12}}
AE, ADMISSION = "activity/ae", "activity/emergency_admission"

QUERIES: dict[str, Query] = {
    "active condition": Query(
        {"condition": {"is": "hypertension"}}, ("condition/hypertension",), ACTIVE
    ),
    "condition ever": Query(
        {"condition": {"is": "depression", "state": "ever"}},
        ("condition/depression",),
        EVER,
    ),
    "new condition": Query(
        {"condition": {"is": "depression", "state": "new", "within_months": 12}},
        ("condition/depression",),
        NEW,
    ),
    "latest value": _measured({"at_least": 58}, LATEST),
    "any value": _measured({"at_least": 58, "which": "any", "within_months": 12}, ANY),
    "mean value": _measured(
        {"at_least": 58, "which": "mean", "within_months": 12}, MEAN
    ),
    "value twice": _measured(
        {"at_least": 58, "times_at_least": 2, "days_apart": 30, "within_months": 24},
        TWICE,
    ),
    "medication": Query(STATIN, ("medication/statin",), DONE),
    "no record": Query(
        {"no_record_of": STATIN}, ("medication/statin",), DONE, otherwise=True
    ),
    "process": Query(
        {"process": {"of": "medication_review", "within_months": 12}},
        ("process/medication_review",),
        DONE,
    ),
    "procedure": Query({"procedure": {"opcs4": ["W37"]}}, ("procedure",), OPERATED),
    "activity twice": Query(
        {"activity": {"of": "ae", "within_months": 12, "count_at_least": 2}},
        (AE,),
        ADMITTED,
    ),
    "activity at most": Query(
        {
            "activity": {
                "of": "ae",
                "within_months": 12,
                "count_at_least": 1,
                "count_at_most": 3,
            }
        },
        (AE,),
        FEW,
    ),
    "waiting": Query({"waiting": {"weeks_at_least": 18}}, ("waiting",), WAITING),
    "cancer": Query({"cancer": {"stage_at_least": 3}}, ("cancer_pathway",), TOLD),
    "maternity": Query({"maternity": {"within_months": 24}}, ("maternity",), BORN),
    "score": Query(
        {"score": {"of": "efi", "band": ["moderate"]}}, ("score/efi",), SCORE
    ),
    "sequence": Query(
        {
            "sequence": {
                "first": {"activity": {"of": "ae", "within_months": 12}},
                "then": {
                    "activity": {"of": "emergency_admission", "within_months": 12}
                },
                "within_days": 30,
            }
        },
        (AE, ADMISSION),
        SEQUENCE,
    ),
}
