"""Releases pages of a list: who, in what order, and the evidence with its dates."""

from collections.abc import Iterator, Mapping
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
EVERYBODY, AT_ONCE = "On the list", "At once"


def found_people(asked: Asked, answer: answers.FoundPeople) -> Parts:
    """A page of people: who, in what order, and the evidence with its dates.

    Columns: of the person table; priority, urgent, last_contact; and for a role that
    may know what is recorded, open_needs and near (ids of other case finders) and
    'family:id:value' with ':date' of each evidence. Who arranges care learns when
    somebody should be seen, not what a result was.
    """
    columns = {name: pa.array(values) for name, values in answer.columns.items()}
    columns |= {
        "priority": text(_lanes(asked, answer)),
        # In their own lane it goes without saying.
        "urgent": pa.array(answer.urgent & answer.waits),
        "last_contact": days(answer.last_contact),
    }
    if not _may_know(asked):
        return page_of(answer, pa.table(columns))
    texts = pa.list_(pa.string())
    columns["open_needs"] = pa.array(_each(answer.needs, answer), texts)
    columns["near"] = pa.array(_each(answer.near, answer), texts)
    for place, (family, identity) in enumerate(answer.evidence):
        columns[f"{family}:{identity}:value"] = decimal(answer.values[place])
        columns[f"{family}:{identity}:date"] = days(answer.days[place])
    page = page_of(answer, pa.table(columns))
    notes = (SUGGESTS, *page.notes) if answer.finder else page.notes
    return replace(page, notes=notes)


def _may_know(asked: Asked) -> bool:
    """Whether the role may know what is recorded of somebody."""
    return "sensitive" in asked.terms.fields


def _lanes(asked: Asked, answer: answers.FoundPeople) -> Iterator[str]:
    """In which group each person of a page stands, or when to see them."""
    finder, may_know = asked.catalogue.casefinders.get(answer.finder), _may_know(asked)
    for place in answer.priority.tolist():
        if finder is None:
            yield EVERYBODY
        elif answer.waits:
            priority = finder.priorities[place]
            yield priority.title if may_know else f"Within {priority.see_within}"
        elif finder.red_flag is not None:
            yield finder.red_flag.title if may_know else AT_ONCE


def _each(
    found: Mapping[str, NDArray[np.bool_]], answer: answers.FoundPeople
) -> list[list[str]]:
    """The case finders that hold of each person of a page."""
    return [
        [finder for finder, people in found.items() if people[row]]
        for row in range(len(answer.priority))
    ]


def days(numbers: NDArray[np.int32]) -> pa.Array:
    """Day numbers as dates; NO_DAY is null."""
    return pa.array(
        [None if d == NO_DAY else EPOCH + timedelta(days=int(d)) for d in numbers],
        pa.date32(),
    )
