"""The parts of the cohort builder: start, rules, live numbers, and saving."""

import streamlit as st

from pages.ui import describing, drafts, editor, picker, show
from pages.ui.context import Here
from phm_core.charts.attrition import attrition
from phm_core.charts.explained import explained
from phm_core.charts.words import number
from phm_core.definitions import Definition, edit
from phm_core.definitions.describe import describe
from phm_core.definitions.lint import lint
from phm_core.definitions.logic import Group
from phm_core.definitions.questions import Attrition
from phm_core.definitions.tree import Place, at
from phm_core.errors import PhmError
from phm_core.governance.released import Released


def begun(here: Here) -> Definition:
    """The definition being built; a first visit starts from an example."""
    examples = here.house.catalogue.cohorts
    first = here.cohort or next(iter(examples.values())).definition
    try:
        return drafts.current(here.house.vocabulary, first)
    except PhmError as fault:
        show.refusal(fault)
        return drafts.begin(first)


def sentence(here: Here, definition: Definition) -> None:
    """Name, the definition in plain English, undo."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name of the cohort", value=definition.name, key=f"name-{definition.name}"
        )
        st.button(
            "Undo",
            on_click=drafts.undo,
            disabled=not drafts.can_undo(),
            icon=":material/undo:",
        )
    if name and name != definition.name:
        drafts.change(definition.model_copy(update={"name": name}))
        st.rerun()
    st.markdown(describe(definition, here.house.vocabulary))


def answered(here: Here, definition: Definition) -> Released | None:
    """Ask what each rule does; a refusal is shown and the draft stays."""
    question = Attrition(here.dated(definition), area=here.area, lens=here.lens)
    try:
        with st.spinner("Counting people", show_time=True):
            return here.ask(question)
    except PhmError as fault:
        show.refusal(fault)
        return None


def rules(here: Here, definition: Definition, answer: Released | None) -> None:
    """The rules, and the list from which another is added."""
    numbers = _numbers(definition, answer)
    cohorts = _cohorts(here)
    editor.tree(editor.Editing(definition, here.house.vocabulary, cohorts, numbers))
    options = {
        starter.label: starter for starter in picker.starters(here.house.catalogue)
    }
    groups = _groups(here, definition)
    place = (
        st.selectbox(
            "Add to",
            list(groups),
            format_func=groups.get,
            key=f"to-{definition.digest}",
        )
        if len(groups) > 1
        else ()
    )
    chosen = st.selectbox(
        "Add a rule",
        list(options),
        index=None,
        placeholder="Search conditions, results, medicines, activity and more",
        key=f"add-{definition.digest}",
    )
    if chosen:
        drafts.change(edit.add(definition, options[chosen].rule, place))
        st.rerun()


def result(answer: Released | None) -> None:
    """The total, who is unknown, and the attrition."""
    if answer is None:
        return
    facts = answer.facts
    about = explained(
        answer, numerator=facts["people"], denominator=facts["population"]
    )
    show.row(
        [
            show.Headline("People in the cohort", number(facts["people"]), about,
                          f"of {number(facts['population'])}"),
            show.Headline("Not known", number(facts["unknown"]), about,
                          "a rule could not be told"),
        ]
    )  # fmt: skip
    if answer.tables["rules"].num_rows:
        show.chart(attrition(answer), about, key="attrition")
    show.notes(answer.notes)


def findings(definition: Definition) -> None:
    """What a careful colleague would ask about this definition."""
    for finding in lint(definition):
        shown = st.warning if finding.level == "warning" else st.info
        shown(finding.text)


def _numbers(definition: Definition, answer: Released | None) -> dict[Place, str]:
    """What each top-level rule does, as a caption beside it."""
    if answer is None:
        return {}
    root = edit.opened(definition).criteria
    enabled = [i for i, rule in enumerate(root.of) if rule in root.enabled]
    rows = answer.tables["rules"].to_pylist()
    if len(rows) != len(enabled):
        return {}
    return {
        (index,): (
            f"{number(row['alone'])} alone · {number(row['remaining'])} left · "
            f"{number(row['gained_if_dropped'])} gained if dropped"
        )
        for index, row in zip(enabled, rows, strict=True)
    }


def _groups(here: Here, definition: Definition) -> dict[Place, str]:
    """Every group that a rule can be added to, by place."""
    found: dict[Place, str] = {(): "The whole cohort"}
    waiting: list[Place] = [()]
    root = edit.opened(definition).criteria
    while waiting:
        place = waiting.pop()
        group = at(root, place)
        for index, node in enumerate(group.of if isinstance(group, Group) else ()):
            if isinstance(node, Group):
                inner = (*place, index)
                words = describe(node, here.house.vocabulary)
                found[inner] = node.name or words[:1].upper() + words[1:]
                waiting.append(inner)
    return found


def _cohorts(here: Here) -> dict[str, str]:
    saved = {cohort.id: cohort.name for cohort in here.house.cohorts.newest()}
    examples = {
        identity: entry.title
        for identity, entry in here.house.catalogue.cohorts.items()
    }
    return saved | examples


def who(here: Here, definition: Definition) -> None:
    """The cohort against everyone else, on demand."""
    with st.expander("Who they are, against everyone else", on_change="rerun") as box:
        if box.open:
            answer = describing.asked(here, definition)
            if answer is not None:
                describing.pictures(answer, key="builder")
