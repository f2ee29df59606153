"""The parts of the audit page and of the page on how records are used."""

from collections.abc import Callable, Sequence

import streamlit as st

from pages.ui import address, layout, show
from pages.ui.context import Here
from phm_core.analysis import transparency
from phm_core.analysis.unusual import unusual
from phm_core.charts import auditing as charts
from phm_core.charts.explained import Explained
from phm_core.charts.words import day
from phm_core.errors import several
from phm_core.store.acts import Act

DAYS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "A year"}
ALL = "all"
READ = "_audit_read"
CHECKED = "_audit_checked"
MOST = 1_000


def read(here: Here) -> list[Act]:
    """The acts of a stretch of days: read once, and again when it is asked for."""
    with layout.side_by_side():
        days = address.select("Acts of the last", "days", DAYS, default="30")
        again = st.button("Read again", icon=":material/refresh:", key="audit-again")
    key = (here.scope.user, here.scope.digest, here.house.snapshot.id, days)
    kept = st.session_state.get(READ)
    if again or kept is None or kept[0] != key:
        kept = (key, here.house.gateway.review.read(here.scope, int(days)))
        st.session_state[READ] = kept
    st.caption("Reading the audit is written down in it too.")
    return kept[1]


def whole(here: Here) -> None:
    """The button that checks every seal and the anchor."""
    st.subheader("Is it whole?", anchor=False)
    if st.button("Verify the audit", icon=":material/verified:", key="audit-verify"):
        st.session_state[CHECKED] = here.house.gateway.review.verify(here.scope)
    found = st.session_state.get(CHECKED)
    if found is None:
        st.caption("Every seal is checked, and the anchor outside the database.")
    elif found.whole:
        st.success(found.sentence, icon=":material/verified:")
    else:
        st.error(found.sentence, title="The audit is not whole")


def to_look_at(here: Here, acts: Sequence[Act]) -> None:
    """What is unusual: reasons to ask, not judgements."""
    st.subheader("To look at", anchor=False)
    found = unusual(acts)
    if not found:
        show.empty(
            "Nothing is unusual in these days.",
            "Look at a longer time, or at single acts below.",
        )
        return
    st.markdown(
        f"{several(len(found), 'thing')} beyond what is usual. Each is a reason to "
        "ask, not a judgement: a busy day is unusual too."
    )
    about = _about(here, "Unusual among the acts of the audit.")
    show.sheet(charts.of_findings(found), about, title="Unusual acts", key="unusual")


def recent(here: Here, acts: Sequence[Act]) -> None:
    """Acts by day and one by one, narrowed as chosen."""
    st.subheader("Acts", anchor=False)
    chosen = _narrowed(acts)
    if not chosen:
        show.empty("No act fits.", "Choose other days, people or outcomes.")
        return
    about = _about(here, "Acts as the audit has them, each with its outcome.")
    show.chart(charts.by_day(chosen), about, key="audit-days")
    titles = {
        key: entry.title
        for family in ("roles", "purposes")
        for key, entry in here.house.catalogue.family(family).items()
    }
    sheet = charts.of_acts(chosen[:MOST], titles)
    show.sheet(sheet, about, title="Acts of the audit", key="acts")
    if len(chosen) > MOST:
        st.caption(
            f"The newest {MOST:,} of {len(chosen):,}. The whole: "
            "`python -m phm_core audit export`."
        )


def _narrowed(acts: Sequence[Act]) -> list[Act]:
    parts: dict[str, Callable[[Act], str]] = {
        "actor": lambda act: act.actor,
        "asked_for": lambda act: act.purpose,
        "outcome": lambda act: act.outcome,
    }
    titles = {"actor": "Who", "asked_for": "Purpose", "outcome": "Outcome"}
    with layout.side_by_side():
        wanted = {
            key: address.select(
                titles[key],
                key,
                {ALL: "all"} | {one: one for one in sorted({part(a) for a in acts})},
            )
            for key, part in parts.items()
        }
    return [
        act
        for act in acts
        if all(wanted[key] in (ALL, part(act)) for key, part in parts.items())
    ]


def used(here: Here) -> None:
    """How records are used, for everybody."""
    catalogue = here.house.catalogue
    found = here.house.gateway.review.use()
    lines = transparency.used(found, catalogue)
    if not lines:
        show.empty(
            "No record about people has been used yet.",
            "This page fills as questions are asked.",
        )
        return
    sentence = "How records were used in the last year, from the audit."
    about = _about(here, sentence, public=True)
    show.sheet(charts.of_use(lines), about, title="How records are used", key="use")
    st.caption(
        "Counted from the audit, in wide bands. No person and no user is in it. An "
        "answer is a count or a comparison after disclosure control unless the purpose "
        "is direct care."
    )
    if never := transparency.never_used(found, catalogue):
        st.markdown(f"**Not used in the last year:** {', '.join(never)}.")


def _about(here: Here, sentence: str, *, public: bool = False) -> Explained:
    return Explained(
        sentence=sentence,
        public=public,
        needs="audit",
        source="The audit of this installation.",
        as_at=day(here.house.gateway.review.now.date()),
    )
