"""What a code means: the entries of the catalogue that the lists name it for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import did_you_mean
from phm_core.onboarding.code_shapes import NESTED, plain_code, system_of
from phm_core.onboarding.codelist_rows import Coded
from phm_core.onboarding.codelists import OWN, RESOLUTION, Matching

DIAGNOSIS = "diagnosis"
CATALOGUE = "catalogue"
SUPPORTING = "supporting"
# Products of dm+d are concepts of SNOMED CT: one numbering.
SAME = {"dmd": "snomedct"}


@dataclass(frozen=True, order=True)
class Meaning:
    """An entry of the catalogue that a code stands for.

    kind: of a condition diagnosis, resolution or supporting; of a process its outcome,
    where a list says so; else nothing.
    """

    family: str
    id: str
    kind: str = ""

    @property
    def name(self) -> str:
        """As a list may be called: conditions/asthma, conditions/asthma/resolution."""
        usual = self.kind in ("", DIAGNOSIS)
        return f"{self.family}/{self.id}" + ("" if usual else f"/{self.kind}")


class Resolver:
    """Finds what a code means, by the lists of a site and of a format.

    Lists of one code each count with those that hold all that begins with it. Nothing
    is decided by the words of a code. misnamed: a sentence for each list that speaks of
    an entry, such as conditions/asthma, which the catalogue does not have.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        lists: Iterable[Matching] = (),
        more: Iterable[tuple[Coded, Meaning]] = (),
    ) -> None:
        self._catalogue = catalogue
        self._exact: dict[tuple[str, str], set[Meaning]] = defaultdict(set)
        self._below: dict[tuple[str, str], set[Meaning]] = defaultdict(set)
        named = named_meanings(catalogue)
        self.misnamed: list[str] = []
        for matching in lists:
            of_entries = (name for name in matching.unused if "/" in name)
            self.misnamed += [
                f"The code list '{name}' is of nothing in the catalogue, so its codes "
                f"mean nothing.{did_you_mean(name, named)}"
                for name in of_entries
            ]
            for name, found in matching.lists.items():
                for meaning in named.get(name, ()):
                    for coded in found.entries:
                        self._hold(coded, meaning, catalogue)
        for coded, meaning in (*_by_bnf(catalogue), *more):
            self._hold(coded, meaning, catalogue)

    def find(self, system: str, code: str) -> tuple[Meaning, ...]:
        """Everything that a code means, in order; nothing where no list has it."""
        named = system_of(system)
        if named == CATALOGUE:
            return tuple(sorted(self._entries(code)))
        space = SAME.get(named, named)
        plain = plain_code(code, named)
        found = set(self._exact.get((space, plain), ()))
        if named in NESTED:
            for length in range(1, len(plain) + 1):
                found |= self._below.get((space, plain[:length]), set())
        return tuple(sorted(found))

    def table(self, codes: Iterable[tuple[str, str]], family: str) -> pa.Table:
        """What each of some (system, code) means in a family, to be joined.

        Columns: system and code as given, id, kind; a row for every meaning.
        """
        rows = [
            {"system": system, "code": code, "id": one.id, "kind": one.kind}
            for system, code in codes
            for one in self.find(system, code)
            if one.family == family
        ]
        names = ("system", "code", "id", "kind")
        return pa.Table.from_pylist(rows, pa.schema([(n, pa.string()) for n in names]))

    def _entries(self, code: str) -> Iterator[Meaning]:
        """The very entries of an id, of whatever family, and nothing wider."""
        identity, _, kind = code.partition("/")
        for family in OWN:
            usual = DIAGNOSIS if family == "conditions" else ""
            if identity in self._catalogue.family(family):
                yield Meaning(family, identity, kind or usual)

    def _hold(self, coded: Coded, meaning: Meaning, catalogue: Catalogue) -> None:
        space = SAME.get(coded.system, coded.system)
        key = (space, plain_code(coded.code, coded.system))
        held = self._below if coded.descendants else self._exact
        held[key].update(with_wider(meaning, catalogue))


def named_meanings(catalogue: Catalogue) -> dict[str, list[Meaning]]:
    """What each list stands for, by its name."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for name, meaning in (*_of_conditions(catalogue), *_of_others(catalogue)):
        found[name].append(meaning)
    return found


def _of_conditions(catalogue: Catalogue) -> Iterator[tuple[str, Meaning]]:
    for identity, condition in catalogue.conditions.items():
        for kind in (DIAGNOSIS, RESOLUTION, SUPPORTING):
            for name in getattr(condition.codes, kind):
                yield name, Meaning("conditions", identity, kind)
        own = f"conditions/{identity}"
        yield own, Meaning("conditions", identity, DIAGNOSIS)
        yield f"{own}/{RESOLUTION}", Meaning("conditions", identity, RESOLUTION)


def _of_others(catalogue: Catalogue) -> Iterator[tuple[str, Meaning]]:
    for family in OWN[1:]:
        for identity, entry in catalogue.family(family).items():
            for name in (f"{family}/{identity}", *getattr(entry, "codes", ())):
                yield name, Meaning(family, identity)
            for outcome in getattr(entry, "outcomes", ()):
                name = f"{family}/{identity}/{outcome.id}"
                yield name, Meaning(family, identity, outcome.id)


def _by_bnf(catalogue: Catalogue) -> Iterator[tuple[Coded, Meaning]]:
    for identity, medicine in catalogue.medicines.items():
        for section in medicine.bnf:
            coded = Coded("bnf", section, descendants=True)
            yield coded, Meaning("medicines", identity)


def with_wider(meaning: Meaning, catalogue: Catalogue) -> Iterator[Meaning]:
    """A meaning and the wider ones: what a diagnosis implies, what a group is part of.

    The end of one condition ends no other.
    """
    yield meaning
    if meaning.family == "conditions" and meaning.kind == DIAGNOSIS:
        for wider in catalogue.conditions[meaning.id].implies:
            yield from with_wider(Meaning("conditions", wider, DIAGNOSIS), catalogue)
    if meaning.family == "medicines":
        for identity, group in catalogue.medicines.items():
            if meaning.id in group.includes:
                yield from with_wider(Meaning("medicines", identity), catalogue)
