"""Releases the activity of a cohort by month."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, marks, text, whole
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.period import long_date

PER = 1_000.0


def timeline(asked: Asked, answer: answers.Timeline) -> Parts:
    """Events, and people with any, in each calendar month."""
    rule = asked.rule
    events, people = (
        release_vector(counts, rule).values for counts in (answer.events, answer.people)
    )
    # Few people with many events are few people all the same.
    events = np.where(np.isnan(people), np.nan, events)
    cohort = release_count(answer.cohort, rule)
    per = events / cohort * PER if cohort else np.full(len(events), np.nan)
    table = pa.table(
        {
            "month": pa.array(answer.months, pa.date32()),
            "events": whole(events),
            "people": whole(people),
            "per_1000": decimal(per, 1),
            "mark": text(marks(np.isnan(events))),
        }
    )
    notes = (
        f"People in the cohort on {long_date(answer.as_at)}, looked back on: those who "
        "died or left are not counted. The last month may not be over.",
    )
    return Parts(facts={"people": cohort}, tables={"months": table}, notes=notes)
