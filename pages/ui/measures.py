"""What is mapped or compared: condition or cohort, by which areas, crude or not."""

from dataclasses import replace

import streamlit as st

from pages.ui import address, recorded, show
from pages.ui.context import Here
from pages.ui.show.numbers import Headline
from phm_core.analysis import subject
from phm_core.analysis.by_group import Asking
from phm_core.analysis.comparison import without_england
from phm_core.analysis.measured import Basis, Choice, Measured
from phm_core.analysis.subject import COHORT, INDICATOR, Subject
from phm_core.area import WHOLE, Area, Level
from phm_core.catalogue.schema import Indicator
from phm_core.charts import sentences
from phm_core.charts.explained import Explained
from phm_core.charts.words import headed, number, percent
from phm_core.engine.published import register_years
from phm_core.errors import RefusedInput
from phm_core.governance.fineness import FINENESS

FIRST = "diabetes"
# Published registers are by practice, so they say nothing of where people live.
LARGE = (Level.PLACE, Level.BUILT_PLACE, Level.NEIGHBOURHOOD, Level.PCN)
OF_PRACTICES = (*LARGE, Level.PRACTICE)
USUAL = {Level.ICS: Level.PCN, Level.PLACE: Level.PCN}
ON_MAP = (*LARGE, Level.LSOA)
COMPARED = (*LARGE, Level.PRACTICE)


def choose(here: Here, levels: tuple[Level, ...]) -> Choice:
    """The pickers of the map and of the comparison; returns what to measure."""
    what = _subject(here)
    inside, offered = _levels(here, levels)
    per = address.select(
        "By",
        "per",
        {str(level): headed(level.plural) for level in offered},
        default=str(_usual(inside, offered)),
        width=220,
    )
    kind = "prevalence"
    if here.counts_people and what.condition is not None:
        kind = address.segments(
            "Measure",
            "kind",
            {"prevalence": "People with it", "incidence": "New cases"},
        )
    return Choice(
        subject=what,
        per=Level(per),
        area=inside,
        lens=here.lens,
        kind="incidence" if kind == "incidence" else "prevalence",
        basis=_basis(what),
    )


def asking(here: Here) -> Asking:
    """The same pickers without areas: what to measure by groups of people."""
    what = _subject(here)
    return Asking(subject=what, basis=_basis(what), area=here.area, lens=here.lens)


def of_entry(here: Here, entry: Indicator) -> Asking:
    """An indicator on this page's date and area, with the figure that leads."""
    found = subject.of_indicator(entry)
    dated = replace(found, definition=here.dated(found.definition))
    return Asking(dated, entry.lead, here.area, here.lens)


def _basis(what: Subject) -> Basis:
    crude = address.switch(
        "Crude (not adjusted for age)",
        "crude",
        default="yes" if what.crude_first else "no",
        help="Crude figures make older areas look worse and younger ones better.",
    )
    return "crude" if crude else "adjusted"


def anybody(here: Here, found: Measured) -> None:
    """Go on where somebody is counted, and may be; else say what to do, and stop."""
    if show.refused(found.released.notes):
        show.notes(found.released.notes)
        st.stop()
    if found.whole["count"] == 0:
        if found.whole["people"] and found.choice.subject.id != COHORT:
            what = found.choice.subject.title
            show.empty(
                f"{what}: the records tell of nobody {here.place}.",
                "Choose something else, a larger area or other people.",
            )
        else:
            show.nobody(here.place)
        st.stop()


def key(area: Area) -> str:
    """An area as the address names it."""
    return str(area)


def compared(here: Here, found: Measured) -> Measured:
    """The measure with England beside it, unless it was not asked for."""
    return found if here.against == "england" else without_england(found)


