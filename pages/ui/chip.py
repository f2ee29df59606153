"""The line that says in words what every figure below is about."""

import streamlit as st

from pages.ui.context import Here
from pages.ui.people import DRAFT_KEY, EVERYONE
from phm_core.area import Lens, Level
from phm_core.charts.words import NOT_SHOWN, day, headed, number
from phm_core.definitions import Definition
from phm_core.definitions.built_place import COUNTED
from phm_core.definitions.questions import HowMany
from phm_core.errors import PhmError


def line(here: Here) -> None:
    """How many people, where, which cohort, as at when; whether they are made up."""
    if here.synthetic:
        st.badge("Synthetic data", icon=":material/science:", color="orange")
    st.markdown(sentence(here))


def sentence(here: Here) -> str:
    """'Showing 41,208 people registered in Eldenmouth, as at 31 October 2026.'"""
    who = f", cohort {_cohort(here, here.cohort)}" if here.cohort else ""
    return (
        f"Showing **{_people(here)}** {here.place}{_by(here)}{who}, "
        f"as at {day(here.as_at)}.{_made_of(here)}{_covered(here)}"
    )


def _by(here: Here) -> str:
    """From where the number is, where nobody is counted in records."""
    if here.counts_people:
        return ""
    lists = here.lens == Lens.REGISTERED
    return " by the published lists" if lists else " by published figures"


def _covered(here: Here) -> str:
    """Of which practices there are records, where some are missing."""
    coverage = here.house.trust.coverage
    if not here.counts_people or coverage.complete:
        return ""
    found = coverage.of(here.area, here.scope.practices)
    return "" if found.whole else f" {headed(found.held)}."


def _made_of(here: Here) -> str:
    """Of a built Place: what it is made of, and why it is counted as it is."""
    if here.area.level != Level.BUILT_PLACE:
        return ""
    place = here.house.places.get(here.area.code).place
    said = f" Built from {place.words}"
    if len(place.lenses) == 1:
        said += f", so counted {COUNTED[here.lens]}"
    return f"{said}; retired." if place.retired else f"{said}."


def _cohort(here: Here, cohort: Definition) -> str:
    if here.cohort_id == DRAFT_KEY:
        return f"{cohort.name} (not saved)"
    return f"{cohort.name} (v{cohort.version})"


def _people(here: Here) -> str:
    if not here.counts_people:
        return _published(here)
    asked = HowMany(of=here.who or here.dated(EVERYONE), area=here.area, lens=here.lens)
    try:
        people = here.ask(asked).figure("people")
    except PhmError as fault:
        # The page says why in full; the line above it stays.
        return f"people who cannot be counted ({fault})"
    return f"{number(people)} people" if people is not None else f"people ({NOT_SHOWN})"


def _published(here: Here) -> str:
    """Registered people from the published lists, residents from the census."""
    public = here.house.public
    if here.lens == Lens.REGISTERED:
        found, column = public.list_size(here.area.level), "patients"
    else:
        found, column = public.population(here.area.level), "population"
    rows = found.loc[found["code"] == here.area.code, column]
    return f"{number(int(rows.iloc[0]))} people" if len(rows) else "people"
