"""Where a diagnosis stands, on every day."""

import narwhals as nw
import numpy as np

from phm_core.definitions.events import Condition
from phm_core.engine.bits import Words
from phm_core.engine.history.moving import any_within, latest
from phm_core.engine.history.over_counts import at_least
from phm_core.engine.history.past import Past, over
from phm_core.engine.history.records import Records
from phm_core.engine.kleene import Bounds
from phm_core.engine.leaves.conditions import DIAGNOSIS, entries
from phm_core.engine.tables import Run

DIAGNOSED, RESOLVED = 1, 2
RESOLUTION = nw.col("kind") == "resolution"


@over.register
def _(node: Condition, past: Past) -> Bounds:
    seen = _entries(node, past)
    diagnoses = seen.only(seen.what == DIAGNOSED)
    holds = _state(node, past, seen, diagnoses)
    if node.count_at_least is not None:
        holds &= at_least(diagnoses, past, node.within_months, node.count_at_least)
    return Bounds.known(holds)


def _entries(node: Condition, past: Past) -> Records:
    """Entries of a condition with what each says; of one day, a resolution is last."""

    def find(run: Run) -> nw.LazyFrame:
        said = nw.when(DIAGNOSIS).then(DIAGNOSED).when(RESOLUTION).then(RESOLVED)
        return entries(node, run, past.months.last).with_columns(said=said.otherwise(0))

    found = past.read(
        f"conditions:{node.is_}", find, "said", of=("condition", node.is_)
    )
    return found.ranked(found.what)


def _state(node: Condition, past: Past, seen: Records, diagnoses: Records) -> Words:
    people = past.people
    if node.state == "ever":
        return any_within(diagnoses, people, None)
    if node.state == "new":
        firsts = _first_of_each(diagnoses)
        return any_within(firsts, people, node.within_months)
    resolved = latest(seen, people, seen.what == RESOLVED)
    if node.state == "resolved":
        return resolved
    return any_within(seen, people, None) & ~resolved


def _first_of_each(found: Records) -> Records:
    _, first = np.unique(found.ids, return_index=True)
    first.sort()
    return found.take(first)
