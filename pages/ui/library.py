"""The parts of the library: every cohort, its versions, and two compared."""

import itertools

import pyarrow.compute as pc
import streamlit as st

from pages.ui import (
    address,
    drafts,
    keeping,
    layout,
    recorded,
    show,
    starting,
    waiting,
)
from pages.ui.context import Here
from phm_core.charts.explained import explained
from phm_core.charts.overlap import difference, overlap
from phm_core.charts.words import day
from phm_core.definitions import Definition
from phm_core.definitions.describe import describe
from phm_core.definitions.questions import Overlap

PAIR = 2


def search() -> str:
    """Words to find a cohort by: name, tag, owner or sentence."""
    return st.text_input(
        "Find a cohort", key="find", bind="query-params", icon=":material/search:"
    ).casefold()


def saved(here: Here, words: str) -> None:
    """Cohorts saved here, newest first."""
    found = [
        cohort
        for cohort in here.house.cohorts.newest()
        if words in _text(here, cohort.definition)
    ]
    if not found:
        show.empty(
            "No saved cohort matches." if words else "Nothing is saved yet.",
            "Build one and save it, or start from an example below.",
        )
    for cohort in found:
        beside = [f"version {cohort.version}", f"saved {day(cohort.created_at.date())}"]
        if cohort.forked_from:
            beside.append(f"copied from {cohort.forked_from}")
        _card(here, cohort.definition, cohort.id, cohort.version, " · ".join(beside))
    starting.leave()


def examples(here: Here, words: str) -> None:
    """Cohorts of the catalogue to start from; case finders have their own page."""
    catalogue = here.house.catalogue
    layout.link("case_finding", "Case finders are cohorts too")
    for identity, entry in catalogue.cohorts.items():
        if identity not in catalogue.casefinders and words in _text(
            here, entry.definition
        ):
            _card(here, entry.definition, identity, None, "example")


def _text(here: Here, definition: Definition) -> str:
    parts = [definition.name, definition.owner, *definition.tags]
    return " ".join([*parts, describe(definition, here.house.vocabulary)]).casefold()


def _card(
    here: Here,
    definition: Definition,
    identity: str,
    version: int | None,
    beside: str,
) -> None:
    with st.container(border=True):
        name, about = map(show.written, (definition.name, definition.description))
        st.markdown(f"**{name}**  \n{about}")
        st.caption(describe(definition, here.house.vocabulary))
        _facts(here, definition, beside)
        with st.container(horizontal=True):
            st.button(
                "Use on every page",
                key=f"use-{identity}",
                on_click=address.choose,
                args=("cohort", identity),
            )
            st.button(
                "Open in the builder",
                key=f"open-{identity}",
                on_click=starting.elsewhere,
                args=(definition, identity if version else None, version),
            )
        if version and version > 1:
            _versions(here, identity)


def _facts(here: Here, definition: Definition, beside: str) -> None:
    review = definition.review_by
    facts = [beside, f"owner {definition.owner}" if definition.owner else "no owner"]
    facts += [", ".join(definition.tags)] if definition.tags else []
    facts += [f"review by {day(review)}"] if review else []
    st.caption(" · ".join(facts))
    if review and review < here.house.snapshot.as_at:
        st.warning(f"The review of this cohort was due on {day(review)}.")


def _versions(here: Here, identity: str) -> None:
    """What changed in each version, rule by rule."""
    with st.expander("Versions"):
        versions = here.house.cohorts.versions(identity)
        for newer, older in itertools.pairwise(versions):
            note = f": {newer.note}" if newer.note else ""
            st.markdown(f"**Version {newer.version}**{note}")
            keeping.changes(here, older.definition, newer.definition)


def compare(here: Here) -> None:
    """Two cohorts: who is in both, and who differs."""
    choices = {
        identity: definition
        for identity, definition in _choices(here).items()
        if recorded.open_here(here, definition.criteria)
    }
    if len(choices) < PAIR:
        show.empty(
            "Fewer than two cohorts can be counted by your role.",
            "Save another to compare it with.",
        )
        return
    titles = {identity: definition.name for identity, definition in choices.items()}
    first, second = list(titles)[:2]
    with st.container(horizontal=True):
        left = address.select("First cohort", "first", titles, default=first)
        right = address.select("Second cohort", "second", titles, default=second)
    if left == right:
        show.empty("The same cohort stands on both sides.", "Choose another.")
        return
    pair = (here.dated(choices[left]), here.dated(choices[right]))
    question = Overlap(pair, area=here.area, lens=here.lens)
    released = waiting.ask(here, question, key="overlap", words="Comparing cohorts")
    if released is None:
        return
    about = explained(released)
    drawn = overlap(released, titles[left], titles[right], here.place)
    if pc.all(pc.is_null(drawn.sheet.data["people"])).as_py():
        show.too_small("A part of the two has 1 to 7 people, so that none is shown.")
    else:
        show.chart(drawn, about, key="overlap")
    title = "Who differs"
    st.markdown(f"**{title}**")
    attributes = here.house.catalogue.attributes
    named = {identity: entry.title for identity, entry in attributes.items()}
    show.sheet(difference(released, named), about, title=title, key="difference")
    show.notes(released.notes)


def _choices(here: Here) -> dict[str, Definition]:
    """Cohorts to compare: the draft, every saved version, the examples."""
    found: dict[str, Definition] = {}
    building = drafts.peek()
    if building is not None:
        found["draft"] = building.model_copy(
            update={"name": f"{building.name} (not saved)"}
        )
    for cohort in here.house.cohorts.newest():
        for version in here.house.cohorts.versions(cohort.id):
            name = f"{version.name} (version {version.version})"
            key = f"{version.id}.{version.version}"
            found[key] = version.definition.model_copy(update={"name": name})
    examples = here.house.catalogue.cohorts.items()
    return found | {identity: entry.definition for identity, entry in examples}
