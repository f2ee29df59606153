"""Read YAML strictly: YAML 1.2 scalars, no anchors, no tags, no duplicate keys.

Parsing runs at libyaml speed, because every start and every command reads the whole
catalogue. Dates stay text, so that each field decides how it reads them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from phm_core.errors import RefusedInput

Path = tuple[str | int, ...]
MAX_DEPTH = 40
LONGEST_NUMBER = 1_000  # digits
# libyaml is part of every published wheel; the plain loader only serves odd builds.
LOADER = getattr(yaml, "CLoader", yaml.Loader)
CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
INTEGER = re.compile(r"[-+]?[0-9]+\Z")
DECIMAL = re.compile(
    r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?\Z"
)


@dataclass(frozen=True)
class Document:
    """What a file holds, and the line on which each part of it stands."""

    value: Any
    lines: Mapping[Path, int]
    source: str

    def line(self, path: Path) -> int:
        """Line of a part, or of the nearest part around it."""
        return line_at(self.lines, path) or 1


def line_at(lines: Mapping[Path, int], path: Path) -> int | None:
    """Line of a path, or of the nearest part around it; None when nothing is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def read_yaml(text: str, *, source: str) -> Document:
    """Read one YAML (or JSON) document.

    `source` names the text in errors. Raises RefusedInput with the line.
    """
    reader = _Reader(source)
    try:
        value = reader.read(iter(yaml.parse(text, Loader=LOADER)))
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise reader.refused(
            line, f"this is not valid YAML: {fault.problem}."
        ) from None
    except yaml.YAMLError:
        message = "there is a character that YAML does not allow."
        raise reader.refused(1, message) from None
    return Document(value, reader.lines, source)


def scalar(text: str) -> str | int | float | bool | None:
    """Read an unquoted YAML 1.2 scalar: 'no' and '2026-10-31' stay text."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if INTEGER.match(text):
        # Longer than any number meant: Python would refuse to read it.
        return int(text) if len(text) <= LONGEST_NUMBER else float(text)
    return float(text) if DECIMAL.match(text) else text


class _Reader:
    """Builds plain values from the parser's events and notes their lines."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[Path, int] = {}

    def refused(self, line: int, message: str) -> RefusedInput:
        return RefusedInput(f"{self.source}, line {line}: {message}")

    def read(self, events: Iterator[yaml.Event]) -> Any:
        value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "only one document is allowed. Keep one."
                    raise self.refused(event.start_mark.line + 1, message)
                value = self.node(next(events), events, ())
        return value

    def node(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Any:
        self.allow(event, path)
        self.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.ScalarEvent):
            return scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path)
        return self.sequence(events, path)

    def allow(self, event: yaml.Event, path: Path) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refused(
                line, "anchors and aliases are not allowed. Write it out in full."
            )
        if tag := getattr(event, "tag", None):
            raise self.refused(line, f"the tag '{tag}' is not allowed. Remove it.")
        if len(path) > MAX_DEPTH:
            raise self.refused(line, "nested too deeply.")

    def mapping(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise self.refused(line, "a key must be a word.")
            self.allow(event, path)
            if event.value in found:
                raise self.refused(
                    line, f"'{event.value}' stands twice in one place. Keep one."
                )
            within = (*path, event.value)
            self.lines[within] = line
            found[event.value] = self.node(next(events), events, within)
        return found

    def sequence(self, events: Iterator[yaml.Event], path: Path) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self.node(event, events, (*path, len(found))))
        return found
