"""A population or a cohort described: the parts that Overview and Builder share."""

from dataclasses import replace
from itertools import chain
from typing import Any

import streamlit as st

from pages.ui import show, waiting
from pages.ui.context import Here
from phm_core.catalogue.held import not_open
from phm_core.charts import profile as charts
from phm_core.charts.conditions import conditions
from phm_core.charts.explained import Explained, explained
from phm_core.charts.words import money, number
from phm_core.definitions import Definition
from phm_core.definitions.questions import Profile
from phm_core.governance.released import Released


def asked(here: Here, definition: Definition | None) -> Released | None:
    """Ask who they are, against everyone else; a refusal is shown."""
    question = Profile(
        area=here.area,
        lens=here.lens,
        of=None if definition is None else here.dated(definition),
    )
    return waiting.ask(here, question, key="profile", words="Describing people")


def headlines(released: Released) -> None:
    """How many, how old, at what cost; everyone else beside."""
    figure = released.figure
    people = explained(
        released, numerator=figure("people"), denominator=figure("population")
    )
    spent = replace(people, coverage=released.said_of("activity"))
    show.row(
        [
            show.Headline("People", number(figure("people")), people,
                          _beside(f"of {number(figure('population'))}", released)),
            show.Headline("Average age", number(figure("mean_age"), 1), people,
                          _others(number(figure("others_mean_age"), 1), released)),
            show.Headline("Cost a head, 12 months", money(figure("cost_per_head")),
                          spent,
                          _others(money(figure("others_cost_per_head")), released)),
        ]
    )  # fmt: skip


def _others(value: str, released: Released) -> str:
    return _beside(f"everyone else {value}", released)


def _beside(words: str, released: Released) -> str:
    """What stands beside a number, where there is anybody else."""
    return words if released.facts["others"] != 0 else ""


def _of(released: Released, part: str) -> Explained:
    """What stands behind one part, and the data behind it alone."""
    return replace(explained(released), coverage=released.said_of(part))


@st.fragment
def live(released: Released, where: str) -> None:
    """Headlines and pictures that are drawn again without the page around them."""
    headlines(released)
    pictures(released, where, key="builder")


def pictures(released: Released, where: str, *, key: str) -> None:
    """Age and sex, conditions, groups and use of services of people, where they are."""
    about = explained(released)
    if released.figure("people") == 0:
        show.nobody(where)
        return
    if not released.tables["breakdowns"].num_rows:
        show.too_small("There are too few people here to describe.")
        show.notes(released.notes)
        return
    left, right = st.columns(2, gap="large")
    with left:
        show.chart(charts.pyramid(released, where), about, key=f"{key}-pyramid")
    with right:
        _ill(released, where, key)
    _groups(released, where, key)
    if released.tables["activity"].num_rows:
        spent = _of(released, "activity")
        show.chart(charts.activity(released, where), spent, key=f"{key}-use")
    late = map(released.said_of, ("condition", "activity"))
    show.notes(dict.fromkeys(chain(released.notes, *late)))


def _ill(released: Released, where: str, key: str) -> None:
    """Long-term conditions, where any can be told of."""
    if released.tables["conditions"].num_rows:
        about = _of(released, "condition")
        show.chart(conditions(released, where), about, key=f"{key}-conditions")
    else:
        show.empty(
            f"{not_open('condition')}.",
            "Look as another role, or bring files that hold them (the screen Bring "
            "data).",
        )


def _groups(released: Released, where: str, key: str) -> None:
    """Breakdowns two by two; deprivation and ethnicity first, others by choice."""
    table = released.tables["breakdowns"]
    titles: dict[Any, Any] = dict(
        zip(table["breakdown"].to_pylist(), table["title"].to_pylist(), strict=True)
    )
    first = [b for b in ("deprivation_decile", "ethnicity_group") if b in titles]
    others = [b for b in titles if b not in first]
    columns = st.columns(2, gap="large")
    for column, which in zip(columns, first, strict=False):
        with column:
            _group(released, which, where, key)
    chosen = st.selectbox(
        "Look at another breakdown",
        others,
        format_func=titles.__getitem__,
        key=f"{key}-by",
    )
    if chosen:
        _group(released, chosen, where, key)


def _group(released: Released, by: str, where: str, key: str) -> None:
    """One breakdown, or why it is kept back."""
    drawn = charts.breakdown(released, by, where)
    show.chart(drawn, _of(released, by), key=f"{key}-{by}")
