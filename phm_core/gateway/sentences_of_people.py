"""What is asked of people, case finders and deliveries, in a sentence each."""

from functools import singledispatch

from phm_core.definitions.delivered import Delivered
from phm_core.definitions.describe import describe
from phm_core.definitions.document import Definition
from phm_core.definitions.finders import (
    Capacity,
    Expected,
    Findings,
    Listing,
    Membership,
    Moved,
    Reach,
)
from phm_core.definitions.questions import Question
from phm_core.definitions.rows_of_people import Features, Identify, People, Record
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.errors import several

LISTED: dict[type[Listing], str] = {
    Membership: "Everybody on the list",
    Capacity: "Who is reached in a month",
    Moved: "Who joined and left the list",
    Reach: "Who is found of those who could be",
}


def who(definition: Definition | None, vocabulary: Vocabulary) -> str:
    """A definition by its name and its rules; everyone without one."""
    if definition is None:
        return "Everyone."
    return f"{definition.name}: {describe(definition, vocabulary)}"


@singledispatch
def of_people(question: Question, vocabulary: Vocabulary) -> str:
    """Say what a question asks of people; raises TypeError for one without words."""
    del vocabulary
    raise TypeError(f"{type(question).__name__} has no sentence.")


@of_people.register
def _(question: People, vocabulary: Vocabulary) -> str:
    return f"Listed. {who(question.of, vocabulary)}"


@of_people.register
def _(question: Features, vocabulary: Vocabulary) -> str:
    return f"One row a person. {who(question.of, vocabulary)}"


@of_people.register
def _(question: Identify, vocabulary: Vocabulary) -> str:
    del vocabulary
    return f"The NHS numbers of {len(question.people)} of your own current patients."


@of_people.register
def _(question: Delivered, vocabulary: Vocabulary) -> str:
    del vocabulary
    return (
        "From when to when each table has records, and people whose records go on more "
        f"than {question.days} days after their death."
    )


@of_people.register
def _(question: Record, vocabulary: Vocabulary) -> str:
    del question, vocabulary
    return "What is held of one of your own current patients."


@of_people.register
def _(question: Findings, vocabulary: Vocabulary) -> str:
    del vocabulary
    find = several(len(question.finders), "case finder finds", "case finders find")
    return f"What {find}."


@of_people.register
def _(question: Listing, vocabulary: Vocabulary) -> str:
    names = vocabulary.names("cohort") or {}
    name = question.of.name if question.of else names.get(question.finder, "")
    said = LISTED.get(type(question), "Found, with the evidence")
    return f"{said}: {name or question.finder}."


@of_people.register
def _(question: Expected, vocabulary: Vocabulary) -> str:
    names = vocabulary.names("condition") or {}
    name = names.get(question.condition, question.condition)
    return f"{name}: recorded, and expected at England's rates."
