"""Releases several indicators by area, and which figures stand out among them all."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.catalogue.schema import Indicator
from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import Floats, decimal, flags, text
from phm_core.gateway.shares import rate
from phm_core.gateway.strata import expected_from
from phm_core.governance.rule import Rule
from phm_core.methods import best_fifth, false_discovery_rate, opportunity, p_value

FALSE_DISCOVERIES = 0.05
FEWEST_FOR_BEST = 5
KEPT = ("code", "name", "people", "count", "expected", "mark", "reason", "rankable")
NOTE = (
    "A figure stands out when, of all areas and indicators here together, at most 5% "
    "of those named are expected to be false alarms."
)
Found = tuple[Indicator, answers.Rate, Parts]


def standing(asked: Asked, answer: answers.Standing) -> Parts:
    """A row for each indicator and area, and one for each indicator of the whole.

    side: of the whole, by the 95% interval. to_average, to_best: people who would
    change if the area were as the whole, or as the best fifth of the areas.
    """
    found = [(indicator, each, rate(asked, each)) for indicator, each in answer.rates]
    out = _standing_out(found)
    tables = [
        _of_one(one, stands, asked.rule) for one, stands in zip(found, out, strict=True)
    ]
    wholes = [_led(indicator, part.tables["whole"]) for indicator, _, part in found]
    # What hides a figure of one indicator stands in its row.
    shared = [
        note
        for note in found[0][2].notes
        if all(note in part.notes for _, _, part in found)
    ]
    return Parts(
        facts={"indicators": len(found)},
        tables={"areas": pa.concat_tables(tables), "whole": pa.concat_tables(wholes)},
        notes=(NOTE, *shared),
    )


def _of_one(found: Found, stands: np.ndarray, rule: Rule) -> pa.Table:
    """The areas of one indicator."""
    indicator, exact, part = found
    table = _led(indicator, part.tables["areas"])
    usual = _led(indicator, part.tables["whole"])["value"].to_pylist()[0]
    side = _sides(table, usual)
    prizes = _prizes(indicator, exact, rule)
    return (
        table.append_column("side", text(side))
        .append_column("stands_out", flags(stands & np.isin(side, ["higher", "lower"])))
        .append_column("to_average", decimal(prizes[0]))
        .append_column("to_best", decimal(prizes[1]))
    )


def _led(indicator: Indicator, table: pa.Table) -> pa.Table:
    """The columns of one share, with the figure that leads as value, lower, upper."""
    lead = indicator.lead
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "indicator": text([indicator.id] * table.num_rows)
    }
    columns |= {name: table[name] for name in KEPT}
    columns["value"] = table[lead]
    columns |= {end: table[f"{lead}_{end}"] for end in ("lower", "upper")}
    # A crude share may be shown where there are too few cases for an adjusted one.
    given = pc.is_valid(table[lead])
    columns |= {
        name: pc.if_else(given, "", columns[name]) for name in ("mark", "reason")
    }
    return pa.Table.from_pydict(columns)


def _sides(areas: pa.Table, usual: float | None) -> np.ndarray:
    """Higher, similar or lower than the whole by the 95% interval; "" if not known."""
    lower, upper = (
        areas[name].to_numpy(zero_copy_only=False).astype(float)
        for name in ("lower", "upper")
    )
    level = np.nan if usual is None else usual
    unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(level)
    cases = [unknown, lower > level, upper < level]
    return np.select(cases, ["", "higher", "lower"], default="similar")


def _standing_out(found: list[Found]) -> list[np.ndarray]:
    """Which areas of each indicator stand out, all of them tested together."""
    tested: list[Floats] = []
    for indicator, exact, part in found:
        shown = _led(indicator, part.tables["areas"])["mark"].to_pylist()
        may = exact.areas.rankable & (np.array(shown) == "")
        tested.append(np.where(may, _chance(indicator, exact), np.nan))
    ends = np.cumsum([len(one) for one in tested])[:-1]
    out = false_discovery_rate(np.concatenate(tested), FALSE_DISCOVERIES).found
    return np.split(out, ends)


def _chance(indicator: Indicator, exact: answers.Rate) -> Floats:
    """How likely so large a difference from the whole is by chance alone."""
    counted, among = exact.share.counted, exact.share.among
    if indicator.lead == "crude":
        return p_value(counted, among, _usual(exact))
    return p_value(counted, _expected(exact), 1.0, kind="rate")


def _usual(exact: answers.Rate) -> float:
    """The crude share of the whole; nought where there is nobody."""
    counted, among = int(exact.whole.counted[0]), int(exact.whole.among[0])
    return counted / among if among else 0.0


def _expected(exact: answers.Rate) -> Floats:
    """Cases expected in each area at the rates, by age and sex, of the whole."""
    whole = exact.whole
    return expected_from(
        whole.counted_strata, whole.among_strata, exact.share.among_strata
    )


def _prizes(
    indicator: Indicator, exact: answers.Rate, rule: Rule
) -> tuple[Floats, Floats]:
    """People who would change at the average, and at the best fifth of the areas."""
    nothing = np.full(len(exact.areas.codes), np.nan)
    if indicator.better == "none":
        return nothing, nothing
    crude = indicator.lead == "crude"
    counted = exact.share.counted
    among = exact.share.among if crude else _expected(exact)
    hidden = rule.hides(counted) | rule.hides(exact.share.among)

    def people(aim: float) -> Floats:
        kind = "proportion" if crude else "rate"
        gap = opportunity(counted, among, aim, better=indicator.better, kind=kind).value
        near = rule.rounded(np.nan_to_num(gap).round().astype(np.int64))
        return np.where(hidden | np.isnan(gap), np.nan, near)

    average = people(_usual(exact) if crude else 1.0)
    ranked = exact.areas.rankable & (among > 0)
    if ranked.sum() < FEWEST_FOR_BEST:
        return average, nothing
    best = best_fifth(counted[ranked], among[ranked], better=indicator.better)
    return average, people(best)
