"""From a saved spelling to nodes, with every fault named by file and line."""

from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from phm_core.definitions import source as text_source
from phm_core.definitions.document import Definition
from phm_core.definitions.events import Measurement, NoRecordOf, Sequence
from phm_core.definitions.faults import sentence
from phm_core.definitions.logic import AtLeast, Group
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.source import Path, Source
from phm_core.definitions.values import mapping
from phm_core.definitions.vocabulary import Vocabulary, family_word, references
from phm_core.errors import RefusedInput, did_you_mean

MAX_DEPTH = 8
MAX_NODES = 200
BESIDE = ("name", "disabled")
INSIDE = dict.fromkeys(BESIDE, "It stands beside the kind, not inside it") | {
    "is_": "Did you mean 'is'?"
}


@dataclass
class _Reader:
    """Turns one file's values into nodes; gathers faults, counts nodes."""

    source: Source
    vocabulary: Vocabulary | None
    faults: list[str] = field(default_factory=list[str])
    nodes: int = 0

    def fault(self, text: str, path: Path) -> None:
        self.faults.append(f"{text.rstrip('.')} ({self.source.where(path)}).")

    def node(self, value: Any, path: Path, depth: int = 1) -> Criterion | None:
        """Read one node; None when it is at fault."""
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            limit = (
                f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_NODES} criteria"
            )
            raise RefusedInput(
                f"{self.source.name} has more than {limit}. "
                "Save a part as a cohort and use it with in_cohort."
            )
        kind = self._kind(value, path)
        if kind is None:
            return None
        spelled = mapping(value) or {}
        payload = self._payload(kind, spelled[kind], (*path, kind), depth)
        if payload is None:
            return None
        beside = {key: spelled[key] for key in BESIDE if key in spelled}
        node = self._build(kind, payload | beside, (*path, kind))
        if node is not None:
            self._check_ids(node, (*path, kind))
        return node

    def _kind(self, value: Any, path: Path) -> str | None:
        kinds = Criterion.kinds
        spelled = mapping(value)
        if spelled is None:
            self.fault(
                f"A criterion reads like 'age: {{min: 40}}', not {value!r:.60}",
                path,
            )
            return None
        named = [key for key in spelled if key not in BESIDE]
        for key in named:
            if key not in kinds:
                self.fault(
                    f"There is no kind of criterion called '{key}'."
                    f"{did_you_mean(key, kinds)}",
                    (*path, key),
                )
                return None
        if len(named) != 1:
            found = ", ".join(named) or "none"
            self.fault(f"A criterion has exactly one kind; here: {found}", path)
            return None
        return named[0]

    def _payload(
        self, kind: str, value: Any, path: Path, depth: int
    ) -> dict[str, Any] | None:
        cls = Criterion.kinds[kind]
        if issubclass(cls, Group) and cls is not AtLeast:
            value = {"of": value}
        if cls is NoRecordOf:
            child = self.node(value, path, depth + 1)
            return None if child is None else {"of": child}
        payload = mapping(value)
        if payload is None:
            self.fault(f"'{kind}' takes a mapping, not {value!r:.60}", path)
            return None
        for key in INSIDE.keys() & payload:
            self.fault(f"'{kind}' has no key called '{key}'. {INSIDE[key]}", path)
            return None
        if cls is Sequence:
            return self._ends(payload, path, depth)
        if issubclass(cls, Group):
            return self._children(kind, payload, path, depth)
        return payload

    def _ends(
        self, value: dict[str, Any], path: Path, depth: int
    ) -> dict[str, Any] | None:
        ends = {
            end: self.node(value[end], (*path, end), depth + 1)
            for end in ("first", "then")
            if end in value
        }
        return None if None in ends.values() else value | ends

    def _children(
        self, kind: str, value: dict[str, Any], path: Path, depth: int
    ) -> dict[str, Any] | None:
        children = value.get("of")
        if not isinstance(children, list) or not children:
            self.fault(f"'{kind}' takes a list with at least one criterion", path)
            return None
        listed = path if kind != AtLeast.kind else (*path, "of")
        built = [
            self.node(child, (*listed, i), depth + 1)
            for i, child in enumerate(cast(list[Any], children))
        ]
        return None if None in built else value | {"of": tuple(built)}

    def _build(
        self, kind: str, payload: dict[str, Any], path: Path
    ) -> Criterion | None:
        try:
            return Criterion.kinds[kind].model_validate(payload)
        except ValidationError as faults:
            for error in faults.errors():
                self.fault(
                    sentence(error, kind, Criterion.kinds[kind]), (*path, *error["loc"])
                )
            return None

    def _check_ids(self, node: Criterion, path: Path) -> None:
        for key, family, identity in references(node):
            known = self.vocabulary.names(family) if self.vocabulary else None
            if known is not None and identity not in known:
                self.fault(
                    f"There is no {family_word(family)} called '{identity}'."
                    f"{did_you_mean(identity, known)}",
                    (*path, key),
                )


def _needs_threshold(node: Criterion) -> list[Measurement]:
    """Measurements that say nothing about the value, where a value is asked for."""
    if isinstance(node, Group):
        return [found for child in node.of for found in _needs_threshold(child)]
    if isinstance(node, Measurement) and not node.bounded:
        return [] if node.times_at_least else [node]
    return []


def _finish(reader: _Reader, node: Criterion | None, path: Path) -> Criterion:
    if node is not None:
        for measurement in _needs_threshold(node):
            reader.fault(
                f"The measurement '{measurement.of}' says no value: add at_least, "
                "above, at_most or below. For people with no result use no_record_of",
                path,
            )
    if reader.faults or node is None:
        raise RefusedInput(" ".join(reader.faults))
    return node


def parse_criterion(
    value: Any, vocabulary: Vocabulary | None = None, *, name: str = "criterion"
) -> Criterion:
    """Read one criterion from plain values (dicts and lists).

    Raises RefusedInput with every fault found.
    """
    reader = _Reader(Source(name, value), vocabulary)
    return _finish(reader, reader.node(value, ()), ())


def parse_definition(
    text: str, vocabulary: Vocabulary | None = None, *, name: str = "definition"
) -> Definition:
    """Read a cohort definition from YAML or JSON text.

    Raises RefusedInput with every fault found, each with its line.
    """
    source = text_source.read(text, name)
    document = mapping(source.value)
    if document is None:
        raise RefusedInput(
            f"{name} is not a cohort definition: it needs name and criteria."
        )
    reader = _Reader(source, vocabulary)
    value = dict(document)
    criteria = None
    if "criteria" in value:
        criteria = _finish(
            reader, reader.node(value["criteria"], ("criteria",)), ("criteria",)
        )
        value["criteria"] = criteria
    try:
        return Definition.model_validate(value)
    except ValidationError as faults:
        for error in faults.errors():
            reader.fault(
                sentence(error, "the definition", Definition), tuple(error["loc"])
            )
        raise RefusedInput(" ".join(reader.faults)) from None
