"""A case finder taken apart: rules that together are its own definition."""

import pytest

from phm_core.catalogue.load import load_catalogue
from phm_core.catalogue.requirements import Requirement, nearly, requirements
from phm_core.catalogue.schema import CaseFinder
from phm_core.definitions.logic import All, Unmet
from phm_core.definitions.parse import parse_definition

CATALOGUE = load_catalogue()
FINDERS = CATALOGUE.casefinders
AF = FINDERS["af_no_anticoagulant"]


def rule(text: str):
    return parse_definition(f"name: x\ncriteria: {text}").criteria


REGISTER = rule("{register: {is: atrial_fibrillation}}")
TREATED = rule("{none: [{medication: {of: anticoagulant, within_months: 6}}]}")
OLD = rule("{age: {min: 75}}")
OLD_OR_ILL = rule("{any: [{age: {min: 75}}, {condition: {is: stroke_tia}}]}")
ILL = rule("{any: [{condition: {is: diabetes}}, {condition: {is: stroke_tia}}]}")


@pytest.mark.parametrize("finder", FINDERS.values(), ids=lambda one: one.id)
def test_the_requirements_are_the_whole_of_the_finder(finder: CaseFinder) -> None:
    required = requirements(finder)
    parts = [
        All(of=tuple(one.rule for one in required if one.part == part))
        for part in ("eligible", "finds")
    ]
    off = tuple(one.rule for one in required if one.part == "exclusion")
    whole = All(of=(*parts, *((Unmet(of=off),) if off else ())))
    assert flat(whole) == flat(finder.definition.criteria)


def flat(node):
    """A criterion as a list of what must all hold."""
    if isinstance(node, All):
        return [one for child in node.enabled for one in flat(child)]
    return [node]


@pytest.mark.parametrize(
    ("held", "recorded"),
    [
        (REGISTER, True),
        (TREATED, False),
        (OLD, False),
        (OLD_OR_ILL, False),
        (ILL, True),
    ],
)
def test_what_only_the_record_can_meet(held, recorded):
    assert Requirement("eligible", held).recorded == recorded


def test_one_rule_beside_another_that_is_met_is_near() -> None:
    required = (
        Requirement("eligible", REGISTER),
        Requirement("eligible", OLD_OR_ILL),
        Requirement("finds", TREATED),
        Requirement("exclusion", ILL, "Palliative care"),
    )
    assert nearly(required, (1,))
    assert nearly(required, (3,))
    assert not nearly(required, ())
    assert not nearly(required, (0, 1))
    # Nobody without the condition is nearly due for its treatment.
    assert not nearly(required, (0,))
    # Who is treated is not nearly untreated.
    assert not nearly(required, (2,))


def test_age_alone_is_never_near() -> None:
    required = (Requirement("eligible", REGISTER), Requirement("eligible", OLD))
    assert not nearly(required, (1,))


def test_the_title_of_an_exclusion_goes_with_it() -> None:
    last = requirements(AF)[-1]
    assert (last.part, last.title) == ("exclusion", AF.exclusions[-1].title)
    assert not last.recorded
