"""A code list that somebody filled in or took from a publisher, beside a delivery.

Its rows are read apart, and then mean what they would in the folder of a site's lists.
What a file does not say itself, whoever brings it does.
"""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from phm_core.catalogue.contents import Catalogue
from phm_core.errors import RefusedInput, did_you_mean, listed, several
from phm_core.onboarding.codelist_rows import Coded, Listed
from phm_core.onboarding.codelists import matching, own_names, plain_name, wanted
from phm_core.onboarding.codes.meaning import Meaning, Resolver, named_meanings
from phm_core.onboarding.codes.unmapped import Unmapped
from phm_core.onboarding.uploads.apart import apart
from phm_core.onboarding.uploads.limits import SMALL

MOST_CODES = 20_000
MOST_SHOWN, SOME = 20, 3
SYSTEMS = {
    "snomedct": "SNOMED CT",
    "dmd": "dm+d",
    "icd10": "ICD-10",
    "opcs4": "OPCS-4",
    "readv2": "Read Version 2",
    "ctv3": "Read CTV3",
    "bnf": "BNF",
    "loinc": "LOINC",
    "rxnorm": "RxNorm",
    "cvx": "CVX",
    "local": "Local codes",
}
"""Coding systems that a list may be of, by what people call them."""


@dataclass(frozen=True)
class Otherwise:
    """What is so where a file does not say: what its codes mean, and their system.

    means: the name of a list, such as conditions/asthma.
    """

    means: str = ""
    system: str = ""


@dataclass(frozen=True)
class OwnList:
    """What a list says of each code.

    notes: what was not taken of it, in sentences.
    """

    name: str
    means: Mapping[Coded, tuple[Meaning, ...]]
    notes: tuple[str, ...] = ()

    @property
    def said(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """What each code means as a mapping says it; with a star, all below it too."""
        return {
            (coded.system, coded.code + "*" * coded.descendants): tuple(
                one.name for one in each
            )
            for coded, each in self.means.items()
        }


def own_list(
    content: bytes, name: str, otherwise: Otherwise, catalogue: Catalogue
) -> OwnList:
    """A code list from an uploaded file.

    Raises RefusedInput with the line and reason of each row that cannot be right.
    """
    every = list(_rows(content, name))
    rows = [_said(row, otherwise) for row in every if row.named is not False]
    if not rows:
        raise RefusedInput(
            f"'{name}' was refused: no row of it names a list. Write the list, such as "
            "conditions/asthma, into the first column of rows that you are sure of."
        )
    known = {*wanted(catalogue), *own_names(catalogue)}
    unused = _unused(rows, known, name)
    notes = [_left(len(every) - len(rows))] if len(every) > len(rows) else []
    notes += [_not_used(unused)] if unused else []
    return OwnList(name, _meant(rows, name, catalogue), tuple(notes))


def _meant(
    rows: Iterable[Listed], name: str, catalogue: Catalogue
) -> dict[Coded, tuple[Meaning, ...]]:
    """What each code means, by the lists that it is in."""
    meanings = named_meanings(catalogue)
    means: dict[Coded, list[Meaning]] = defaultdict(list)
    for title, found in matching(rows, catalogue).lists.items():
        for coded in sorted(found.entries, key=lambda one: (one.system, one.code)):
            if title in meanings:
                means[coded] += meanings[title]
    if len(means) > MOST_CODES:
        raise RefusedInput(
            f"'{name}' was refused: it has {len(means):,} codes; at most "
            f"{MOST_CODES:,} are taken here. Put it in the folder that "
            "PHM_CODELISTS_DIR names, where lists may be of any length."
        )
    return {coded: tuple(dict.fromkeys(each)) for coded, each in means.items()}


def resolves(found: OwnList, codes: Iterable[Unmapped], catalogue: Catalogue) -> "Told":
    """Which of some codes without a meaning have one by a list."""
    pairs = ((coded, one) for coded, each in found.means.items() for one in each)
    resolver = Resolver(catalogue, more=pairs)
    every = tuple(codes)
    now = tuple(one for one in every if resolver.find(one.system, one.code))
    return Told(now, len(every), found.notes)


@dataclass(frozen=True)
class Told:
    """What a list resolved of codes without a meaning."""

    now: tuple[Unmapped, ...]
    every: int
    notes: tuple[str, ...] = ()

    def sentences(self) -> Iterator[str]:
        """How many codes have a meaning now, and of how many rows and people."""
        every = several(self.every, "code")
        have = "has" if len(self.now) == 1 else "have"
        said = f"{len(self.now):,} of {every} now {have} a meaning"
        if self.now:
            rows = sum(one.rows for one in self.now)
            people = max(one.people for one in self.now)
            # One person may stand with several codes: no more than this is certain.
            least = "" if len(self.now) == 1 else "at least "
            said += f": {several(rows, 'row')}, of {least}"
            said += several(people, "person", "people")
        yield f"{said}."
        yield from self.notes


def _rows(content: bytes, name: str) -> Iterator[Listed]:
    with tempfile.TemporaryDirectory(prefix="phm-") as folder:
        # The name is kept: it may say what the codes mean.
        file = Path(folder) / Path(name).name
        file.write_bytes(content)
        found = apart("codelist", file, Path(folder), name=name, limits=SMALL)
    for row in found:
        yield Listed(**row | {"coded": Coded(**row["coded"])})


def _said(row: Listed, otherwise: Otherwise) -> Listed:
    """A row with what the file does not say of it."""
    coded = row.coded
    if row.presumed and otherwise.system:
        coded = replace(coded, system=otherwise.system)
    named = row.named or not otherwise.means
    return replace(
        row, coded=coded, published=row.published if named else otherwise.means
    )


def _unused(rows: Iterable[Listed], known: set[str], name: str) -> list[str]:
    """Names of lists that nothing uses.

    Raises RefusedInput for names of entries that are not there, with their lines, and
    where nothing at all is used.
    """
    faults: list[str] = []
    unused: set[str] = set()
    used = False
    for row in rows:
        plain, _ = plain_name(row.published)
        if plain in known:
            used = True
        elif row.named is None:
            raise RefusedInput(
                f"'{name}' does not say what its codes mean. Choose it here, or name "
                "the file for it, such as conditions.asthma.csv."
            )
        elif "/" in plain:
            hint = _hint(plain, known)
            faults.append(f"{row.place}: there is no '{row.published}'.{hint}")
        else:
            unused.add(plain)
    if not used and not faults:
        faults = [f"no list is called '{one}'.{_hint(one, known)}" for one in unused]
    if faults:
        more = len(faults) - MOST_SHOWN
        rest = [f"and {more:,} more"] if more > 0 else []
        lines = "\n".join(f"- {one}" for one in [*faults[:MOST_SHOWN], *rest])
        raise RefusedInput(f"'{name}' was refused; nothing was changed:\n{lines}")
    return sorted(unused)


def _hint(name: str, known: Iterable[str]) -> str:
    """What a name may have meant: often the family is missing."""
    whole = [one for one in known if one.endswith(f"/{name}")]
    return did_you_mean(whole[0] if whole else name, known)


def _not_used(names: list[str]) -> str:
    shown = [f"'{one}'" for one in names[:SOME]]
    more = len(names) - len(shown)
    return (
        f"Nothing uses {listed([*shown, *([f'{more:,} more'] if more > 0 else [])])}."
    )


def _left(blank: int) -> str:
    rows = several(blank, "row names", "rows name")
    return f"{rows} no list; nothing is read from there."
