"""Definitions found by words, each with its text, source and the pages that use it."""

from datetime import date

import streamlit as st

from pages.ui import address, guard, layout
from pages.ui.context import Here
from pages.ui.menu import BY_NAME
from pages.ui.show import tables
from phm_core.analysis.dictionary import FAMILIES, USED_ON, Term, search, terms
from phm_core.charts.explained import Explained
from phm_core.charts.sheets import of_dataset, of_terms
from phm_core.errors import several
from phm_core.start import now

SHOWN = 15


@st.cache_resource(max_entries=2)
def _known(digest: str, today: date, _here: Here) -> tuple[Term, ...]:
    del digest  # Streamlit keeps one answer for each; it ignores names with a "_".
    return terms(_here.house.catalogue, today)


def pickers(here: Here) -> list[Term]:
    """A search box and the kinds of definition; returns what was found."""
    known = _known(here.house.catalogue.digest, now().date(), here)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = layout.search("Search definitions", "search")
        family = address.select(
            "Kind", "kind_of", {"": "Every kind"} | FAMILIES, width=260
        )
    return search(known, words, family)


def results(here: Here, found: list[Term]) -> None:
    """The first of what was found, each opened on demand."""
    st.caption(
        f"{several(len(found), 'definition')}."
        + (f" The first {SHOWN} are shown; add a word." if len(found) > SHOWN else "")
    )
    for term in found[:SHOWN]:
        with st.expander(f"**{term.title}** · {FAMILIES[term.family]}"):
            entry(here, term)


def entry(here: Here, term: Term) -> None:
    """One definition: text, details, source, and the pages that use it."""
    st.markdown(term.meaning)
    for heading, text in term.details:
        st.markdown(f"**{heading}:** {text}")
    if term.family == "datasets":
        dataset = here.house.catalogue.datasets[term.id]
        tables.body(of_dataset(dataset), dataset.title)
    st.caption(f"Identifier: `{term.id}`." + _said(term))
    with st.container(horizontal=True):
        for name in USED_ON[term.family]:
            if guard.leads_to(name, here.house, here.scope):
                _link(name, term)


def download(found: list[Term]) -> None:
    """What was found, as a table."""
    about = Explained(
        sentence="Definitions of the catalogue that this app runs on.", public=True
    )
    tables.download(of_terms(found), about, title="Definitions", key="definitions")


def _said(term: Term) -> str:
    return f" Source: {term.source}." if term.source else ""


def _link(name: str, term: Term) -> None:
    title = BY_NAME[name].title
    if term.family == "conditions" and name in ("map", "compare"):
        layout.link(name, title, condition=term.id)
    else:
        layout.link(name, title)
