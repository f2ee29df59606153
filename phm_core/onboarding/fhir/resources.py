"""The resources of FHIR files, one at a time: lines, Bundles and what they contain.

Faults are told by the number of the file and of the line: names of files can be names
of people.
"""

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from phm_core.onboarding.fhir.paths import items_at, ways

KIND = "resourceType"
BUNDLE = "Bundle"
DELETE, DELETED = "DELETE", "Deleted"
DEEPEST = 3  # a Bundle in a Bundle in a Bundle
SHOWN = 20
LOOKED_AT = 2  # lines that tell whether each line is a resource
ENTRIES = ways("entry")[0]
CONTAINED = ways("contained")[0]

Resource = dict[str, Any]


@dataclass
class Broken:
    """Lines that could not be read: how many, and where the first stand."""

    count: int = 0
    places: list[tuple[int, int]] = field(default_factory=list)

    @property
    def lines(self) -> list[int]:
        """Numbers of the lines alone, for a single file."""
        return [line for _, line in self.places]

    def at(self, file: int, line: int) -> None:
        """Note one, by the number of its file and of the line; the first are told."""
        self.count += 1
        if len(self.places) < SHOWN:
            self.places.append((file, line))


def resources(
    file: Path, number: int, broken: Broken, wanted: Container[str]
) -> Iterator[Resource]:
    """Every resource of one file, with those that Bundles and wanted resources hold."""
    for line, document in _documents(file, number, broken):
        if not isinstance(document, dict) or not isinstance(document.get(KIND), str):
            broken.at(number, line)
            continue
        yield from _within(document, DEEPEST, wanted)


def _documents(file: Path, number: int, broken: Broken) -> Iterator[tuple[int, Any]]:
    """Each JSON document and the line it begins on."""
    if not _by_line(file):
        whole = _read(file.read_bytes())
        if whole is not None:
            yield 1, whole
            return
    with file.open("rb") as opened:
        for line, text in enumerate(opened, start=1):
            if not text.strip():
                continue
            document = _read(text)
            if document is None:
                broken.at(number, line)
            else:
                yield line, document


def _by_line(file: Path) -> bool:
    """Whether one of the first lines is a whole document by itself."""
    with file.open("rb") as opened:
        first = (text for text, _ in zip(opened, range(LOOKED_AT), strict=False))
        return any(isinstance(_read(text), dict) for text in first)


def _read(text: bytes) -> Any:
    """A JSON document; numbers stay the text they were. None for what is none."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None


def _within(
    resource: Resource, deep: int, wanted: Container[str]
) -> Iterator[Resource]:
    if resource[KIND] == BUNDLE:
        if deep:
            for entry in items_at(resource, ENTRIES):
                inner = entry.get("resource") or _deleted(entry)
                if isinstance(inner, dict) and isinstance(inner.get(KIND), str):
                    inner.setdefault("id", entry.get("fullUrl"))
                    yield from _within(inner, deep - 1, wanted)
        return
    yield resource
    held = items_at(resource, CONTAINED) if resource[KIND] in wanted else ()
    for inner in held:
        if isinstance(inner.get(KIND), str):
            yield inner | {"id": f"{resource.get('id')}#{inner.get('id')}"}


def _deleted(entry: dict[str, Any]) -> Resource | None:
    """What an entry says was deleted (Patient/1), as a resource of our own kind."""
    request = entry.get("request")
    asked = request if isinstance(request, dict) else {}
    kind, _, identity = str(asked.get("url") or "").strip("/").rpartition("/")
    if asked.get("method") != DELETE or not (kind and identity):
        return None
    return {KIND: DELETED, "id": identity, "kind": kind.rpartition("/")[2]}
