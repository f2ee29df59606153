"""Releases the activity of a cohort by month."""

from datetime import date

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, flags, marks, text, whole
from phm_core.gateway.crossed import one_by_one
from phm_core.governance.disclosure import release_count, release_vector
from phm_core.period import long_date

PER = 1_000.0


def activity_by(asked: Asked, answer: answers.ActivityBy) -> Parts:
    """Events, and people with any, of each group in each month and in all of them.

    The groups of a month add up to everybody's activity in it, which is shown
    elsewhere. Events are protected as people are: few events are of few people.
    """
    rule, by = asked.rule, answer.by
    cohort, reached = (
        one_by_one(counts, rule) for counts in (answer.cohort, answer.reached)
    )
    events, people = (
        np.stack([one_by_one(month, rule) for month in counts.T], axis=1)
        for counts in (answer.events, answer.people)
    )
    hidden = (np.isnan(events) | np.isnan(people)) & (answer.events > 0)
    events, people = (np.where(hidden, np.nan, each) for each in (events, people))
    group, month = (at.ravel() for at in np.indices(events.shape))
    groups = pa.table(
        {
            "group": text(by.groups),
            "label": text(by.labels),
            "known": flags(bool(known) for known in by.known),
            "people": whole(cohort),
            "reached": whole(np.where(np.isnan(cohort), np.nan, reached)),
            "mark": text(marks(np.isnan(cohort) | np.isnan(reached),
                               empty=answer.cohort == 0)),
        }
    )  # fmt: skip
    months = pa.table(
        {
            "group": text(by.groups[at] for at in group),
            "label": text(by.labels[at] for at in group),
            "known": flags(bool(by.known[at]) for at in group),
            "month": pa.array([answer.months[at] for at in month], pa.date32()),
            "events": whole(events.ravel()),
            "people": whole(people.ravel()),
            "mark": text(marks(np.isnan(events.ravel()))),
        }
    )
    return Parts(
        tables={"groups": groups, "months": months}, notes=(_looked_back(answer.as_at),)
    )


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
    notes = (_looked_back(answer.as_at),)
    return Parts(facts={"people": cohort}, tables={"months": table}, notes=notes)


def _looked_back(as_at: date) -> str:
    return (
        f"People in the cohort on {long_date(as_at)}, looked back on: those who died "
        "or left are not counted. The last month may not be over."
    )
