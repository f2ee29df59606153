"""Areas as dots: deprivation across, the measure with its interval up."""

import altair as alt

from phm_core.charts.made import IS_PICKED, named, pick_area, picked, plain
from phm_core.charts.theme import INK, LINE

HEIGHT = 420


def _dots() -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(named("areas")).transform_filter(
        "isValid(datum.value) && isValid(datum.imd)"
    )
    x = alt.X(
        "imd:Q",
        title="Deprivation score (higher is more deprived)",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=6),
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, nice=True))
    bars = base.mark_rule(strokeWidth=1.5, color=LINE, opacity=0.6).encode(
        x=x, y=alt.Y("lower:Q", title=None), y2="upper:Q"
    )
    dots = (
        base.mark_point(filled=True, size=110, stroke=INK, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("fill:N", scale=None),
            strokeWidth=alt.condition(IS_PICKED, alt.value(4), alt.value(0.8)),
            stroke=alt.condition(IS_PICKED, alt.value("#D5281B"), alt.value(INK)),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("value_text:N", title="Value"),
                alt.Tooltip("range:N", title="95% interval"),
                alt.Tooltip("imd:Q", title="Deprivation score", format=".1f"),
                alt.Tooltip("people:Q", title="People", format=","),
            ],
        )
        .add_params(pick_area())
    )
    names = (
        base.transform_filter(IS_PICKED)
        .mark_text(dy=-14, fontWeight="bold", color=INK)
        .encode(x=x, y=y, text="name:N")
    )
    return alt.layer(bars, dots, names)


SCATTER = plain(_dots().add_params(picked()).properties(height=HEIGHT))
