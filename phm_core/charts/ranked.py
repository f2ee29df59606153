"""Areas in order, each a dot with its interval, against the whole and England."""

import altair as alt

from phm_core.charts.made import IS_PICKED, named, pick_area, picked, plain
from phm_core.charts.theme import COMPARED, INK, LINE, WITHIN

STEP = 20


def _rows() -> alt.LayerChart | alt.FacetChart:
    areas = alt.Chart(named("areas"))
    y = alt.Y(
        "name:N", sort=alt.SortField("order"), title=None, axis=alt.Axis(labelLimit=260)
    )
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=False, nice=True))
    colour = alt.Color(
        "compared:N",
        scale=alt.Scale(domain=list(COMPARED), range=list(COMPARED.values())),
        legend=alt.Legend(title=None, orient="top", direction="vertical"),
    )
    bars = areas.mark_rule(strokeWidth=2.5, color=LINE).encode(
        y=y, x=alt.X("lower:Q", title=None), x2="upper:Q"
    )
    dots = (
        areas.mark_point(filled=True, size=90, opacity=1)
        .encode(
            y=y,
            x=x,
            color=colour,
            stroke=alt.condition(IS_PICKED, alt.value("#D5281B"), alt.value(INK)),
            strokeWidth=alt.condition(IS_PICKED, alt.value(4), alt.value(0.6)),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("value_text:N", title="Value"),
                alt.Tooltip("range:N", title="95% interval"),
                alt.Tooltip("people:Q", title="People", format=","),
            ],
        )
        .add_params(pick_area())
    )
    missing = (
        areas.transform_filter("!isValid(datum.value)")
        .mark_text(align="left", color=INK, fontSize=12, limit=alt.expr(WITHIN))
        .encode(
            y=y,
            x=alt.value(4),
            text="value_text:N",
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("value_text:N", title="Not shown"),
            ],
        )
    )
    lines = alt.Chart(named("references"))
    rule = lines.mark_rule(color=INK, strokeWidth=1.5).encode(
        x="value:Q",
        strokeDash=alt.condition(
            "datum.line === 'england'", alt.value([6, 4]), alt.value([1, 0])
        ),
    )
    return alt.layer(rule, bars, dots, missing)


RANKED = plain(_rows().add_params(picked()).properties(height=alt.Step(STEP)))
