"""The people behind a question's counts, as sets: for the ledger, never an answer."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from phm_core.area import Level
from phm_core.definitions.document import Definition
from phm_core.definitions.inside import definitions
from phm_core.definitions.logic import All, Group, switched_on
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion, InAreas
from phm_core.definitions.questions import About, Rate, RateBy
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

    Of a share, those counted are the people of its denominator who are in the cohort.
    known: keys of criteria that the catalogue declares. In a built Place, and among
    people whom anybody may choose, they are counted too.
    """
    drawn = question.area.level == Level.BUILT_PLACE
    among = question.among if isinstance(question, Rate | RateBy) else None
    chosen = among is not None and not _for_everybody(among.criteria, known)
    everywhere = here.scope(question, None)
    sets = [
        _cohort(definition, here, _whom(definition, question, among, here))
        for definition in definitions(question)
        if drawn or chosen or key_of(definition.criteria) not in known
    ]
    if drawn:
        everyone = here.everywhere(question, None).people
        sets.append(Counted("this Place", everywhere.people, everyone, ()))
    return CountedPeople(as_at=everywhere.day, sets=tuple(sets))


def _for_everybody(tree: Criterion, known: Collection[str]) -> bool:
    """Whether a denominator is one that the catalogue declares, or areas, or both."""
    if key_of(tree) in known:
        return True
    parts = tree.of if isinstance(tree, All) else (tree,)
    rest = [key_of(part) for part in parts if not _areas(part)]
    return not rest or (len(rest) == 1 and rest[0] in known)


def _areas(tree: Criterion) -> bool:
    if isinstance(tree, AnyOf):
        return all(map(_areas, tree.of))
    return isinstance(tree, InAreas)


def _whom(
    definition: Definition, question: About, among: Definition | None, here: Here
) -> Scope:
    """Whom a cohort of a question is drawn from: its denominator, where it has one."""
    scope = here.scope(question, definition)
    if among is None or definition is among:
        return scope
    return replace(scope, people=here.cohort(among, scope).must)


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
