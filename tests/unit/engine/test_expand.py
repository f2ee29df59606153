"""Names are looked up once; what is not known is refused with the nearest word."""

import pytest

import phm_core.definitions.describe  # noqa: F401  # registers the words
from phm_core.definitions import Definition, parse_criterion
from phm_core.definitions.logic import Group
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.say import say
from phm_core.engine.attributes import who
from phm_core.engine.expand import expand, resolve
from phm_core.engine.inner import Definite, Everyone, tree_key
from phm_core.engine.leaves import find
from phm_core.engine.library import NoLibrary
from phm_core.engine.reference import holds
from phm_core.errors import RefusedInput
from tests.small_catalogue import SMALL


class Shelf:
    """A library of definitions by id."""

    def __init__(self, **wires: dict) -> None:
        self._held = {
            identity: Definition(name=identity, criteria=parse_criterion(wire))
            for identity, wire in wires.items()
        }

    def definition(self, identity: str, version: int | None) -> Definition | None:
        return None if version == 99 else self._held.get(identity)


@pytest.mark.parametrize("kind", sorted(Criterion.kinds))
def test_every_kind_is_complete(kind: str):
    node = Criterion.kinds[kind]
    resolved = resolve.dispatch(node) is not resolve.dispatch(Criterion)
    by_itself = who.dispatch(node) is not who.dispatch(Criterion)
    by_query = find.dispatch(node) is not find.dispatch(Criterion)
    assert issubclass(node, Group) or resolved or by_itself or by_query
    plain = holds.dispatch(node) is not holds.dispatch(Criterion)
    assert resolved or plain
    assert say.dispatch(node) is not say.dispatch(Criterion)


@pytest.mark.parametrize(
    ("wire", "message"),
    [
        ({"register": {"is": "diabtes"}}, "condition called 'diabtes'. Did you mean"),
        ({"segment": {"is": "frail"}}, "segment of 'bridges_to_health' called 'frail'"),
        ({"score": {"of": "efi", "band": "milde"}}, "Did you mean 'mild'"),
        ({"social": {"is": "smokes"}}, "social factor called 'smokes'"),
        ({"in_cohort": {"id": "nothing"}}, "no saved cohort 'nothing'"),
        ({"in_cohort": {"id": "a", "version": 99}}, "'a', version 99"),
        ({"ethnicity": {"is": "asain"}}, "Did you mean 'asian'"),
    ],
)
def test_unknown_names_are_refused(wire: dict, message: str):
    with pytest.raises(RefusedInput, match=message):
        expand(parse_criterion(wire), SMALL, Shelf(a={"age": {"min": 1}}))


def test_cohorts_that_use_each_other_in_a_circle_are_refused():
    shelf = Shelf(
        one={"all": [{"in_cohort": {"id": "two"}}]},
        two={"none": [{"in_cohort": {"id": "one"}}]},
    )
    with pytest.raises(RefusedInput, match="circle: one -> two -> one"):
        expand(parse_criterion({"in_cohort": {"id": "one"}}), SMALL, shelf)


def test_cohorts_that_grow_without_end_are_refused():
    twice = {
        f"c{i}": {"all": [{"in_cohort": {"id": f"c{i + 1}"}}] * 4} for i in range(7)
    }
    shelf = Shelf(**twice, c7={"age": {"min": 1}})
    with pytest.raises(RefusedInput, match="more than 5,000 criteria"):
        expand(parse_criterion({"in_cohort": {"id": "c0"}}), SMALL, shelf)


def test_a_saved_cohort_is_true_or_false_never_unknown():
    shelf = Shelf(a={"age": {"min": 1}})
    found = expand(parse_criterion({"in_cohort": {"id": "a"}}), SMALL, shelf)
    assert isinstance(found, Definite)


def test_a_cohort_in_which_nothing_is_switched_on_is_everyone():
    off = parse_criterion({"age": {"min": 1}, "disabled": True})
    assert isinstance(expand(off, SMALL, NoLibrary()), Everyone)


def test_keys_are_equal_for_the_same_meaning_and_differ_otherwise():
    def key(wire: dict) -> str:
        return tree_key(expand(parse_criterion(wire), SMALL, NoLibrary()))

    one, other = {"age": {"min": 1}}, {"sex": {"is": "male"}}
    assert key({"all": [one, other]}) == key({"all": [other, one]})
    assert key({"all": [one | {"name": "A"}, other]}) == key({"all": [one, other]})
    assert key({"all": [one, other]}) != key({"any": [one, other]})
    latest = {"of": "hba1c", "at_least": 48}
    assert key({"measurement": latest | {"same_day": "highest"}}) == key(
        {"measurement": latest}
    )
    assert key({"measurement": latest | {"same_day": "lowest"}}) != key(
        {"measurement": latest}
    )
