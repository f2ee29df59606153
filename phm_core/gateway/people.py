"""Releases rows of people, for direct care or analysis."""

import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts

WITHHELD = (
    "{} of them are never listed here, because their record is sensitive or they "
    "object to sharing. Find them in the practice's own system."
)


def people(asked: Asked, answer: answers.People) -> Parts:
    """A page of people with the columns that were asked for."""
    del asked
    return page_of(answer, pa.table(dict(answer.columns)))


def page_of(answer: answers.People | answers.FoundPeople, rows: pa.Table) -> Parts:
    """A page of a list: which, of how many people, and how many are never listed."""
    return Parts(
        facts={
            "total": answer.total,
            "withheld": answer.withheld,
            "page": answer.page,
            "pages": answer.pages,
        },
        tables={"people": rows},
        notes=(WITHHELD.format(answer.withheld),) if answer.withheld else (),
    )


def identify(asked: Asked, answer: answers.Identified) -> Parts:
    """The NHS number behind each pseudonym that may be looked up."""
    found = asked.numbers.of(answer.pseudonyms, answer.ids.tolist())
    notes = (WITHHELD.format(answer.withheld),) if answer.withheld else ()
    return Parts(
        facts={"withheld": answer.withheld},
        tables={
            "people": pa.table({"pseudonym": answer.pseudonyms, "nhs_number": found})
        },
        notes=notes,
    )


def features(asked: Asked, answer: answers.Features) -> Parts:
    """One row a person, under a pseudonym."""
    del asked
    return Parts(
        facts={"people": answer.people},
        tables={"features": pa.table(dict(answer.columns))},
    )
