"""Releases new cases of a condition per 1,000 person-years at risk, by area."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, limits, marks, reasons, text, whole
from phm_core.gateway.ground import (
    area_columns,
    deprivation,
    deprivation_columns,
    not_ranked_note,
    rankable,
)
from phm_core.gateway.shares import (
    careful,
    correlation_of,
    hidden_note,
    vector_of,
    without,
)
from phm_core.gateway.strata import standardised
from phm_core.governance.disclosure import Release
from phm_core.governance.rule import Rule
from phm_core.methods import compare, crude_rate
from phm_core.period import long_date

PER = 1_000.0
DAYS_IN_YEAR = 365.25
TITLES = {"value": "rate", "lower": "lower", "upper": "upper"}


def incidence(asked: Asked, answer: answers.Incidence) -> Parts:
    """First diagnoses among people who had none before, and their time at risk."""
    rule = asked.rule
    total = answer.whole
    cases = vector_of(answer.risk.cases, int(total.cases[0]), rule)
    whole_cases = vector_of(total.cases, int(total.cases[0]), rule)
    columns = _columns(answer.risk, total, cases, rule)
    areas = answer.areas
    table = pa.table(
        area_columns(areas)
        | columns
        | deprivation_columns(answer.ground, rule)
        | rankable(areas)
    )
    whole_table = pa.table(
        {"code": text([""]), "name": text(["Whole"])}
        | _columns(total, total, whole_cases, rule)
        | deprivation_columns(answer.whole_ground, rule)
        | {"rankable": pa.array([False])}
    )
    imd = np.where(areas.rankable, deprivation(answer.ground, rule)["imd"], np.nan)
    facts = {}
    for name, column in (("crude", "rate"), ("adjusted", "adjusted")):
        values = columns[column].to_numpy(zero_copy_only=False)
        facts |= correlation_of(name, imd, values)
    facts["correlation_areas"] = facts.pop("correlation_crude_areas")
    notes = (
        f"New: first recorded after {long_date(answer.since)}, up to and including "
        f"{long_date(answer.as_at)}. Adjusted for age and sex to the European Standard "
        "Population 2013, from 10 cases.",
        *hidden_note(cases, areas.level.plural),
        *not_ranked_note(areas),
    )
    tables = {"areas": table, "whole": whole_table}
    return Parts(facts=facts | {"standard": "ESP2013"}, tables=tables, notes=notes)


def _columns(
    time: answers.PersonTime, total: answers.PersonTime, cases: Release, rule: Rule
) -> dict[str, pa.Array]:
    years = np.round(time.days / DAYS_IN_YEAR)
    rate = crude_rate(cases.values, years, per=PER)
    hidden = np.isnan(cases.values)
    usual, wider, benchmark = (
        careful(estimates, rule)
        for estimates in (
            *_adjusted(time, total, hidden),
            _adjusted(total, total, np.zeros(1, dtype=bool))[0],
        )
    )
    found = marks(hidden, empty=time.days == 0, small=usual.reason != "")
    return {
        "new_cases": whole(cases.values),
        "person_years": whole(years),
        **{title: decimal(getattr(rate, part), 2) for part, title in TITLES.items()},
        **limits("adjusted", usual, 2),
        "compared": text(compare(usual, benchmark.value[0]).position),
        "compared_998": text(compare(wider, benchmark.value[0]).position),
        "mark": text(found),
        "reason": reasons(found),
    }


def _adjusted(time: answers.PersonTime, total: answers.PersonTime, hidden: np.ndarray):
    found = standardised(
        time.case_strata,
        time.day_strata / DAYS_IN_YEAR,
        total.day_strata,
        per=PER,
    )
    return without(found.usual, hidden), without(found.wider, hidden)
