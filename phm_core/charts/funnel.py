"""Areas by size against limits that chance alone would stay within."""

import altair as alt

from phm_core.charts.made import IS_PICKED, named, pick_area, picked, plain
from phm_core.charts.theme import COMPARED, INK, LINE

HEIGHT = 420


def _chart() -> alt.LayerChart | alt.FacetChart:
    size = alt.Chart(named("areas"))
    x = alt.X(
        "size:Q", title="Size (people, or cases expected)", scale=alt.Scale(nice=False)
    )
    y = alt.Y("level:Q", title=None, scale=alt.Scale(zero=False, nice=True))
    limits = (
        alt.Chart(named("limits"))
        .mark_line(color=LINE, clip=True)
        .encode(
            x=x,
            y=alt.Y("limit:Q", title=None),
            detail="name:N",
            strokeDash=alt.condition(
                "indexof(datum.name, '99.8') >= 0",
                alt.value([1, 0]),
                alt.value([5, 4]),
            ),
        )
    )
    centre = (
        alt.Chart(named("centre")).mark_rule(color=INK, strokeWidth=1.5).encode(y=y)
    )
    dots = (
        size.mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "compared:N",
                scale=alt.Scale(domain=list(COMPARED), range=list(COMPARED.values())),
                legend=None,
            ),
            stroke=alt.condition(IS_PICKED, alt.value("#D5281B"), alt.value(INK)),
            strokeWidth=alt.condition(IS_PICKED, alt.value(4), alt.value(0.6)),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("level:Q", title="Value", format=".2f"),
                alt.Tooltip("size:Q", title="Size", format=",.0f"),
            ],
        )
        .add_params(pick_area())
    )
    return alt.layer(limits, centre, dots)


FUNNEL = plain(_chart().add_params(picked()).properties(height=HEIGHT))
