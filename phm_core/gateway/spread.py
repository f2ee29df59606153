"""Releases a population or cohort by segment: people, use and cost."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import (
    Floats,
    decimal,
    interval,
    marks,
    text,
    whole,
)
from phm_core.gateway.ground import mean_of
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.governance.rule import Rule
from phm_core.methods import proportion

PERCENT = 100.0
PER = 1_000.0


def spread(asked: Asked, answer: answers.Spread) -> Parts:
    """Each segment with its people, their share, and what they use."""
    rule = asked.rule
    total = int(answer.people.sum())
    people = release_vector(answer.people, rule, total=total).values
    share = proportion(people, rule.rounded(np.array([total]))[0], per=PERCENT)
    hidden = np.isnan(people)
    use, cost = _use(answer, rule, hidden), _costs(answer, people)
    table = pa.table(
        {
            "segment": text(answer.segments),
            "title": text(answer.titles),
            "order": whole(np.arange(len(answer.segments))),
            "people": whole(people),
            "share": decimal(share.value),
            **interval(share),
            **cost,
            **use,
            **_who(answer, rule, hidden),
            "mark": text(marks(hidden, empty=answer.people == 0)),
        }
    )
    facts = {
        "people": release_count(total, rule),
        "population": release_count(answer.population, rule),
        "ethnicity_known": release_count(int(answer.ethnicity_known.sum()), rule),
    }
    return Parts(facts=facts, tables={"segments": table})


def _costs(answer: answers.Spread, people: Floats) -> dict[str, pa.Array]:
    """Cost per head, and what it makes for the people as they are shown."""
    nothing = np.full(len(people), np.nan)
    if answer.cost is None:
        names = ("cost_per_head", "total_cost", "share_of_cost")
        return {name: decimal(nothing) for name in names}
    known = np.where(answer.people > 0, answer.people, np.nan)
    head = np.round(np.where(np.isnan(people), np.nan, answer.cost / known))
    spent = head * people
    whole_cost = answer.cost.sum()
    share = spent / whole_cost * PERCENT if whole_cost else nothing
    return {
        "cost_per_head": decimal(head),
        "total_cost": decimal(spent),
        "share_of_cost": decimal(share, 1),
    }


def _use(answer: answers.Spread, rule: Rule, hidden: np.ndarray) -> dict[str, pa.Array]:
    known = np.where((answer.people > 0) & ~hidden, answer.people, np.nan)
    found = {}
    for name, events, per in (
        ("admissions_per_1000", answer.admissions, PER),
        ("ae_per_1000", answer.ae, PER),
        ("gp_per_head", answer.gp, 1.0),
    ):
        counts = (
            np.full(len(known), np.nan)
            if events is None
            else release_vector(events, rule).values
        )
        found[name] = decimal(counts / _shown(known, rule) * per, 1)
    return found


def _shown(known: Floats, rule: Rule) -> Floats:
    """People as they are shown, to divide by; never nought."""
    counts = np.nan_to_num(known).astype(np.int64)
    return np.where(np.isnan(known), np.nan, np.maximum(rule.rounded(counts), 1))


def _who(answer: answers.Spread, rule: Rule, hidden: np.ndarray) -> dict[str, pa.Array]:
    shares = {
        "share_core20": (answer.core20, answer.decile_known),
        "share_minority": (answer.minority, answer.ethnicity_known),
    }
    means = {
        "mean_imd_decile": (answer.imd_decile, answer.decile_known),
        "mean_age": (answer.age, answer.age_known),
    }
    found = {name: mean_of(*pair, rule) for name, pair in means.items()}
    for name, pair in shares.items():
        count, of = (release_vector(counts, rule).values for counts in pair)
        found[name] = np.round(proportion(count, of, per=PERCENT).value, 1)
    return {
        name: decimal(np.where(hidden, np.nan, values))
        for name, values in found.items()
    }
