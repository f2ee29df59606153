"""The people behind a question's counts, as sets: for the ledger, never an answer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from phm_core.area import Level
from phm_core.definitions.document import Definition
from phm_core.definitions.inside import definitions
from phm_core.definitions.logic import Group, switched_on
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import About
from phm_core.definitions.tree import Place, at, changed
from phm_core.definitions.wire import key_of
from phm_core.engine.answers.base import Answer
from phm_core.engine.bits import Words, size
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope


@dataclass(frozen=True, repr=False, eq=False)
class Effect:
    """A rule of a cohort, and how many people are in or out only because of it."""

    rule: Criterion
    people: int


@dataclass(frozen=True, repr=False, eq=False)
class Counted:
    """One set that is counted: its people, those it was drawn from, what rules do.

    people, everyone: packed bits of the people index.
    """

    name: str
    people: Words
    everyone: Words
    effects: tuple[Effect, ...]


@dataclass(frozen=True, repr=False, eq=False)
class CountedPeople(Answer):
    """Every set of people that a question counts, besides those named as known."""

    sets: tuple[Counted, ...]


def counted_people(
    question: About, here: Here, known: Collection[str]
) -> CountedPeople:
    """The cohorts of a question, and the people of a built Place that it is about.

    known: keys of criteria that the catalogue declares. In a built Place they are
    counted too, since anybody can draw one.
    """
    drawn = question.area.level == Level.BUILT_PLACE
    everywhere = here.scope(question, None)
    sets = [
        _cohort(definition, here, here.scope(question, definition))
        for definition in definitions(question)
        if drawn or key_of(definition.criteria) not in known
    ]
    if drawn:
        everyone = here.everywhere(question, None).people
        sets.append(Counted("this Place", everywhere.people, everyone, ()))
    return CountedPeople(as_at=everywhere.day, sets=tuple(sets))


def _cohort(definition: Definition, here: Here, scope: Scope) -> Counted:
    people = here.bounds(definition, scope).must
    tree = definition.criteria
    effects = tuple(
        Effect(at(tree, place), size(people ^ _bits(without, here, scope)))
        for place in places(tree)
        if (without := changed(tree, place, lambda _: None)) is not None
    )
    return Counted(definition.name, people, scope.people, effects)


def _bits(tree: Criterion, here: Here, scope: Scope) -> Words:
    looked_up = here.expansions.of(tree)
    found = here.index.bounds(looked_up, scope.day, here.watch)
    return found.within(scope.people).must


def places(tree: Criterion) -> Iterator[Place]:
    """Where every rule inside a criterion stands, those within groups too."""
    if isinstance(tree, Group):
        for number, child in enumerate(tree.of):
            if switched_on(child):
                yield (number,)
                for inner in places(child):
                    yield (number, *inner)