def headlines(found: Measured, whole: str, about: Explained) -> list[Headline]:
    """The whole in three numbers."""
    count, people = found.whole["count"], found.whole["people"]
    incidence = found.choice.kind == "incidence"
    behind = replace(
        about,
        numerator=f"{number(count)} {found.choice.subject.people}",
        denominator=f"{number(people)} {'person-years' if incidence else 'people'}",
        interval=sentences.ranged(found, found.whole["lower"], found.whole["upper"]),
    )
    shown = [
        Headline(
            f"{found.name}, {whole}",
            sentences.valued(found, found.whole["value"]),
            behind,
        ),
        Headline("New cases" if incidence else "People counted", number(count), behind),
    ]
    adjusted = found.choice.basis == "adjusted"
    if count is not None and people and adjusted and not incidence:
        crude = replace(behind, interval="")
        shown.append(Headline("Crude share", percent(count / people * 100), crude))
    if found.england is not None:
        england = replace(
            about, numerator="", denominator="", interval="", sentence="Published for "
            f"England as a whole; not adjusted for age. {_difference(found)}",
            source="Quality and Outcomes Framework, NHS England.",
        )  # fmt: skip
        shown.append(Headline("England, crude", percent(found.england), england))
    return shown


def _difference(found: Measured) -> str:
    """Why the published figure of an indicator can differ from ours."""
    entry = found.choice.subject.indicator
    return entry.published.difference if entry and entry.published else ""


def said_of(found: Measured, code: str, whole: str) -> str:
    """The area that is picked out against the whole, in words."""
    rows = [row for row in found.areas.to_pylist() if code and row["code"] == code]
    return sentences.against(found, rows[0], whole) if rows else ""


def offered(here: Here) -> dict[str, str]:
    """What can be mapped or compared here besides a cohort: titles by id."""
    conditions = here.house.catalogue.conditions
    titled = sorted(conditions.items(), key=lambda item: item[1].title)
    named = {key: entry.title for key, entry in titled}
    if not here.counts_people:
        public = here.house.public
        return {k: title for k, title in named.items() if register_years(public, k)}
    counted = {
        key: title
        for key, title in named.items()
        if recorded.held(here, subject.of_condition(conditions[key]))
    }
    return counted | _indicators(here)


def _subject(here: Here) -> Subject:
    conditions = here.house.catalogue.conditions
    titles = offered(here)
    if not titles:
        raise RefusedInput(
            "There are neither records of people nor published registers here that "
            "you may use, so there is nothing to map or compare. Build the area pack "
            "again with register files, bring records (the screen Bring data), or "
            "change your role."
        )
    first = FIRST if FIRST in titles else next(iter(titles))
    if here.cohort is not None:
        titles = {COHORT: f"Cohort: {here.cohort.name}"} | titles
        first = COHORT
    key = address.select(
        "Condition, indicator or cohort",
        "condition",
        titles,
        default=first,
        width=320,
    )
    if key.startswith(INDICATOR):
        entry = here.indicators[key.removeprefix(INDICATOR)]
        found = subject.of_indicator(entry)
        return replace(found, definition=here.dated(found.definition))
    if key == COHORT and here.cohort is not None:
        return subject.of_cohort(here.dated(here.cohort))
    found = subject.of_condition(conditions[key])
    return replace(found, definition=here.dated(found.definition))


def _indicators(here: Here) -> dict[str, str]:
    """Indicators by title; a register is offered as its condition already."""
    entries, _ = recorded.parted(here, here.indicators.values())
    named = {subject.key_of(entry): entry.title for entry in entries}
    named = {key: title for key, title in named.items() if key.startswith(INDICATOR)}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def _levels(here: Here, levels: tuple[Level, ...]) -> tuple[Area, list[Level]]:
    """The area to look inside, and the finer levels that it can be divided into."""
    there = here.house.public.levels
    known = [level for level in levels if level in there]
    if not here.counts_people:
        known = [level for level in known if level in OF_PRACTICES]
    own = here.within.level
    # A built Place can be of any size, so it is divided as a Place is.
    size = FINENESS[Level.PLACE if own == Level.BUILT_PLACE else own]
    finer = [x for x in known if FINENESS[x] > size and x != own]
    return (here.within, finer) if finer else (WHOLE, known)


def _usual(inside: Area, offered: list[Level]) -> Level:
    usual = USUAL.get(inside.level, offered[-1])
    return usual if usual in offered else offered[-1]
