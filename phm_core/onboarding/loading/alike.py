"""Files that are parts of one table: one of each practice, or of each month.

A supplier that sends a file for every practice sends the same columns under names that
differ by its code alone. They are one source, which reads the next practice's file too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from glob import escape

from phm_core.onboarding.loading.profile import Profile
from phm_core.onboarding.loading.spellings import plain

MONTH = (
    "(?i:(?<![a-z])(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
    "aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?))"
)
DAY = r"\d{4}[-_ ]\d{2}(?:[-_ ]\d{2})?(?!\d)|\d{2}[-_ ]\d{2}[-_ ]\d{4}"
OF_DELIVERY = re.compile(rf"{DAY}|{MONTH}[-_ ]?\d{{2,4}}(?!\d)|\d{{4,}}")
"""What of a name differs from one delivery to the next: a day, a month, a number."""
PRACTICE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\d{5}(?![A-Za-z0-9])")
OF_PART = re.compile(r"\d+")
"""What differs within one: the code of a practice, and any number."""


@dataclass(frozen=True)
class Source:
    """A table of a delivery, in one file or in several, and how its files are called.

    profile: of several, each column as it is where most of it is filled. columns: by
    which they are told from others that are called alike. notes: what somebody should
    look at.
    """

    profile: Profile
    files: tuple[str, ...]
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def sources(profiles: Iterable[Profile]) -> list[Source]:
    """The tables of a delivery, files of the same columns and alike names as one."""
    every = list(profiles)
    groups: dict[tuple[str, tuple[str, ...]], list[Profile]] = defaultdict(list)
    for one in every:
        groups[_loose(one.table.name).casefold(), one.table.columns].append(one)
    found: list[Source] = []
    for parts in groups.values():
        others = [one.table.name for one in every if one not in parts]
        found.append(_named(_source(parts, others), found))
    called = {
        part.source: one.profile.source
        for one, parts in zip(found, groups.values(), strict=True)
        for part in parts
    }
    return [replace(one, profile=_pointing(one.profile, called)) for one in found]


def _source(parts: Sequence[Profile], others: Sequence[str]) -> Source:
    """others: the names of all other files."""
    mine = {part.table.name for part in parts}
    way = _loose if len(parts) > 1 else _tight
    files = tuple(dict.fromkeys(map(way, sorted(mine))))
    alike = (fnmatchcase(n.casefold(), f.casefold()) for n in others for f in files)
    columns: tuple[str, ...] = ()
    if any(alike):
        files, columns = tuple(map(escape, sorted(mine))), parts[0].table.columns
    if len(parts) == 1:
        return Source(parts[0], files, columns)
    same = _loose(parts[0].table.name).replace("*", " ").strip(" _-")
    own = not columns and plain(same) not in {"", *map(plain, others)}
    whole = _whole(parts, same if own else parts[0].table.name)
    return Source(whole, files, columns, tuple(_notes(whole, parts)))


def _named(one: Source, before: Sequence[Source]) -> Source:
    """The source by a name that none before it has."""
    names = {each.profile.source for each in before}
    table, number = one.profile.table, 2
    profile = one.profile
    while profile.source in names:
        profile = replace(profile, table=replace(table, name=f"{table.name} {number}"))
        number += 1
    return replace(one, profile=profile)


def _whole(parts: Sequence[Profile], name: str) -> Profile:
    """Several files as one table."""
    first, more = parts[0], len(parts) - 1
    table = replace(
        first.table,
        name=name,
        said=f"{first.table.said} and {more} more",
        rows=sum(part.table.rows for part in parts),
    )
    columns = tuple(
        max(each, key=lambda seen: seen.filled)
        for each in zip(*(part.columns for part in parts), strict=True)
    )
    whole = replace(first, table=table, columns=columns)
    keyed = all(part.key == first.key for part in parts)
    return whole if keyed and not _again(first.key, parts) else replace(whole, key="")


def _notes(whole: Profile, parts: Sequence[Profile]) -> Iterator[str]:
    """Of ids that stand in several files it is not known that they are one person's."""
    key = parts[0].key
    if key in whole.whose and _again(key, parts):
        yield (
            f"{whole.title}: the same '{key}' stands in several files. Where each "
            "practice numbers its own people, they would be taken for one: join its "
            "code to the id ('joined' in the mapping)."
        )


def _again(name: str, parts: Sequence[Profile]) -> bool:
    """Whether what is seen of a column in one file is seen in another, too."""
    seen: set[str] = set()
    for part in parts:
        own = {v for one in part.columns if one.name == name for v, _ in one.samples}
        if seen & own:
            return True
        seen |= own
    return False


def _pointing(one: Profile, called: dict[str, str]) -> Profile:
    """The profile with the names that the tables beside have as sources."""
    beside = (replace(seen, table=called[seen.table]) for seen in one.beside)
    return replace(one, beside=tuple(beside))


def _tight(name: str) -> str:
    """A name whose parts may differ that are of a delivery."""
    return OF_DELIVERY.sub("*", escape(name))


def _loose(name: str) -> str:
    """A name whose parts may differ that are of a delivery, or of one file of it."""
    return OF_PART.sub("*", OF_DELIVERY.sub("*", PRACTICE.sub("*", escape(name))))
