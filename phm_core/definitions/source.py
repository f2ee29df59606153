"""Read YAML or JSON text into plain values that remember their line.

YAML 1.2 only: `no` is a word, not false. Aliases, anchors, tags and duplicate keys
are refused, and so is text that is too large or too deep, before it is built.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from phm_core.errors import RefusedInput
from phm_core.strict_yaml import Path, line_at, read_yaml

MAX_BYTES = 64 * 1024


@dataclass(frozen=True)
class Source:
    """The values of a file, and the line on which each of them stands."""

    name: str
    value: Any = None
    lines: Mapping[Path, int] = field(default_factory=dict[Path, int])

    def where(self, path: Path) -> str:
        """Name the place of a value: file and line."""
        line = line_at(self.lines, path)
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
    if text.lstrip().startswith("{"):
        return Source(name, _json(text, name))
    document = read_yaml(text, source=name)
    return Source(name, document.value, document.lines)


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
        raise RefusedInput(
            f"{name} is nested too deeply. At most 8 levels of criteria are allowed."
        ) from None
    except json.JSONDecodeError as fault:
        raise RefusedInput(
            f"{name} is not valid JSON (line {fault.lineno}): {fault.msg}."
        ) from None
    except ValueError:
        raise RefusedInput(f"{name} has a number that is too long to read.") from None
