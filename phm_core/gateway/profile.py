"""Releases a cohort described beside everyone else."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.breakdowns import (
    Sides,
    both_sizes,
    breakdown,
    compared,
    pyramid,
)
from phm_core.gateway.columns import decimal, marks, number, text
from phm_core.gateway.ground import mean_of
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.governance.released import Fact
from phm_core.governance.rule import Rule
from phm_core.methods import crude_rate, rate_ratio

PER = 1_000.0
TOO_FEW = (
    "Too few people, in the cohort or outside it, to be described safely. Loosen a "
    "rule, or look at a larger area."
)
JOINED = "Groups with very few people are put together with the group beside them."


NONE = np.zeros(0, dtype=np.int64)
NO_USE = answers.Use((), (), NONE, NONE, NONE.astype(float), NONE.astype(float))


def profile(asked: Asked, answer: answers.Profile) -> Parts:
    """Who they are, against everyone else."""
    rule = asked.rule
    sizes = (answer.people, answer.population)
    small = bool(rule.hides(np.array([*sizes, sizes[1] - sizes[0]])).any())
    parts = [breakdown(found, sizes, rule) for found in answer.breakdowns]
    tables = {
        "breakdowns": pa.concat_tables(parts),
        "conditions": _conditions(answer, rule),
        "pyramid": pyramid(answer.pyramid, answer.total_pyramid, rule, small=small),
        "activity": _activity(answer, rule),
    }
    if small:
        tables = {name: table.slice(0, 0) for name, table in tables.items()}
    was_joined = sum(len(found.groups) for found in answer.breakdowns) != sum(
        table.num_rows for table in parts
    )
    notes = (
        *((TOO_FEW,) if small else ()),
        *((JOINED,) if was_joined and not small else ()),
        *answer.missing,
    )
    return Parts(facts=_facts(answer, rule, small=small), tables=tables, notes=notes)


def _facts(answer: answers.Profile, rule: Rule, *, small: bool) -> dict[str, Fact]:
    people, others = answer.people, answer.population - answer.people
    facts: dict[str, Fact] = {
        "people": release_count(people, rule),
        "others": release_count(others, rule),
        "population": release_count(answer.population, rule),
    }
    ages = {
        "mean_age": (answer.age_sum, answer.age_known),
        "others_mean_age": (
            answer.total_age_sum - answer.age_sum,
            answer.total_age_known - answer.age_known,
        ),
    }
    for name, (total, known) in ages.items():
        mean = mean_of(np.array([total]), np.array([known]), rule)[0]
        facts[name] = None if small else number(mean)
    return facts | _costs(answer, rule, small=small)


def _costs(answer: answers.Profile, rule: Rule, *, small: bool) -> dict[str, Fact]:
    names = ("cost_per_head", "others_cost_per_head")
    if answer.use is None or small:
        return dict.fromkeys(names)
    cost, total = float(answer.use.cost.sum()), float(answer.use.total_cost.sum())
    heads = (answer.people, answer.population - answer.people)
    return {
        name: number(spent / head, 0)
        if head and not rule.hides(np.array([head])).any()
        else None
        for name, spent, head in zip(names, (cost, total - cost), heads, strict=True)
    }


def _conditions(answer: answers.Profile, rule: Rule) -> pa.Table:
    # People have several conditions, so these never add up to everyone.
    people, total = answer.condition_people, answer.condition_total
    parts = [release_vector(counts, rule).values for counts in (people, total - people)]
    sizes = both_sizes((answer.people, answer.population), rule)
    shown = Sides(parts[0], parts[1], sizes, ())
    columns = compared(shown)
    kept = ("people", "share", "lower", "upper", "others_share", "ratio")
    kept += ("ratio_lower", "ratio_upper", "difference", "mark")
    return pa.table(
        {"condition": text(answer.conditions), "title": text(answer.condition_titles)}
        | {name: columns[name] for name in kept}
    )


def _activity(answer: answers.Profile, rule: Rule) -> pa.Table:
    """Events per 1,000 people in 12 months, by setting."""
    use = answer.use or NO_USE
    people, others = (
        rule.rounded(np.full(len(use.settings), size))
        for size in (answer.people, answer.population - answer.people)
    )
    events, beside = (
        release_vector(counts, rule).values
        for counts in (use.events, use.total_events - use.events)
    )
    rate = crude_rate(events, people, per=PER)
    against = crude_rate(beside, others, per=PER)
    ratio = rate_ratio((events, people), (beside, others))
    return pa.table(
        {
            "setting": text(use.settings),
            "title": text(use.titles),
            "per_1000": decimal(rate.value, 1),
            "lower": decimal(rate.lower, 1),
            "upper": decimal(rate.upper, 1),
            "others_per_1000": decimal(against.value, 1),
            "ratio": decimal(ratio.value, 3),
            "mark": text(marks(np.isnan(events) | np.isnan(beside))),
        }
    )
