"""Read YAML or JSON text into plain values that remember their line.

YAML 1.2 only: `no` is a word, not false. Aliases, anchors, tags and duplicate keys
are refused, and so is text that is too large or too deep, before it is built.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from phm_core.errors import RefusedInput

MAX_BYTES = 64 * 1024
# libyaml, because every start reads the whole catalogue; builds without it still work.
LOADER = getattr(yaml, "CLoader", yaml.Loader)
MAX_NESTING = 40  # of the file: eight levels of criteria need fewer than 24
INTEGER = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true"
    for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}

Path = tuple[str | int, ...]


@dataclass
class Source:
    """The values of a file, and the line on which each of them stands."""

    name: str
    value: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def where(self, path: Path) -> str:
        """Name the place of a value: file and line."""
        while path and path not in self.lines:
            path = path[:-1]
        line = self.lines.get(path)
        return f"{self.name}, line {line}" if line else self.name


def read(text: str, name: str = "definition") -> Source:
    """Read YAML or JSON text.

    Raises RefusedInput, naming the line, when the text is too large or too deep or
    uses what is not allowed.
    """
    if len(text.encode()) > MAX_BYTES:
        raise RefusedInput(
            f"{name} is larger than {MAX_BYTES // 1024} kB. "
            "Split it: save a part as a cohort and use it with in_cohort."
        )
    source = Source(name)
    source.value = (
        _json(text, name) if text.lstrip().startswith("{") else _yaml(text, source)
    )
    return source


def _json(text: str, name: str) -> Any:
    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise RefusedInput(
                f"The key '{twice}' stands twice in one object ({name})."
            )
        return built

    def no_constant(word: str) -> Any:
        raise RefusedInput(f"{word} is not a number that can be used ({name}).")

    try:
        return json.loads(
            text, object_pairs_hook=no_duplicates, parse_constant=no_constant
        )
    except RecursionError:
        raise RefusedInput(_too_deep(name)) from None
    except json.JSONDecodeError as fault:
        raise RefusedInput(
            f"{name} is not valid JSON (line {fault.lineno}): {fault.msg}."
        ) from None


def _too_deep(name: str) -> str:
    return f"{name} is nested too deeply. At most 8 levels of criteria are allowed."


def _yaml(text: str, source: Source) -> Any:
    try:
        return _build(yaml.parse(text, Loader=LOADER), source)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise RefusedInput(
            f"{source.name} is not valid YAML (line {line}): {fault.problem}."
        ) from None
    except yaml.YAMLError as fault:
        first = str(fault).splitlines()[0]
        raise RefusedInput(f"{source.name} cannot be read as YAML: {first}.") from None


@dataclass
class _Open:
    """A mapping or a list that is still being filled."""

    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None


def _build(events: Iterator[Event], source: Source) -> Any:
    """Build values from YAML events without recursion, checking as they arrive."""
    root: list[Any] = []
    stack = [_Open((), root)]
    documents = 0
    for event in events:
        _refuse_extras(event, source)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise RefusedInput(f"{source.name} holds several documents. Keep one.")
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            value: dict[str, Any] | list[Any] = (
                {} if isinstance(event, MappingStartEvent) else []
            )
            stack.append(_Open(_place(stack, event, source, value), value))
            if len(stack) > MAX_NESTING:
                raise RefusedInput(_too_deep(source.name))
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
        elif isinstance(event, ScalarEvent):
            _scalar(stack, event, source)
    return root[0] if root else None


def _refuse_extras(event: Event, source: Source) -> None:
    line = event.start_mark.line + 1 if event.start_mark else 1
    tag = getattr(event, "tag", None) if not isinstance(event, AliasEvent) else None
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
        raise RefusedInput(
            f"{source.name} uses an anchor or alias (line {line}). "
            "Write the criterion out in full."
        )
    if tag not in (None, "!", ""):
        raise RefusedInput(
            f"{source.name} uses the tag {tag} (line {line}). Remove it."
        )


def _scalar(stack: list[_Open], event: ScalarEvent, source: Source) -> None:
    frame = stack[-1]
    if isinstance(frame.value, dict) and frame.key is None:
        line = event.start_mark.line + 1
        if event.value in frame.value:
            raise RefusedInput(
                f"The key '{event.value}' stands twice in one place "
                f"({source.name}, line {line})."
            )
        frame.key = event.value
        source.lines[(*frame.path, event.value)] = line
        return
    _place(stack, event, source, _plain(event, source))


def _place(stack: list[_Open], event: Event, source: Source, value: Any) -> Path:
    """Put a value into the innermost open container and return its path."""
    frame = stack[-1]
    if isinstance(frame.value, dict):
        if frame.key is None:
            raise RefusedInput(
                "A key must be a word "
                f"({source.name}, line {event.start_mark.line + 1})."
            )
        path = (*frame.path, frame.key)
        frame.value[frame.key] = value
        frame.key = None
        return path
    path = (*frame.path, len(frame.value)) if len(stack) > 1 else ()
    frame.value.append(value)
    source.lines.setdefault(path, event.start_mark.line + 1)
    return path


def _plain(event: ScalarEvent, source: Source) -> Any:
    """Give a scalar its YAML 1.2 meaning: null, true, false, number or text."""
    text = event.value
    if event.style:
        return text
    if text in WORDS:
        return WORDS[text]
    if INTEGER.fullmatch(text):
        return int(text)
    if FLOAT.fullmatch(text):
        return float(text)
    if text.lower().lstrip("+-") in (".inf", ".nan"):
        line = event.start_mark.line + 1
        raise RefusedInput(
            f"{text} is not a number that can be used ({source.name}, line {line})."
        )
    return text
