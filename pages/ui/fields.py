"""Draw the inputs of one rule and read back what a person set."""

from typing import Any

import streamlit as st

from phm_core.definitions import Criterion, Vocabulary, parse_criterion, to_wire
from phm_core.definitions.form import CHOICES, Input, filled, inputs
from phm_core.definitions.logic import AtLeast, Group
from phm_core.errors import RefusedInput

MANY = 20_000


def form(
    node: Criterion, vocabulary: Vocabulary, cohorts: dict[str, str], key: str
) -> Criterion | None:
    """Draw the rule's inputs; return the changed rule, or None where nothing changed.

    A rule that is not usable yet is explained, and the one before stays.
    """
    if isinstance(node, Group) and not isinstance(node, AtLeast):
        return None
    spelled = to_wire(node, plain=True)[node.kind]
    values = _drawn(node.kind, spelled, vocabulary, cohorts, key)
    try:
        wire = {node.kind: values}
        changed = parse_criterion(wire, vocabulary, name="this rule")
    except RefusedInput as fault:
        st.warning(str(fault), icon=":material/edit:")
        return None
    same = to_wire(changed, plain=True) == to_wire(node, plain=True)
    return None if same else changed


def _drawn(
    kind: str,
    spelled: Any,
    vocabulary: Vocabulary,
    cohorts: dict[str, str],
    key: str,
) -> Any:
    """The spelled payload after the inputs were drawn."""
    if kind == "no_record_of":
        return _event(spelled, vocabulary, cohorts, key)
    values: dict[str, Any] = {}
    for entry in inputs(kind):
        held = spelled.get(entry.key)
        if kind == AtLeast.kind and entry.key == "of":
            values["of"] = held
        elif entry.kind == "event":
            st.caption(entry.label)
            values[entry.key] = _event(held, vocabulary, cohorts, f"{key}-{entry.key}")
        else:
            family = entry.family.format(**{"of": "", "model": ""} | values)
            names = cohorts if family == "cohort" else vocabulary.names(family) or {}
            if entry.kind == "ids" and not names:
                continue
            values[entry.key] = _one(entry, held, names, f"{key}-{entry.key}")
    return filled(kind, values)


def _event(
    wire: dict[str, Any], vocabulary: Vocabulary, cohorts: dict[str, str], key: str
) -> dict[str, Any]:
    ((kind, payload),) = wire.items()
    return {kind: _drawn(kind, payload, vocabulary, cohorts, key)}


def _one(entry: Input, held: Any, names: Any, key: str) -> Any:
    """Draw one input and return its value; None where it is left empty."""
    if entry.kind in ("ids", "id") and names:
        return _names(entry, held, names, key)
    if entry.kind == "switch":
        return st.checkbox(entry.label, value=bool(held), key=key) or None
    if entry.kind == "choice":
        options = [None, *entry.choices] if entry.optional else list(entry.choices)
        return st.selectbox(
            entry.label,
            options,
            index=options.index(held if held is not None else entry.default),
            format_func=lambda value: CHOICES.get(value, str(value or "not set")),
            key=key,
        )
    if entry.kind in ("whole", "number"):
        return _number(entry, held, key)
    return _words(entry, held, key)


def _names(entry: Input, held: Any, names: Any, key: str) -> Any:
    options = list(names)
    if entry.kind == "id":
        index = options.index(held) if held in options else None
        return st.selectbox(
            entry.label, options, index=index, format_func=names.get, key=key
        )
    chosen = [held] if isinstance(held, str) else list(held or ())
    known = [identity for identity in chosen if identity in names]
    return st.multiselect(
        entry.label, options, default=known, format_func=names.get, key=key
    )


def _number(entry: Input, held: Any, key: str) -> Any:
    whole = entry.kind == "whole"
    convert = int if whole else float
    value = held if held is not None else entry.default
    limits = {
        name: None if bound is None else convert(bound)
        for name, bound in (("min_value", entry.low), ("max_value", entry.high))
    }
    return st.number_input(
        entry.label,
        value=None if value is None else convert(value),
        step=convert(1),
        format="%d" if whole else "%g",
        placeholder="not set",
        key=key,
        **limits,
    )


def _words(entry: Input, held: Any, key: str) -> Any:
    """Codes are typed with commas or spaces between them."""
    text = held if isinstance(held, str) else ", ".join(held or ())
    typed = st.text_input(entry.label, value=text, key=key, placeholder="not set")
    if entry.kind == "codes":
        return [word.upper() for word in typed.replace(",", " ").split()]
    return typed.strip() or None
