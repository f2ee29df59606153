"""Case finders: which may run here, and what for."""

from phm_core.area import Area, Level
from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.schema import Purpose
from phm_core.definitions.finders import Expected, Findings, Listing
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean

EXPECTED_FOR = (Level.ICS, Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN)


def finders_run(
    question: Findings | Listing, purpose: Purpose, catalogue: Catalogue
) -> None:
    """Raise NotPermitted for a finder that nobody answers for, where people are real.

    A finder that runs here is a cohort of the catalogue as well. For the people of one
    it is raised except in direct care. Raises RefusedInput for one not declared.
    """
    listed = isinstance(question, Listing)
    for identity in _named(question):
        finder = catalogue.casefinders.get(identity)
        if finder is None:
            hint = did_you_mean(identity, catalogue.casefinders)
            raise RefusedInput(f"There is no case finder called '{identity}'.{hint}")
        if identity not in catalogue.cohorts:
            raise NotPermitted(
                f"'{finder.title}' is {finder.clinical.status}: on records of real "
                "people it runs when a clinician has reviewed it as it stands. See "
                "'clinical' in its file."
            )
    if listed and purpose.identifiability != "identifiable":
        raise NotPermitted(
            "People are found one by one for their direct care only. Count them, or "
            "show them on the map."
        )
    if not counted_in(question.area, purpose):
        raise NotPermitted(
            "Case finders are not counted in a built Place for this purpose. Choose a "
            "PCN or a Place, or build a cohort from the finder."
        )


def counted_in(area: Area, purpose: Purpose) -> bool:
    """Whether finders are counted there: what a built Place releases is not entered."""
    return area.level != Level.BUILT_PLACE or purpose.disclosure is None


def _named(question: Findings | Listing) -> tuple[str, ...]:
    """The finders that a question names; a list of a cohort names none."""
    if isinstance(question, Findings):
        return question.finders
    return (question.finder,) if question.finder else ()


def large_area(question: Expected) -> None:
    """Raise RefusedInput where an expectation would be a verdict on a practice."""
    if question.area.level not in EXPECTED_FOR:
        raise RefusedInput(
            f"What to expect is not told of {question.area.level.plural}: few people, "
            "and a verdict on a practice. Choose a PCN, a Place or the whole system."
        )
