"""The parts of the cohort builder: start, rules, live numbers, and saving."""

import streamlit as st

from pages.ui import (
    address,
    describing,
    drafts,
    editor,
    picker,
    recorded,
    show,
    waiting,
)
from pages.ui.context import Here
from phm_core.area import Lens
from phm_core.charts.attrition import attrition, narrowest
from phm_core.charts.explained import explained
from phm_core.charts.words import day, number
from phm_core.definitions import Definition, edit
from phm_core.definitions.describe import describe
from phm_core.definitions.lint import lint
from phm_core.definitions.logic import Group, switched_on
from phm_core.definitions.questions import Attrition
from phm_core.definitions.tree import Place, at
from phm_core.errors import PhmError
from phm_core.governance.released import Released

LENS_WORDS = {Lens.REGISTERED: "people registered", Lens.RESIDENT: "residents"}


def begun(here: Here) -> Definition:
    """The definition being built; a first visit starts from an example."""
    first = here.cohort or recorded.example(here)
    try:
        return drafts.current(here.house.vocabulary, first)
    except PhmError as fault:
        show.refusal(fault)
        return drafts.begin(first)


def sentence(here: Here, definition: Definition) -> None:
    """Name, the definition in plain English, undo."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name of the cohort", definition.name, key=f"name-{drafts.shape()}"
        )
        st.button(
            "Undo",
            on_click=drafts.undo,
            disabled=not drafts.can_undo(),
            icon=":material/undo:",
        )
    if name and name != definition.name:
        drafts.adjust(definition.model_copy(update={"name": name}))
        st.rerun()
    st.markdown(describe(here.dated(definition), here.house.vocabulary))
    if about := _about(here, definition):
        st.caption(about)
    _own_terms(here, definition)


def _about(here: Here, definition: Definition) -> str:
    """What an example is for and what it leaves out, while its rules are unchanged."""
    examples = here.house.catalogue.cohorts.values()
    every = (one.definition for one in examples)
    found = (one for one in every if one.digest == definition.digest)
    return next((one.description for one in found), "")


def _own_terms(here: Here, definition: Definition) -> None:
    """A definition may state a date or a population other than the page's."""
    if definition.as_at is not None and definition.as_at != here.as_at:
        st.info(
            f"This definition states its own date, {day(definition.as_at)}; the page "
            f"is as at {day(here.as_at)}."
        )
        unstated = definition.model_copy(update={"as_at": None})
        st.button("Use the date of the page", on_click=drafts.change, args=(unstated,))
    lens = Lens(definition.population)
    if lens != here.lens and lens in here.house.public.built.lenses(here.area):
        words = LENS_WORDS[lens]
        st.info(f"This definition is about {words}; the page counts {here.place}.")
        st.button(f"Count {words}", on_click=address.choose, args=("lens", lens.value))


def as_counted(here: Here, definition: Definition) -> Definition:
    """The definition with the population that the page counts, as it is kept."""
    return definition.model_copy(update={"population": here.lens.value})


def answered(here: Here, definition: Definition) -> Released | None:
    """Ask what each rule does; a refusal is shown and the draft stays."""
    question = Attrition(here.dated(definition), area=here.area, lens=here.lens)
    return waiting.ask(here, question, key="attrition", words="Counting people")


def rules(here: Here, definition: Definition, answer: Released | None) -> None:
    """The rules, and the list from which another is added."""
    numbers = _numbers(definition, answer)
    cohorts = _cohorts(here)
    editor.tree(editor.Editing(definition, here.house.vocabulary, cohorts, numbers))
    house = here.house
    options = picker.starters(
        house.catalogue.digest,
        f"{house.snapshot.id} {house.places.revision()}",
        (house.catalogue, house.vocabulary),
    ) | picker.cohorts(cohorts)
    groups = _groups(here, definition)
    key = drafts.shape()
    place = (
        st.selectbox(
            "Add to", list(groups), format_func=groups.__getitem__, key=f"to-{key}"
        )
        if len(groups) > 1
        else ()
    )
    chosen = st.selectbox(
        "Add a rule",
        list(options),
        index=None,
        placeholder="Search conditions, results, medicines, activity and more",
        key=f"add-{key}",
    )
    if chosen:
        group = at(edit.opened(definition).criteria, place)
        drafts.change(edit.add(definition, options[chosen], place))
        editor.open_at((*place, len(group.of) if isinstance(group, Group) else 0))
        st.rerun()


def result(here: Here, definition: Definition, answer: Released | None) -> None:
    """The total, who is unknown, and the attrition."""
    if answer is None:
        return
    figure = answer.figure
    about = explained(
        answer, numerator=figure("people"), denominator=figure("population")
    )
    show.row(
        [
            show.Headline("People in the cohort", number(figure("people")), about,
                          f"of {number(figure('population'))}"),
            show.Headline("Not known", number(figure("unknown")), about,
                          "a result or attribute is missing"),
        ]
    )  # fmt: skip
    if figure("people") is None:
        show.too_small(
            "1 to 7 people match, so that their number is hidden.",
            "Loosen a rule, or choose a larger area.",
        )
    if figure("people") == 0:
        _nobody(definition, answer)
    if answer.tables["rules"].num_rows:
        show.chart(attrition(answer, here.place), about, key="attrition")
    show.notes(answer.notes)


def _nobody(definition: Definition, answer: Released) -> None:
    """Name the rule that holds most people back, and offer to switch it off."""
    found = narrowest(answer)
    if found is None:
        show.empty("Nobody matches.", "Loosen a rule, or choose a larger area.")
        return
    position, said = found
    places = _places(definition)
    show.empty(
        f"Nobody matches. {said}",
        "Loosen it, or switch it off.",
        button=f"Switch off rule {position}",
        action=editor.switch,
        args=(places[position - 1],),
    )


def findings(definition: Definition) -> None:
    """What a careful colleague would ask about this definition."""
    for finding in lint(definition):
        shown = st.warning if finding.level == "warning" else st.info
        shown(finding.text)


def _places(definition: Definition) -> list[Place]:
    """Where each rule of the attrition stands: the enabled rules of the root."""
    root = edit.opened(definition).criteria
    of = root.of if isinstance(root, Group) else ()
    return [(i,) for i, rule in enumerate(of) if switched_on(rule)]


def _numbers(definition: Definition, answer: Released | None) -> dict[Place, str]:
    """What each top-level rule does, as a caption beside it."""
    places = _places(definition)
    rows = answer.tables["rules"].to_pylist() if answer else []
    if len(rows) != len(places):
        return {}
    return {
        place: (
            f"{number(row['alone'])} alone · {number(row['remaining'])} left · "
            f"{number(row['gained_if_dropped'])} gained if dropped"
        )
        for place, row in zip(places, rows, strict=True)
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
    """The cohort against everyone else, live unless it is switched off."""
    heading, choice = st.columns([3, 1], vertical_alignment="bottom")
    heading.subheader("Who they are, against everyone else", anchor=False)
    with choice:
        live = address.switch("Keep this up to date", "live", default="yes")
    if live:
        answer = describing.asked(here, definition)
        if answer is not None:
            describing.live(answer, here.place)
