"""Draw a definition as rules in sentences, nested, each with its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from pages.ui import drafts, fields
from phm_core.definitions import Criterion, Definition, Vocabulary, edit
from phm_core.definitions.describe import describe
from phm_core.definitions.logic import AtLeast, Group, Nothing, switched_on
from phm_core.definitions.tree import Place, at

OPENED = "_opened"
GROUPS = {
    "all": "All of these",
    "any": "Any of these",
    "none": "None of these",
    "unmet": "None of these, or not known",
    "at_least": "At least so many of these",
}
ACTIONS = {
    "negate": "Turn into its opposite",
    "up": "Move up",
    "down": "Move down",
    "wrap": "Put into a group of its own",
    "unwrap": "Take out of this group",
    "remove": "Remove",
}


@dataclass(frozen=True)
class Editing:
    """What the editor needs to draw: the definition, words, and numbers by rule."""

    definition: Definition
    vocabulary: Vocabulary
    cohorts: dict[str, str]
    numbers: Mapping[Place, str]


def tree(editing: Editing) -> None:
    """Draw every rule below the root, with what can be done to it."""
    root = edit.opened(editing.definition).criteria
    _kind_of_group(root, (), editing)
    _members(root, (), editing)


def _members(group: Criterion, place: Place, editing: Editing) -> None:
    members = group.of if isinstance(group, Group) else ()
    for index, node in enumerate(members):
        _rule(node, (*place, index), editing)


def _rule(node: Criterion, place: Place, editing: Editing) -> None:
    key = _key("rule", place)
    with st.container(border=True, key=f"{key}-box"):
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"{key}-line"
        ):
            with st.container(
                horizontal=True, width="stretch", vertical_alignment="center"
            ):
                _switch(node, place, key, editing)
                with st.container(width="stretch"):
                    _sentence(node, place, editing)
            with st.container(horizontal=True, width="content"):
                _buttons(node, place, editing, key)
        if isinstance(node, Group) and not _single_negation(node):
            _kind_of_group(node, place, editing)
            _members(node, place, editing)


def _key(what: str, place: Place) -> str:
    """Key of an input: rules that moved get inputs of their own."""
    return f"{what}-{drafts.shape()}-" + "-".join(map(str, place))


def open_at(place: Place) -> None:
    """Open the inputs of the rule at a place when it is next drawn."""
    st.session_state[OPENED] = place


def _single_negation(node: Criterion) -> Criterion | None:
    """The rule that was turned into its opposite: it reads as one, not as a group."""
    if isinstance(node, Nothing) and len(node.of) == 1:
        return None if isinstance(node.of[0], Group) else node.of[0]
    return None


def _switch(node: Criterion, place: Place, key: str, editing: Editing) -> None:
    st.checkbox(
        f"Switched on: {_words(node, editing)}",
        value=not node.disabled,
        key=f"{key}-on",
        label_visibility="collapsed",
        on_change=_change,
        args=("switch", place),
    )


def _sentence(node: Criterion, place: Place, editing: Editing) -> None:
    words = _words(node, editing)
    title = words[:1].upper() + words[1:]
    st.markdown(f"**{node.name}**: {words}" if node.name else title)
    if number := editing.numbers.get(place):
        st.caption(number)


def _words(node: Criterion, editing: Editing) -> str:
    on = switched_on(node)
    return describe(node, editing.vocabulary) if on else _off(node, editing)


def _off(node: Criterion, editing: Editing) -> str:
    on = node.model_copy(update={"disabled": False})
    words = describe(on, editing.vocabulary) if switched_on(on) else "every rule inside"
    return f"switched off: {words}"


def _buttons(node: Criterion, place: Place, editing: Editing, key: str) -> None:
    if st.session_state.get(OPENED) == place:
        del st.session_state[OPENED]
        st.session_state[f"{key}-edit"] = True
    with st.popover("Edit", on_change="rerun", key=f"{key}-edit") as popover:
        if popover.open:
            _edit_form(node, place, editing, key)
    actions = dict(ACTIONS)
    if len(place) == 1 and not isinstance(node, Group):
        actions.pop("unwrap")
    chosen = st.menu_button(
        "More",
        list(actions),
        format_func=actions.__getitem__,
        key=f"{key}-more",
        help="Move, group, turn round or remove this rule",
    )
    if chosen:
        _change(chosen, place)
        st.rerun()


def _edit_form(node: Criterion, place: Place, editing: Editing, key: str) -> None:
    negated = _single_negation(node)
    inner, where = (negated, (*place, 0)) if negated else (node, place)
    changed = fields.form(inner, editing.vocabulary, editing.cohorts, f"{key}-field")
    name = st.text_input(
        "Name (optional)",
        value=node.name or "",
        key=f"{key}-name",
        placeholder="not set",
    )
    if changed is not None:
        drafts.adjust(edit.replace(editing.definition, where, changed))
        st.rerun()
    if name != (node.name or ""):
        drafts.adjust(edit.rename(editing.definition, place, name))
        st.rerun()


def _kind_of_group(group: Criterion, place: Place, editing: Editing) -> None:
    key = _key("group", place)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "People matching",
            list(GROUPS),
            index=list(GROUPS).index(group.kind),
            format_func=GROUPS.__getitem__,
            key=f"{key}-kind",
            width=280,
        )
        k = group.k if isinstance(group, AtLeast) else 1
        if isinstance(group, AtLeast):
            most = len(group.of)
            k = st.number_input(
                "How many", 1, most, k, key=f"{key}-k-{most}", width=120
            )
    if kind != group.kind or (isinstance(group, AtLeast) and k != group.k):
        drafts.change(edit.regroup(edit.opened(editing.definition), place, kind, k))
        st.rerun()


def switch(place: Place) -> None:
    """Switch the rule at a place off, or on again."""
    _change("switch", place)


def _change(action: str, place: Place) -> None:
    """Apply one action to the draft."""
    held = edit.opened(drafts.held())
    moves = {"up": -1, "down": 1}
    if action in moves:
        drafts.change(edit.move(held, place, moves[action]))
        return
    if action == "unwrap":
        target = place if isinstance(_node(held, place), Group) else place[:-1]
        drafts.change(edit.unwrap(held, target))
        return
    drafts.change(getattr(edit, action)(held, place))


def _node(definition: Definition, place: Place) -> Criterion:
    return at(definition.criteria, place)
