"""Releases pages of a list: who, in what order, and the evidence with its dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine import answers
from phm_core.engine.columns import NO_DAY
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import decimal, text
from phm_core.gateway.finders import SUGGESTS
from phm_core.gateway.people import page_of

EPOCH = date(1970, 1, 1)
EVERYBODY = "On the list"


def found_people(asked: Asked, answer: answers.FoundPeople) -> Parts:
    """A page of people: who, in what order, and the evidence with its dates.

    Columns: of the person table; priority, urgent, open_needs (ids of other case
    finders), last_contact; and 'family:id:value' with ':date' of each evidence.
    """
    columns = {name: pa.array(values) for name, values in answer.columns.items()}
    columns |= {
        "priority": text(_lanes(asked, answer)),
        "urgent": pa.array(answer.urgent),
        "open_needs": pa.array(_needs(answer), pa.list_(pa.string())),
        "last_contact": days(answer.last_contact),
    }
    for place, (family, identity) in enumerate(answer.evidence):
        columns[f"{family}:{identity}:value"] = decimal(answer.values[place])
        columns[f"{family}:{identity}:date"] = days(answer.days[place])
    page = page_of(answer, pa.table(columns))
    notes = (SUGGESTS, *page.notes) if answer.finder else page.notes
    return replace(page, notes=notes)


def _lanes(asked: Asked, answer: answers.FoundPeople) -> Iterator[str]:
    """In which group each person of a page stands."""
    finder = asked.catalogue.casefinders.get(answer.finder)
    for place in answer.priority.tolist():
        if finder is None:
            yield EVERYBODY
        elif answer.waits:
            yield finder.priorities[place].title
        elif finder.red_flag is not None:
            yield finder.red_flag.title


def _needs(answer: answers.FoundPeople) -> list[list[str]]:
    """Other case finders that find each person of a page."""
    return [
        [finder for finder, found in answer.needs.items() if found[row]]
        for row in range(len(answer.priority))
    ]


def days(numbers: NDArray[np.int32]) -> pa.Array:
    """Day numbers as dates; NO_DAY is null."""
    return pa.array(
        [None if d == NO_DAY else EPOCH + timedelta(days=int(d)) for d in numbers],
        pa.date32(),
    )
