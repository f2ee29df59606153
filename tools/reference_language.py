"""Reference pages of the language: every criterion, and the JSON Schema."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from phm_core.catalogue.load import Catalogue
from phm_core.catalogue.references import criteria
from phm_core.definitions import Criterion, to_wire, to_yaml
from phm_core.definitions.describe import describe
from phm_core.definitions.tree import walk
from tools.markdown import WRITTEN, lines, table


def criteria_page(schema: Mapping[str, Any], catalogue: Catalogue) -> str:
    """Every kind of criterion with its keys, types, defaults and an example."""
    examples = shortest_of_each_kind(catalogue)
    parts: list[str] = ["# Criteria", "", WRITTEN]
    for choice in schema["$defs"]["criterion"]["oneOf"]:
        kind = choice["title"]
        parts += ["", f"## {kind}", "", choice["description"]]
        payload = choice["properties"][kind]
        if "properties" in payload:
            parts += table(
                ("Key", "Value", "Needed or default"),
                (
                    (f"`{key}`", spelt(value), usual(key, payload))
                    for key, value in payload["properties"].items()
                ),
            )
        else:
            parts += ["", f"Takes {spelt(payload)}."]
        if kind in examples:
            parts += example(examples[kind], catalogue)
    return lines(parts)


def spelt(schema: Mapping[str, Any]) -> str:
    """A JSON Schema in words."""
    if "$ref" in schema:
        return "a criterion"
    if "anyOf" in schema:
        kinds = [spelt(each) for each in schema["anyOf"] if each.get("type") != "null"]
        return " or ".join(kinds)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"a list: {spelt(schema.get('items', {}))}"
    return f"{schema.get('type', 'value')}{limits(schema)}"


def limits(schema: Mapping[str, Any]) -> str:
    """The range of a number, when it has both ends."""
    if {"minimum", "maximum"} <= schema.keys():
        return f" from {schema['minimum']} to {schema['maximum']}"
    return ""


def usual(key: str, payload: Mapping[str, Any]) -> str:
    """Whether a key must be given, or what holds when it is not."""
    if key in payload.get("required", []):
        return "needed"
    default = payload["properties"][key].get("default")
    return "" if default is None else f"`{json.dumps(default)}`"


def schema_page(schema: Mapping[str, Any]) -> str:
    """The JSON Schema itself."""
    return lines(
        "# JSON Schema",
        "",
        "Point your editor at it: it completes and checks a definition as you type.",
        "",
        WRITTEN,
        "",
        "```json",
        json.dumps(schema, indent=2),
        "```",
    )


def shortest_of_each_kind(catalogue: Catalogue) -> dict[str, Criterion]:
    """The shortest criterion of each kind that the catalogue itself uses."""
    found: dict[str, Criterion] = {}
    for _, root in criteria(catalogue):
        for node in walk(root):
            known = found.get(node.kind)
            if known is None or len(written(node)) < len(written(known)):
                found[node.kind] = node
    return found


def written(node: Criterion) -> str:
    """A criterion as it stands in a file."""
    return to_yaml(to_wire(node)).strip()


def example(node: Criterion, catalogue: Catalogue) -> Iterator[str]:
    """A criterion as it is written and as it reads."""
    yield from ("", "```yaml", written(node), "```")
    yield from ("", f"Reads: *people {describe(node, catalogue)}*.")
