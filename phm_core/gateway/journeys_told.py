"""Releases contacts by what is recorded of each, and how many were avoidable."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.engine.answers.journeys import Base, Tallied
from phm_core.gateway.asked import Asked
from phm_core.gateway.columns import Floats, limits, marks, text, whole
from phm_core.gateway.shares import careful
from phm_core.governance.disclosure import release_vector
from phm_core.governance.rule import Rule
from phm_core.methods import Clusters, Estimates, clustered_share, design_effect

PERCENT = 100.0
EXTRA = 2  # values that are not declared, and none recorded, stand last
UNLISTED = b"unlisted"
DECIMALS = 2  # of a design effect: enough for an interval


def aspects(answer: answers.Journeys, rule: Rule) -> pa.Table:
    """One row a value of each aspect; values as they stand are listed where shown."""
    tables, unlisted = [_SCHEMA.empty_table()], 0
    for aspect in answer.aspects:
        table, left_out = _aspect(aspect, answer.base, rule)
        tables.append(table)
        unlisted += left_out
    found = pa.concat_tables(tables)
    return found.replace_schema_metadata({UNLISTED: str(unlisted)} if unlisted else {})


def _aspect(aspect: answers.Aspect, every: Base, rule: Rule) -> tuple[pa.Table, int]:
    counted, base = aspect.counted, aspect.base
    events = _partition(counted, base, rule)
    among = shown_base(base, every, rule)
    share = share_of(events, among, counted, base)
    order = np.arange(len(events))
    # What nobody has, and text that few people have, is not listed.
    keep = (order < len(order) - EXTRA) | (counted.events > 0)
    unlisted = 0
    if aspect.open:
        few = np.isnan(events) & (order < len(order) - EXTRA)
        nobody = counted.events == 0
        keep &= ~few & ~nobody
        unlisted = int(few.sum())
    hidden = np.isnan(events)
    table = pa.table(
        {
            "aspect": text([aspect.id] * len(order)),
            "title": text([aspect.title] * len(order)),
            "stage": text([aspect.stage] * len(order)),
            "value": text(aspect.values),
            "label": text(aspect.labels),
            "order": whole(order),
            "events": whole(events),
            "among": whole(np.full(len(order), among)),
            **limits("share", careful(share, rule)),
            "mark": text(marks(hidden)),
        },
        schema=_SCHEMA,
    )
    return table.filter(pa.array(keep)), unlisted


_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("aspect", "title", "stage", "value", "label")]
    + [(name, pa.int64()) for name in ("order", "events", "among")]
    + [(name, pa.float64()) for name in ("share", "share_lower", "share_upper")]
    + [("mark", pa.string())]
)


def _partition(counted: Tallied, base: Base, rule: Rule) -> Floats:
    """Contacts by value as they may be shown, whose total is shown too; NaN hidden.

    A value with few people is protected as if they were its contacts.
    """
    hidden_whole = rule.hides(np.array([base.events, base.people])).any()
    if hidden_whole:
        return np.full(len(counted.events), np.nan)
    few = rule.hides(counted.people)
    masked = np.where(few, counted.people, counted.events)
    released = release_vector(masked, rule, total=int(masked.sum()))
    hidden = np.isnan(released.values)
    return np.where(hidden, np.nan, rule.rounded(counted.events))


def shown_base(base: Base, every: Base, rule: Rule) -> float:
    """What a share is of, rounded; that of everything where few are missing from it."""
    apart = np.array([abs(every.events - base.events), abs(every.people - base.people)])
    least = base if not rule.hides(apart).any() else every
    if rule.hides(np.array([base.events, base.people])).any():
        return np.nan
    return float(rule.rounded(np.array([least.events]))[0])


def share_of(events: Floats, among: float, counted: Tallied, base: Base) -> Estimates:
    """Share of contacts in percent; the interval knows that they lie in people."""
    clusters = Clusters(base.people, counted.squares, counted.products, base.squares)
    effect = design_effect(counted.events, base.events, clusters, share=True)
    effect = np.where(np.isnan(events), np.nan, np.round(effect, DECIMALS))
    # Rounding may leave one more counted than there are.
    return clustered_share(np.minimum(events, among), among, effect, per=PERCENT)


def avoidable(asked: Asked, answer: answers.Journeys) -> dict[str, float]:
    """Contacts that could have been avoided: count, among how many, and the share."""
    found, rule = answer.avoidable, asked.rule
    if found is None:
        return {}
    counted, base = found.counted, found.base
    people = counted.people[0]
    rest = base.events - counted.events[0]
    small = np.array([counted.events[0], people, rest, base.events, base.people])
    hidden = bool(rule.hides(small).any())
    among = shown_base(base, found.every, rule)
    events = np.array([np.nan if hidden else rule.rounded(counted.events)[0]])
    share = share_of(events, among, counted, base)
    return {
        "avoidable": float(events[0]),
        "avoidable_among": among,
        **{
            f"avoidable_share{end}": float(getattr(share, part)[0])
            for end, part in (("", "value"), ("_lower", "lower"), ("_upper", "upper"))
        },
    }
