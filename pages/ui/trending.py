"""The parts of the trends page: what to follow, its chart, what people say of it."""

from dataclasses import dataclass

import streamlit as st

from pages.ui import address, layout, recorded, remarks, show, waiting
from pages.ui.context import Here
from phm_core.analysis.settled import settled, view
from phm_core.analysis.tracked import Tracked, tracked
from phm_core.analysis.trend import Ranges, Trend, trend, trends
from phm_core.area import Area, Level
from phm_core.charts import spc_words
from phm_core.charts.explained import Explained, explained
from phm_core.charts.spc import Mark, icons, spc
from phm_core.charts.spc_strips import strips
from phm_core.charts.words import day, headed, number
from phm_core.definitions.questions import Series
from phm_core.engine.history import LEVELS
from phm_core.governance.fineness import FINENESS
from phm_core.governance.released import Released
from phm_core.methods import Rebase
from phm_core.store.remarks import Note, Remark

FIRST = "hypertension_controlled"
MOST_STRIPS = 40


@dataclass(frozen=True)
class Following:
    """What is followed where: the remarks about it stand under `about`."""

    measure: Tracked
    area: Area
    per: Level | None
    ranges: Ranges

    @property
    def about(self) -> str:
        """The name of this view in the store of remarks."""
        return view(self.measure.id, self.area)


def choose(here: Here) -> Following | None:
    """The pickers; None where the area of the context has no monthly figures."""
    if here.within.level not in (*LEVELS, Level.BUILT_PLACE):
        show.empty(
            f"There are no monthly figures for {here.within.level.plural}.",
            "Choose the whole system, a Place, neighbourhood, PCN or practice above.",
        )
        return None
    if here.scope.lsoas is not None:
        show.empty(
            "Months are counted beforehand for all the people of an area, and your "
            "role sees some of them.",
            "Ask for the figure of one day on another screen, or change your role.",
        )
        return None
    names = recorded.by_month(here)
    first = FIRST if FIRST in names else next(iter(names))
    with layout.side_by_side():
        key = address.select("Measure", "measure", names, default=first, width=380)
        per = _level(here)
        plain = address.switch(
            "Use every moving range",
            "all_ranges",
            help="Limits usually leave outlying moving ranges out (screening).",
        )
    return Following(
        tracked(here.house.catalogue, key),
        here.within,
        per,
        "all" if plain else "screened",
    )


def _level(here: Here) -> Level | None:
    """The level of the areas beside each other; None where there is none finer."""
    own = FINENESS[here.within.level]
    known = here.house.public.levels
    finer = [one for one in LEVELS if one in known and FINENESS[one] > own]
    if not finer:
        return None
    names = {str(one): headed(one.plural) for one in finer}
    usual = Level.PCN if Level.PCN in finer else finer[0]
    return Level(
        address.select("Beside each other", "level", names, default=str(usual))
    )


def asked(here: Here, what: Following) -> list[Released]:
    """The series of the area, then those of the areas in it; none when refused."""
    measure, area = what.measure.id, what.area
    questions = [Series(measure, area.level, area)]
    if what.per is not None:
        questions.append(Series(measure, what.per, area))
    return waiting.ask_all(here, questions, key="series", words="Reading the months")


def written(here: Here, what: Following) -> list[Remark]:
    """What people wrote on this chart and still stands."""
    today = here.house.remarks.today
    every = here.house.remarks.about(what.about)
    return [one for one in every if one.stands(today)]


def followed(what: Following, released: Released, notes: list[Remark]) -> Trend | None:
    """The chart of the area with confirmed limits and target; empty ones say why."""
    people = settled(what.measure, (one.note for one in notes))
    found = trend(
        released,
        what.measure,
        ranges=what.ranges,
        target=people.target,
        rebased=people.rebased,
    )
    if found.chart is not None:
        return found
    reasons = dict.fromkeys(
        row["reason"] for row in released.tables["series"].to_pylist() if row["reason"]
    )
    show.empty(
        f"{what.measure.title} has no months to show here. {' '.join(reasons)}",
        "Choose another measure, or a larger area.",
    )
    return None


