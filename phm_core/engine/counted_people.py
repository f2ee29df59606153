"""The people behind a question's counts, as sets: for the ledger, never an answer."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from phm_core.area import Level
from phm_core.definitions.document import Definition
from phm_core.definitions.inside import definitions, with_definitions
from phm_core.definitions.logic import All, Nothing
from phm_core.definitions.logic import Any as AnyOf
from phm_core.definitions.nodes import Criterion, InAreas
from phm_core.definitions.questions import About, Rate, RateBy
from phm_core.definitions.wire import meaning_of
from phm_core.engine.answers.base import Answer
from phm_core.engine.bits import Words, size
from phm_core.engine.built import place_of
from phm_core.engine.here import Here
from phm_core.engine.inner import tree_key
from phm_core.engine.moving_few import LeftOut, bits, near, without_few
from phm_core.engine.scope import Scope, lens_of
from phm_core.errors import NotHeld, NotPermitted

UNCOUNTED = -(1 << 40)  # far from every number of people


@dataclass(frozen=True, repr=False, eq=False)
class Counted:
    """One set that is counted: its people, and those it was drawn from.

    people, everyone: packed bits of the people index. meaning: digest of the criteria,
    in whatever order they were written; rest: of those for everybody else.
    nearly: what the catalogue declares that nearly the same people are in.
    """

    name: str
    meaning: str
    rest: tuple[str, ...]
    people: Words
    everyone: Words
    nearly: Criterion | None = None


@dataclass(frozen=True, repr=False, eq=False)
class CountedPeople(Answer):
    """Every set of people that a question counts, besides those named as known.

    question: as it is to be answered, without the rules that were left out.
    """

    question: About
    left_out: tuple[LeftOut, ...]
    sets: tuple[Counted, ...]


def counted_people(
    question: About, here: Here, known: Mapping[str, Criterion], few: int
) -> CountedPeople:
    """The cohorts of a question, and the people of a built Place that it is about.

    Of a share, those counted are the people of its denominator who are in the cohort.
    known: criteria that the catalogue declares, by what they mean. In a built Place,
    and among people whom anybody may choose, they are counted too. few: one more than
    the most people who count as few.
    """
    settled = _Settled(here, known, few)
    drawn = question.area.level == Level.BUILT_PLACE
    question = settled.without_few(question)
    among = _among(question)
    chosen = among is not None and not _for_everybody(among.criteria, known)
    everywhere = here.scope(question, None)
    sets = [
        settled.counted(definition, question)
        for definition in definitions(question)
        if drawn or chosen or meaning_of(definition.criteria) not in known
    ]
    if drawn:
        everyone = here.everywhere(question, None).people
        meaning, rest = _meant(_built(question, here))
        sets.append(Counted("this Place", meaning, rest, everywhere.people, everyone))
    return CountedPeople(everywhere.day, question, tuple(settled.left_out), tuple(sets))


@dataclass(frozen=True)
class _Settled:
    """Whoever is counted, what the catalogue declares, and how many are few."""

    here: Here
    known: Mapping[str, Criterion]
    few: int
    left_out: list[LeftOut] = field(default_factory=list[LeftOut])

    def without_few(self, question: About) -> About:
        """A question about cohorts that have no rule by which few are in or out."""
        among = _among(question)
        if among is not None:
            question = replace(question, among=self._without(among, question))
        return with_definitions(question, lambda each: self._without(each, question))

    def _without(self, definition: Definition, question: About) -> Definition:
        if meaning_of(definition.criteria) in self.known:
            return definition
        scope = _whom(definition, question, self.here)
        tree, gone = without_few(definition.criteria, self.here, scope, self.few)
        self.left_out.extend(LeftOut(definition.name, rule) for rule in gone)
        return definition.model_copy(update={"criteria": tree}) if gone else definition

    def counted(self, definition: Definition, question: About) -> Counted:
        """The people of one cohort of a question."""
        scope, tree = _whom(definition, question, self.here), definition.criteria
        people = self.here.bounds(definition, scope).must
        meaning, rest = _meant(self.here.tree(definition))
        return Counted(
            definition.name,
            meaning=meaning,
            rest=rest,
            people=people,
            everyone=scope.people,
            nearly=self._nearly(tree, people, scope),
        )

    def _nearly(self, tree: Criterion, people: Words, scope: Scope) -> Criterion | None:
        """What is declared, and can be counted here, of nearly the same people."""
        if _for_everybody(tree, self.known):
            return None
        declared = list(self.known.values())
        key = f"declared:{scope.key}"
        sizes = self.here.totals.get(key, lambda: self._sizes(declared, scope))
        for place in np.flatnonzero(np.abs(sizes - size(people)) < self.few):
            if near(people, bits(declared[place], self.here, scope), self.few):
                return declared[place]
        return None

    def _sizes(self, declared: list[Criterion], scope: Scope) -> NDArray[np.int64]:
        """How many people each is of, in a scope.

        UNCOUNTED where it is not held, or where whoever asks may not use its records:
        nothing of it can be asked for, so that nothing can be taken from it.
        """
        sizes = np.full(len(declared), UNCOUNTED, dtype=np.int64)
        for place, criterion in enumerate(declared):
            with suppress(NotHeld, NotPermitted):
                sizes[place] = size(bits(criterion, self.here, scope))
        return sizes


def _among(question: About) -> Definition | None:
    return question.among if isinstance(question, Rate | RateBy) else None


def _for_everybody(tree: Criterion, known: Mapping[str, Criterion]) -> bool:
    """Whether a denominator is one that the catalogue declares, or areas, or both."""
    if meaning_of(tree) in known:
        return True
    parts = tree.of if isinstance(tree, All) else (tree,)
    rest = [meaning_of(part) for part in parts if not _areas(part)]
    return not rest or (len(rest) == 1 and rest[0] in known)


def _areas(tree: Criterion) -> bool:
    if isinstance(tree, AnyOf):
        return all(map(_areas, tree.of))
    return isinstance(tree, InAreas)


def _whom(definition: Definition, question: About, here: Here) -> Scope:
    """Whom a cohort of a question is drawn from: its denominator, where it has one."""
    scope, among = here.scope(question, definition), _among(question)
    if among is None or definition is among:
        return scope
    people = here.cohort(among, scope).must
    return replace(scope, people=people, key=f"{scope.key}&{_digest(here.tree(among))}")


def _built(question: About, here: Here) -> Criterion:
    """The areas that the built Place of a question is made of, as a rule."""
    place = place_of(here.index.places.built, question.area.code)
    lens = lens_of(question.area.level, question.lens)
    return here.expansions.of(place.criterion(lens))


def _meant(tree: Criterion) -> tuple[str, tuple[str, ...]]:
    """Digests of criteria, and of those by which everybody else is asked for.

    tree: every name looked up, so that one group has one meaning under all its names.
    """
    rest = [Nothing(of=(tree,)), *(tree.of if isinstance(tree, Nothing) else ())]
    return _digest(tree), tuple(map(_digest, rest))


def _digest(tree: Criterion) -> str:
    """The same for the same meaning, and short."""
    return hashlib.sha256(tree_key(tree).encode()).hexdigest()[:32]
