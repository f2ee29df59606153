"""Draw the inputs of one rule and read back what a person set."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from phm_core.area import Level
from phm_core.charts.words import headed
from phm_core.definitions import Criterion, Vocabulary, parse_criterion, to_wire
from phm_core.definitions.events import THRESHOLDS, NoRecordOf
from phm_core.definitions.form import CHOICES, Input, filled, inputs
from phm_core.definitions.logic import Group
from phm_core.definitions.nodes import LivesIn, RegisteredAt
from phm_core.errors import RefusedInput

PLACES = (LivesIn.kind, RegisteredAt.kind)


def form(
    node: Criterion, vocabulary: Vocabulary, cohorts: dict[str, str], key: str
) -> Criterion | None:
    """Draw the rule's inputs; return the changed rule, or None where nothing changed.

    A rule that is not usable yet is explained, and the one before stays.
    """
    if isinstance(node, Group):
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
    without: Collection[str] = (),
) -> Any:
    """The spelled payload after the inputs were drawn, those in `without` left out."""
    if kind == NoRecordOf.kind:
        return _event(spelled, vocabulary, cohorts, key, without=THRESHOLDS)
    if kind in PLACES:
        return _places(kind, spelled, vocabulary, key)
    entries = [entry for entry in inputs(kind) if entry.key not in without]
    values = {entry.key: entry.default for entry in entries} | dict(spelled)
    # What names the list of another input is drawn before it: the model, the score.
    for entry in sorted(entries, key=lambda entry: "{" in entry.family):
        held = spelled.get(entry.key)
        if entry.kind == "event":
            st.caption(entry.label)
            values[entry.key] = _event(held, vocabulary, cohorts, f"{key}-{entry.key}")
        else:
            family = entry.family.format(**values) if entry.family else ""
            names = cohorts if family == "cohort" else vocabulary.names(family) or {}
            values[entry.key] = _one(entry, held, names, f"{key}-{entry.key}")
    return filled(kind, values)


def _event(
    wire: dict[str, Any],
    vocabulary: Vocabulary,
    cohorts: dict[str, str],
    key: str,
    without: Collection[str] = (),
) -> dict[str, Any]:
    ((kind, payload),) = wire.items()
    return {kind: _drawn(kind, payload, vocabulary, cohorts, key, without)}


def _places(kind: str, spelled: Any, vocabulary: Vocabulary, key: str) -> Any:
    """One kind of area, then the areas of that kind."""
    names = {e.key: vocabulary.names(e.key) for e in inputs(kind)}
    known = {level: found for level, found in names.items() if found}
    held = next(iter(spelled))
    level = st.selectbox(
        "Kind of area",
        list(known),
        index=list(known).index(held),
        format_func=lambda level: headed(Level(level).title),
        key=f"{key}-level",
    )
    given = spelled.get(level, ())
    chosen = [given] if isinstance(given, str) else list(given)
    codes = st.multiselect(
        "Which",
        list(known[level]),
        default=[code for code in chosen if code in known[level]],
        format_func=known[level].__getitem__,
        key=f"{key}-{level}",
    )
    return {level: codes} if codes else {}


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
    limits: dict[str, Any] = {
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
    """Codes, and ids that have no names here, are typed with commas between them."""
    text = held if isinstance(held, str) else ", ".join(held or ())
    typed = st.text_input(entry.label, value=text, key=key, placeholder="not set")
    if entry.kind == "codes":
        return [word.upper() for word in typed.replace(",", " ").split()]
    if entry.kind == "ids":
        return [word.strip() for word in typed.split(",") if word.strip()]
    return typed.strip() or None
