"""Does it match my system? One practice's registers beside its own counts and QOF."""

from dataclasses import replace

import streamlit as st

from pages.ui import address, layout, recorded, show
from pages.ui.context import Here
from phm_core.analysis.matched import counted, matched
from phm_core.analysis.mismatch import Match, explained, published_beside
from phm_core.analysis.mismatch import compared as in_words
from phm_core.area import WHOLE, Area, Level
from phm_core.charts.explained import Explained
from phm_core.charts.matching import (
    limit_in_words,
    of_comparison,
    of_matches,
    of_parts,
)
from phm_core.charts.words import day
from phm_core.errors import PhmError
from phm_core.gateway.belonging import belonging
from phm_core.governance.evidence import LIST, Dated
from phm_core.governance.fineness import finer_than
from phm_core.governance.matching import TOGETHER, countable, title_of

MEANING = (
    "A list of people is only as good as the records behind it. Here a practice sets "
    "what this app counts beside its own system, and signs when the two match. Lists "
    "of real people wait for that."
)


def pick(here: Here) -> Area | None:
    """The practice to compare; None where this visitor counts nobody's people."""
    layout.heading("Does it match my system?")
    if why := _closed(here):
        show.empty(*why)
        return None
    offered = _offered(here)
    if here.area.level == Level.PRACTICE and here.area.code in offered:
        return here.area
    if not offered:
        show.empty("No practice of yours is in this snapshot.", "Choose another role.")
        return None
    if len(offered) == 1:
        return Area(Level.PRACTICE, next(iter(offered)))
    code = address.select("Practice", "practice", offered, width=480)
    return Area(Level.PRACTICE, code)


def _closed(here: Here) -> tuple[str, str] | None:
    """Why this visitor compares no practice, and who does."""
    if not here.counts_people:
        return (
            "Counts are compared where people can be counted.",
            "Open this page as a practice manager, for direct care.",
        )
    whoever = "The practice itself, or its PCN, compares the counts."
    if here.scope.practices_coded:
        return "Practices are shown to your role by a letter.", whoever
    if finer_than(Level.PRACTICE, here.scope.lowest_level):
        return "Practices are too small to be shown to your role.", whoever
    return None


def _offered(here: Here) -> dict[str, str]:
    """Names of the practices of the area that are open here, one's own first."""
    public = here.house.public
    names = public.names(Level.PRACTICE)
    own = here.scope.practices
    seen = [code for code in names if own is None or code in own]
    mine = belonging(public, map(Area.parse, here.scope.belongs_to)).practices
    inside = seen
    if here.area != WHOLE:
        practices = belonging(public, [here.area]).practices
        inside = [code for code in seen if code in practices]
    # Of an area without practices of its own, all are offered.
    offered = sorted(inside or seen, key=lambda code: code not in mine)
    return {code: names[code] for code in offered}


def compared(here: Here, practice: Area) -> tuple[Match, ...]:
    """The three counts of every register, and why they differ; none when refused."""
    own = here.house.trust.own(practice.code) if here.scope.exact else {}
    try:
        found = matched(
            here.ask,
            here.ask_all,
            practice,
            {key: Dated(one.people, one.on) for key, one in own.items()},
            here.house.catalogue,
            lambda rule: recorded.tells(here, rule),
        )
    except PhmError as fault:
        show.refusal(fault)
        return ()
    as_at = here.house.snapshot.as_at
    name = here.house.public.names(Level.PRACTICE)[practice.code]
    about = Explained(
        "People on each register by its rule, as counted here, by the practice itself "
        "and by the Quality and Outcomes Framework.",
        source="Records here, the practice's own counts, and QOF.",
        as_at=day(as_at),
        covered=here.covering(practice),
    )
    title = f"Registers of {name}, {day(as_at)}"
    show.table(of_matches(found, own=here.scope.exact), title)
    show.behind(about)
    if here.house.trust.may_sign(practice.code, here.scope):
        about = replace(about, needs="sign_off")
    show.download(of_comparison(found), about, title=title, key="matches")
    _without(here)
    if not here.scope.exact:
        show.notes(
            ["The practice's own counts are shown to the practice alone."],
            title="What is not shown",
        )
    _explained(found)
    return found


def _without(here: Here) -> None:
    """Registers of which nobody can be counted, and what that means for signing."""
    catalogue = here.house.catalogue
    here_too = counted(catalogue, lambda rule: recorded.tells(here, rule))
    missing = [
        title_of(catalogue, key)
        for key in countable(catalogue)
        if key not in (LIST, *here_too)
    ]
    if missing:
        layout.caption(
            f"Not counted, since the records that they need are not here: "
            f"{', '.join(missing)}. A practice that counts people on them signs once "
            "they are delivered."
        )


def _explained(found: tuple[Match, ...]) -> None:
    """Each difference with the parts that can be computed, the large ones first."""
    beyond = [one for one in found if one.beyond]
    alone = [one for one in beyond if one.register != TOGETHER]
    for one in alone or beyond:
        with layout.card():
            st.markdown(f"**{in_words(one)}**")
            show.table(of_parts(one), f"Why {one.title} differs")
            st.markdown(f"**What next:** {one.limit.then}")
    within = [explained(one) for one in found if one.own and not one.beyond]
    show.notes(
        [" ".join(each) for each in within], title="Differences within the limits"
    )
    show.notes(
        [published_beside(one) for one in found if one.published],
        title="Beside the published counts",
    )
    limits = {one.limit.id: one.limit for one in found}
    show.notes(
        [limit_in_words(one) for one in limits.values()]
        + [
            "QOF counts are of 31 March of the year that they name: they are shown to "
            "compare, and decide nothing.",
            "Nobody is left out of these counts for an opt-out in direct care. People "
            "whose records the supplier never sends are missing: they show as a "
            "shorter list.",
        ],
        title="The limits, and what is counted",
    )
