"""The locked requirements are whole: pip with hashes takes nothing that is left out."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {
    "requirements.in": "requirements.txt",
    "requirements-dev.in": "requirements-dev.txt",
}


def asked(file: Path) -> Iterator[Requirement]:
    """What a list of direct needs asks for, and the lists that it names."""
    for line in file.read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].strip()
        if words.startswith("-r "):
            yield from asked(file.parent / words.removeprefix("-r "))
        elif words:
            yield Requirement(words)


def needed(wanted: Requirement) -> Iterator[Requirement]:
    """What a package needs in turn, with the extras that are asked of it."""
    for text in requires(wanted.name) or ():
        one = Requirement(text)
        extras = ({"extra": extra} for extra in (*wanted.extras, ""))
        if one.marker is None or any(map(one.marker.evaluate, extras)):
            yield one


def pinned(lock: Path) -> set[str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {
        canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line
    }


@pytest.mark.parametrize(("direct", "lock"), LOCKS.items())
def test_everything_that_is_needed_is_locked(direct: str, lock: str):
    there = pinned(ROOT / lock)
    waiting, seen = list(asked(ROOT / direct)), set[str]()
    missing: dict[str, str] = {}
    while waiting:
        one = waiting.pop()
        if str(one) in seen:
            continue
        seen.add(str(one))
        try:
            more = list(needed(one))
        except PackageNotFoundError:
            more = []
        for each in more:
            if canonicalize_name(each.name) not in there:
                missing[each.name] = one.name
        waiting += more
    assert missing == {}
    assert len(seen) > 50
