"""Which worklist, opened for a reason; its figures in one row."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from pages.ui import address, provenance, reasons, show
from pages.ui.context import Here
from pages.ui.working import making
from phm_core.charts.explained import Explained, explained
from phm_core.charts.words import day, number
from phm_core.definitions.worklist import Worklist
from phm_core.errors import PhmError
from phm_core.gateway.opened import Opened
from phm_core.governance.released import Released
from phm_core.store.worklists import SavedWorklist

OPENED = "_worklist_opened"
NEW, WHY = "new", "work-why"


def choose(here: Here) -> Opened | None:
    """A list of one's own team, opened; None until there is one, and a reason."""
    try:
        mine = here.house.gateway.working.mine(here.scope)
    except PhmError as fault:
        show.refusal(fault)
        return None
    options = {one.id: _title(one.worklist) for one in mine}
    if not options:
        show.empty("Your team has no worklist yet.", "Make the first one below.")
    options[NEW] = "Make another list" if options else "Make the first list"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        usual = _usual(mine)
        chosen = address.select("Worklist", "list", options, default=usual, width=420)
        reason = reasons.given(WHY)
    if chosen == NEW:
        making.form(here)
        return None
    if not reason:
        show.empty("Nobody is listed yet.", "Say above why you look.")
        return None
    return opened(here, chosen, reason)


def _usual(mine: Sequence[SavedWorklist]) -> str:
    """The newest list that is worked on; the form where there is none."""
    at_work = (one.id for one in mine if not one.worklist.closed)
    return next(at_work, NEW)


def _title(worklist: Worklist) -> str:
    return f"{worklist.name} (closed)" if worklist.closed else worklist.name


def opened(here: Here, identity: str, reason: str) -> Opened | None:
    """The list on these records, opened once in a visit; a refusal is shown."""
    working, scope = here.house.gateway.working, here.scope
    asked = (identity, reason, scope.digest, here.house.snapshot.id)
    kept = st.session_state.get(OPENED)
    try:
        if kept is None or kept[0] != asked:
            kept = (asked, working.open(identity, scope, reason))
            st.session_state[OPENED] = kept
        return working.again(kept[1], scope)
    except PhmError as fault:
        show.refusal(fault)
        return None


def reason() -> str:
    """Why this visitor looks, as it was said above."""
    return str(st.session_state.get(WHY, "")).strip()


def counted(released: Released, sentence: str) -> Explained:
    """What stands behind exact counts of one's own patients."""
    return replace(explained(released, sentence=sentence), needs="export_people")


def facts(here: Here, opened: Opened) -> None:
    """Who cannot wait, who waits, who is set aside, what is done."""
    provenance.how_old(here)
    about = Explained(
        here.house.gateway.working.meaning(opened),
        as_at=day(opened.visit.as_at),
        needs="export_people",
        covered=here.covering(opened.question.area),
    )
    tally = opened.tally(here.house.catalogue, here.house.audit.now.date())
    unowned = f"{number(tally.unowned)} with nobody yet" if tally.urgent else ""
    show.row(
        [
            show.Headline("Cannot wait", number(tally.urgent), about, note=unowned),
            show.Headline("Waiting", number(tally.waiting), about),
            show.Headline("Set aside", number(tally.aside), about),
            show.Headline("Closed by the record", number(tally.closed), about),
        ]
    )