def chart(found: Trend, notes: list[Remark], about: Explained) -> None:
    """The chart with its icons and whatever people marked on it."""
    marks = tuple(
        Mark(one.note.month, one.note.text)
        for one in notes
        if one.note.month and one.note.kind in ("annotation", "rebase")
    )
    for caution in spc_words.cautions(found):
        st.warning(caution, icon=":material/warning:")
    drawing, beside = layout.columns(3, 1)
    with drawing:
        show.chart(spc(found, marks), about, key="spc")
    with beside:
        show.legend(icons(found))
        source = found.measure.target_source
        if source and found.target == found.measure.target:
            layout.caption(f"Target: {source}.")


def limits(here: Here, what: Following, found: Trend) -> None:
    """Where new limits might begin: a person says what changed and confirms."""
    if not found.suggested:
        return
    layout.heading("Suggested new limits")
    for option in found.suggested:
        with layout.card():
            layout.text(spc_words.suggestion(found, option))
            _confirm(here, what, found, option)


def _confirm(here: Here, what: Following, found: Trend, option: Rebase) -> None:
    month = found.months[option.at]
    key = f"rebase-{what.about}-{month.isoformat()}"
    with st.form(key, border=False):
        text = remarks.words("What changed, and is meant to last?", f"{key}-text")
        sure = st.form_submit_button("Begin new limits here", key=f"{key}-save")
    if sure:
        remarks.keep(here, Note("rebase", what.about, text, month=month))


KINDS = {
    "annotation": "Note",
    "rebase": "New limits",
    "target": "Target",
}


def on_the_chart(
    here: Here, what: Following, found: Trend, notes: list[Remark]
) -> None:
    """What people put on the chart, and forms for a note and a target."""
    layout.heading("On this chart")
    shown = [one for one in notes if one.note.kind in KINDS]
    for one in shown:
        remarks.line(here, one, _before(one))
    if not shown:
        layout.caption("Nobody has put anything on this chart.")
    with layout.details("Add a note to a month"):
        _annotate(here, what, found)
    with layout.details("Set a target"):
        _target(here, what)


def _before(one: Remark) -> str:
    parts = [KINDS[one.note.kind]]
    if one.note.month:
        parts.append(spc_words.month(one.note.month))
    if one.note.value is not None:
        parts.append(number(one.note.value, 1))
    return f"{', '.join(parts)}: "


def _annotate(here: Here, what: Following, found: Trend) -> None:
    key = f"annotate-{what.about}"
    with st.form(key, border=False, clear_on_submit=True):
        month = st.selectbox(
            "Month",
            list(reversed(found.months)),
            format_func=spc_words.month,
            key=f"{key}-month",
        )
        text = remarks.words("Note", f"{key}-text")
        saving = st.form_submit_button("Save the note", key=f"{key}-save")
    if saving:
        remarks.keep(here, Note("annotation", what.about, text, month=month))


def _target(here: Here, what: Following) -> None:
    key = f"target-{what.about}"
    with st.form(key, border=False, clear_on_submit=True):
        value = st.number_input(
            f"Target ({what.measure.unit})", min_value=0.0, key=f"{key}-value"
        )
        text = remarks.words("Who set it, and why", f"{key}-text")
        saving = st.form_submit_button("Save the target", key=f"{key}-save")
    if saving:
        remarks.keep(here, Note("target", what.about, text, value=float(value)))


def beside_each_other(what: Following, released: Released) -> None:
    """The areas inside, each on a strip of the same scale."""
    found = trends(released, what.measure, ranges=what.ranges)
    if not found:
        show.empty("No area inside has months to show.", "Choose a larger level.")
        return
    layout.heading("Areas beside each other")
    show.chart(strips(found[:MOST_STRIPS]), explained(released), key="strips")
    if len(found) > MOST_STRIPS:
        layout.caption(
            f"The first {MOST_STRIPS} of {len(found)}. Choose an area above to see "
            "those inside it."
        )


def dated(here: Here) -> None:
    """Say so where the context asks for what history does not have."""
    latest = here.house.snapshot.as_at
    if here.as_at != latest or str(here.lens) != "registered" or here.cohort_id:
        layout.caption(
            f"Months are counted up to {day(latest)}, for everybody registered; the "
            "date, lens and cohort chosen above do not change them."
        )
