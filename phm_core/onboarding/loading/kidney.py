"""eGFR from creatinine, where nobody reported one that day: CKD-EPI 2009 or 2021.

Sources: Levey and others, Annals of Internal Medicine 2009, without the factor for
ethnicity (NICE NG203); Inker and others, New England Journal of Medicine 2021.
"""

from dataclasses import dataclass

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    DuckDBPyRelation,
    Expression,
    FunctionExpression,
)

C, F, K = ColumnExpression, FunctionExpression, ConstantExpression
UMOL_PER_MG = 88.42
ADULT = 18
SOURCE = "worked out from creatinine ({equation})"
ONE = 1.0


@dataclass(frozen=True)
class Equation:
    """factor x min(s/k, 1)^below x max(s/k, 1)^above x by_year^age, times for women."""

    title: str
    factor: float
    above: float
    by_year: float
    women: float
    below: dict[str, float]


KNEE = {"female": 0.7, "male": 0.9}
EQUATIONS = {
    "ckd_epi_2009": Equation(
        "CKD-EPI 2009", 141, -1.209, 0.993, 1.018, {"female": -0.329, "male": -0.411}
    ),
    "ckd_epi_2021": Equation(
        "CKD-EPI 2021", 142, -1.200, 0.9938, 1.012, {"female": -0.241, "male": -0.302}
    ),
}


def worked_out(
    creatinine: DuckDBPyRelation,
    reported: DuckDBPyRelation | None,
    people: DuckDBPyRelation,
    equation: Equation,
) -> DuckDBPyRelation:
    """Rows of eGFR for adults whose sex and birth are known, a day once.

    creatinine, reported: rows of the contract's measurement table.
    """
    known = people.select(
        C("person_id").alias("whose"), C("birth_month"), C("sex").alias("their_sex")
    )
    both = creatinine.set_alias("a").join(
        known.set_alias("b"), C("person_id") == C("whose")
    )
    age = F("datesub", K("year"), C("birth_month"), C("date"))
    sex_known = C("their_sex").isin(*map(K, KNEE))
    adults = both.filter(C("value").isnotnull() & sex_known & (age >= K(ADULT)))
    value = F("round", estimated(C("value"), age, C("their_sex"), equation), K(0))
    rows = adults.aggregate([C("person_id"), C("date"), F("min", value).alias("value")])
    if reported is not None:
        there = reported.select(C("person_id").alias("p"), C("date").alias("d"))
        same = (C("person_id") == C("p")) & (C("date") == C("d"))
        rows = rows.set_alias("a").join(there.set_alias("b"), same, how="anti")
    return rows.select(
        C("person_id"),
        K("egfr").alias("measure_id"),
        C("date"),
        C("value").cast("DOUBLE").alias("value"),
        K("mL/min/1.73m2").alias("unit"),
        K(SOURCE.format(equation=equation.title)).alias("source"),
    )


def estimated(
    creatinine: Expression, age: Expression, sex: Expression, equation: Equation
) -> Expression:
    """eGFR in mL/min/1.73m2 from creatinine in umol/L."""
    female = sex == K("female")
    knee = CaseExpression(female, K(KNEE["female"])).otherwise(K(KNEE["male"]))
    below = CaseExpression(female, K(equation.below["female"])).otherwise(
        K(equation.below["male"])
    )
    women = CaseExpression(female, K(equation.women)).otherwise(K(ONE))
    ratio = creatinine / K(UMOL_PER_MG) / knee
    return (
        K(equation.factor)
        * F("pow", F("least", ratio, K(ONE)), below)
        * F("pow", F("greatest", ratio, K(ONE)), K(equation.above))
        * F("pow", K(equation.by_year), age.cast("DOUBLE"))
        * women
    )
