"""Looking somebody up by a pseudonym: who may, how many at once, for what reason."""

from phm_core.catalogue.schema import Purpose, Use
from phm_core.definitions.questions import Question
from phm_core.definitions.rows_of_people import Identify, Record
from phm_core.errors import NotPermitted, RefusedInput

MOST_PEOPLE = 50
LEAST_REASON = 15  # characters


def identifying_allowed(question: Identify, purpose: Purpose, use: Use) -> None:
    """Raise NotPermitted unless a team looks up people whom it cares for itself.

    Raises RefusedInput for nobody, for somebody twice and for more than a few dozen.
    """
    own = use.people == "own_patients" and purpose.identifiability == "identifiable"
    if not own or "reidentify" not in use.actions:
        raise NotPermitted(
            "People are looked up for their direct care only, by those who care for "
            "them. Ask the practice to look, or work with the counts."
        )
    named = len(question.people)
    if not 1 <= named <= MOST_PEOPLE:
        raise RefusedInput(
            f"At most {MOST_PEOPLE} people are looked up at once, and at least one; "
            f"this names {named}. Choose those whom you see next."
        )
    if len(set(question.people)) < named:
        raise RefusedInput("Somebody is named twice. Name each person once.")


def record_allowed(question: Record, purpose: Purpose, use: Use) -> None:
    """Raise NotPermitted unless a team opens the record of its own patient.

    The course of events is sensitive: a role that may not see such fields asks for
    none of it.
    """
    if use.people != "own_patients" or purpose.identifiability != "identifiable":
        raise NotPermitted(
            "A person's record is opened for their direct care only, by those who care "
            "for them."
        )
    if question.months and "sensitive" not in use.fields:
        raise NotPermitted(
            "What happened to a person is not open to your role, because it is "
            "sensitive. Ask without it: which case finders find them is told."
        )


def reason_given(question: Question, purpose: Purpose, reason: str) -> None:
    """Raise RefusedInput where people are asked for without a reason that says why."""
    if question.reveals != "people" or not purpose.reason_needed:
        return
    if not reason:
        raise RefusedInput(
            f"The purpose '{purpose.id}' needs a reason before people are listed. Say "
            "in a few words why you look."
        )
    if isinstance(question, Identify | Record) and len(reason) < LEAST_REASON:
        raise RefusedInput(
            f"Say why in at least {LEAST_REASON} characters before anybody is looked "
            "up, such as 'Inviting for a blood pressure check'."
        )
