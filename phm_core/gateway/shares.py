"""Releases shares of people by area: crude, standardised, and against the whole."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import (
    Floats,
    decimal,
    limits,
    marks,
    reasons,
    text,
    whole,
)
from phm_core.gateway.ground import (
    area_columns,
    deprivation,
    deprivation_columns,
    not_ranked_note,
    rankable,
)
from phm_core.gateway.strata import PERCENT, expected_from, standardised_shares
from phm_core.governance.disclosure import Release, release_vector
from phm_core.governance.released import Fact
from phm_core.governance.rule import Rule
from phm_core.methods import Estimates, compare, correlation, isr, proportion

ADJUSTED_NOTE = (
    "Adjusted: directly standardised for age and sex to the European Standard "
    "Population 2013, from 10 cases."
)


@dataclass(frozen=True, eq=False)
class Shown:
    """The rows of one table before they become columns: arrays of one length."""

    people: Floats
    count: Floats
    crude: Estimates
    adjusted: Estimates
    wider: Estimates
    expected: Floats
    ratio: Estimates
    empty: np.ndarray


def rate(asked: Asked, answer: answers.Rate) -> Parts:
    """Share of people in a cohort by area, and of the whole."""
    rule = asked.rule
    totals = answer.whole
    everyone = totals.among_strata
    people = vector_of(answer.share.among, int(totals.among[0]), rule)
    counted = vector_of(answer.share.counted, int(totals.counted[0]), rule)
    shown = _shown(answer.share, totals, (people, counted), rule)
    against = _shown(
        totals,
        totals,
        (release_vector(totals.among, rule), release_vector(totals.counted, rule)),
        rule,
    )
    areas = answer.areas
    table = pa.table(
        area_columns(areas)
        | columns_of(shown, against)
        | deprivation_columns(answer.ground, rule)
        | rankable(areas)
    )
    whole_table = pa.table(
        {"code": text([""]), "name": text(["Whole"])}
        | columns_of(against, against)
        | deprivation_columns(answer.whole_ground, rule)
        | {"rankable": pa.array([False])}
    )
    imd = deprivation(answer.ground, rule)["imd"]
    facts = correlations(imd, shown, areas.rankable) | {
        "standard": "ESP2013",
        "rounded_to": rule.round_to,
    }
    notes = (
        ADJUSTED_NOTE,
        *hidden_note(counted, areas.level.plural),
        *not_ranked_note(areas),
        *unknown_sex_note(everyone),
    )
    return Parts(
        facts=EMPTY_FACTS | facts,
        tables={"areas": table, "whole": whole_table},
        notes=notes,
    )


EMPTY_FACTS: dict[str, Fact] = dict.fromkeys(
    ("year", "list_type", "practices_counted", "practices_total", "england")
)


def vector_of(counts: np.ndarray, total: int, rule: Rule) -> Release:
    """Counts of areas whose whole is shown too; overlapping areas have no total."""
    partition = int(counts.sum()) <= total
    return release_vector(counts, rule, total=total if partition else None)


def _shown(
    share: answers.Share,
    totals: answers.Share,
    released: tuple[Release, Release],
    rule: Rule,
) -> Shown:
    people, count = (shown.values for shown in released)
    hidden = np.isnan(people) | np.isnan(count)
    rates = standardised_shares(
        share.counted_strata, share.among_strata, totals.among_strata
    )
    awaited = expected_from(
        totals.counted_strata, totals.among_strata, share.among_strata
    )
    # Standardised figures follow from exact counts: one decimal cannot give them back.
    awaited = awaited if rule.exact else np.round(awaited, 1)
    awaited = np.where(np.isnan(people), np.nan, awaited)
    return Shown(
        people=people,
        count=count,
        crude=proportion(count, people, per=PERCENT),
        adjusted=careful(without(rates.usual, hidden), rule),
        wider=careful(without(rates.wider, hidden), rule),
        expected=awaited,
        ratio=isr(count, awaited),
        empty=share.among == 0,
    )


def without(estimates: Estimates, hidden: np.ndarray) -> Estimates:
    """The same estimates, none where a count behind them is hidden."""
    told = np.where(hidden & (estimates.reason == ""), "suppressed", estimates.reason)
    return replace(estimates, reason=told)


def careful(estimates: Estimates, rule: Rule) -> Estimates:
    """Round so that a reader cannot work out the exact count behind a rate."""
    if rule.exact:
        return estimates
    return replace(
        estimates,
        value=places(estimates.value),
        lower=places(estimates.lower),
        upper=places(estimates.upper),
    )


def places(values: Floats) -> Floats:
    """Percentages to one decimal, below 1% to two."""
    return np.where(values < 1, np.round(values, 2), np.round(values, 1))


def columns_of(shown: Shown, against: Shown) -> dict[str, pa.Array]:
    """The columns of a table of areas, compared with the whole."""
    hidden = np.isnan(shown.people) | np.isnan(shown.count)
    found = marks(hidden, empty=shown.empty, small=shown.adjusted.reason != "")
    benchmark = against.adjusted.value[0]
    usual, wider = (
        compare(estimates, benchmark).position
        for estimates in (shown.adjusted, shown.wider)
    )
    return {
        "people": whole(shown.people),
        "count": whole(shown.count),
        **limits("crude", shown.crude),
        **limits("adjusted", shown.adjusted),
        "expected": decimal(shown.expected, 1),
        "observed_expected": decimal(shown.ratio.value, 3),
        "oe_lower": decimal(shown.ratio.lower, 3),
        "oe_upper": decimal(shown.ratio.upper, 3),
        "compared": text(usual),
        "compared_998": text(wider),
        "mark": text(found),
        "reason": reasons(found),
    }


def correlations(imd: Floats, shown: Shown, ranked: np.ndarray) -> dict[str, Fact]:
    """How deprivation goes together with crude and adjusted shares, over areas."""
    found: dict[str, Fact] = {}
    for name, values in (
        ("crude", shown.crude.value),
        ("adjusted", shown.adjusted.value),
    ):
        found |= correlation_of(name, np.where(ranked, imd, np.nan), values)
    found["correlation_areas"] = found.pop("correlation_crude_areas")
    return found


def correlation_of(name: str, imd: Floats, values: Floats) -> dict[str, Fact]:
    """One correlation with its interval and its number of areas."""
    r = correlation(imd, values)
    ends = {"": r.value, "_lower": r.lower, "_upper": r.upper}
    facts: dict[str, Fact] = {
        f"correlation_{name}{end}": None if np.isnan(value) else round(float(value), 2)
        for end, value in ends.items()
    }
    return facts | {f"correlation_{name}_areas": int(r.denominator)}


def hidden_note(released: Release, plural: str) -> tuple[str, ...]:
    """How many areas are not shown."""
    hidden = int((released.marks != "").sum())
    if not hidden:
        return ()
    return (
        f"Not shown: {hidden} of {released.marks.size} {plural}, with 1 to 7 people.",
    )


def unknown_sex_note(everyone: np.ndarray) -> tuple[str, ...]:
    """That adjusted figures leave some people out, where there are any."""
    if not everyone[0, -1].any():
        return ()
    return ("People of unknown sex are in crude figures, not in adjusted ones.",)
