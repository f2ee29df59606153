"""Taking a list out: a sheet for the meeting, a workbook, NHS numbers, a FHIR Group."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages.ui.context import Here
from pages.ui.show import taking
from pages.ui.working.choosing import reason
from pages.ui.working.making import area_name
from phm_core.area import Level
from phm_core.charts import worklist_files as files
from phm_core.charts.found_people import of_people
from phm_core.charts.picture import Sheet
from phm_core.charts.worklists import told_of
from phm_core.definitions.describe import describe
from phm_core.definitions.finders import FoundPeople
from phm_core.definitions.rows_of_people import Identify
from phm_core.gateway.opened import Opened
from phm_core.governance.identifying import MOST_PEOPLE
from phm_core.governance.released import Released
from phm_core.governance.taking_out import Form, Mark, Taking

LANES = {"red_flags": "Cannot wait", "list": "This month"}


def ways(here: Here, opened: Opened) -> None:
    """Buttons: who cannot wait, and as many as the team can see in a month."""
    worklist = opened.saved.worklist
    name = f"{worklist.name}, {area_name(here, opened)}"
    with st.expander("Take this month's list out", icon=":material/output:"):
        st.caption(
            f"Who cannot wait, and the next {worklist.a_month:,} whose turn it is. "
            "Each file says what it is and who took it, and is written down."
        )
        with st.container(horizontal=True):
            for label, form, make in _files(here, opened):
                kind = Taking(
                    name,
                    form,
                    public=False,
                    needs="export_people",
                    area=opened.question.area,
                )
                taking.button(label, kind, make, key=f"work-out-{form}")
        about = _about(here, opened)
        st.markdown(f"**The search in words, for your own system:** {about.rules}")


def _files(
    here: Here, opened: Opened
) -> list[tuple[str, Form, Callable[[Mark], bytes]]]:
    # Read now: a file is made later, when it is fetched.
    about, why = _about(here, opened), reason()

    def numbers() -> list[str]:
        return list(_numbers(here, _people(here, opened, why), why).values())

    return [
        (
            "Sheet for the meeting",
            "pdf",
            lambda mark: files.sheet_to_print(_lanes(here, opened, why), about, mark),
        ),
        (
            "Workbook",
            "xlsx",
            lambda mark: files.workbook(_lanes(here, opened, why), about, mark),
        ),
        (
            "NHS numbers for SystmOne or EMIS",
            "zip",
            lambda mark: files.numbers_file(numbers(), about, mark),
        ),
        (
            "FHIR Group",
            "json",
            lambda mark: files.fhir_group(opened.saved.id, numbers(), about, mark),
        ),
    ]


def _about(here: Here, opened: Opened) -> files.About:
    about, catalogue = opened.question, here.house.catalogue
    finder = catalogue.casefinders.get(about.finder)
    rules = about.of if finder is None else finder.definition
    return files.About(
        title=opened.saved.worklist.name,
        where=area_name(here, opened),
        as_at=opened.visit.as_at,
        rules=describe(rules, here.house.vocabulary) if rules else "",
        action=finder.action if finder else "",
        caution=finder.caution if finder else "",
        covered=here.covering(about.area),
    )


def _asked(here: Here, opened: Opened) -> Mapping[str, FoundPeople]:
    """This month's people by lane."""
    about, worklist = opened.question, opened.saved.worklist
    today = here.house.audit.now.date()
    whom = {"of": about.of, "area": about.area}
    found = {
        "list": FoundPeople(
            about.finder,
            "list",
            1,
            worklist.a_month,
            order=worklist.order,
            aside=opened.not_now(here.house.catalogue, today),
            **whom,
        )
    }
    if opened.visit.urgent:
        everybody = len(opened.visit.urgent)
        urgent = FoundPeople(about.finder, "red_flags", 1, everybody, **whom)
        found = {"red_flags": urgent, **found}
    return found


def _lanes(here: Here, opened: Opened, why: str) -> dict[str, Sheet]:
    """Each lane as a table, by NHS number: who goes by it meets people, not codes."""
    practices, catalogue = here.house.public.names(Level.PRACTICE), here.house.catalogue
    lanes = _people(here, opened, why)
    told = told_of(opened.steps, catalogue, practices, _numbers(here, lanes, why))
    return {
        LANES[lane]: of_people(released, catalogue, told)
        for lane, released in lanes.items()
    }


def _people(here: Here, opened: Opened, why: str) -> dict[str, Released]:
    return {
        lane: here.house.gateway.ask(question, here.scope, reason=why)
        for lane, question in _asked(here, opened).items()
    }


def _numbers(here: Here, lanes: Mapping[str, Released], why: str) -> dict[str, str]:
    """NHS numbers by pseudonym, looked up a few dozen at a time."""
    names = (one.tables["people"]["pseudonym"].to_pylist() for one in lanes.values())
    people = list(dict.fromkeys(str(who) for some in names for who in some))
    found: dict[str, str] = {}
    for start in range(0, len(people), MOST_PEOPLE):
        some = tuple(people[start : start + MOST_PEOPLE])
        looked_up = here.house.gateway.ask(Identify(some), here.scope, reason=why)
        for row in looked_up.tables["people"].to_pylist():
            found[row["pseudonym"]] = row["nhs_number"]
    return found
