"""Releases how contacts with one setting begin and end, and contacts around them."""

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.engine.answers.journeys import FAR, NEAR
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import number
from phm_core.gateway.journeys_around import around
from phm_core.gateway.journeys_told import UNLISTED, aspects, avoidable
from phm_core.governance.disclosure import release_count
from phm_core.governance.released import Fact
from phm_core.period import long_date

LATE = 7
"""Days by which the records of a service may end before the others, unremarked."""


def journeys(asked: Asked, answer: answers.Journeys) -> Parts:
    """Counts of contacts, not of people; few contacts, or of few people, are hidden."""
    rule, base = asked.rule, answer.base
    told = aspects(answer, rule)
    facts: dict[str, Fact] = {
        "contacts": None
        if rule.hides(np.array([base.people])).any()
        else release_count(base.events, rule),
        "people": release_count(base.people, rule),
        "since": answer.since.isoformat(),
    }
    facts |= {
        name: number(value, 1) for name, value in avoidable(asked, answer).items()
    }
    tables = {"aspects": told, "around": around(answer, rule)}
    return Parts(facts=facts, tables=tables, notes=_notes(asked, answer, told))


def _notes(asked: Asked, answer: answers.Journeys, told: pa.Table) -> tuple[str, ...]:
    entry = asked.catalogue.journeys[answer.around]
    known = asked.catalogue.settings_of_care[answer.around]
    what = known.contacts
    late = [
        f"{title} ({long_date(last)})"
        for title, last in zip(answer.titles, answer.last_records, strict=True)
        if last is not None and (answer.as_at - last).days > LATE
    ]
    without = [
        title
        for title, last in zip(answer.titles, answer.last_records, strict=True)
        if last is None
    ]
    notes = [
        f"{known.title} after {long_date(answer.since)}, up to and including "
        f"{long_date(answer.as_at)}, of people counted on that day and looked back on: "
        "those who died or left are not counted.",
        f"Only days are recorded: 48 hours are the {NEAR} days before or after. The "
        "same day stands apart, since it is not known which came first.",
        f"After: {what} of the last {FAR} days have no complete {FAR} days after them "
        "and are left out.",
        "A contact or period of support is counted by its first day, and again beside "
        f"every {known.contact} that it is near.",
        "Intervals allow for people with several.",
    ]
    if late:
        notes.append(f"Records end early, so less is seen after: {', '.join(late)}.")
    if without:
        notes.append(f"No records here of: {', '.join(without)}.")
    if told.schema.metadata and (count := told.schema.metadata.get(UNLISTED)):
        values = "1 value" if count == b"1" else f"{count.decode()} values"
        notes.append(f"Not listed: {values} with few people.")
    return (*notes, *entry.gaps, *answer.missing)
