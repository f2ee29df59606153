"""Maps: areas in nine colours, deprivation across and the measure up."""

from collections.abc import Iterable
from typing import Any

import altair as alt
import pyarrow as pa

from phm_core.charts.made import IS_PICKED, named, pick_area, picked, plain
from phm_core.charts.theme import BIVARIATE, FONT, INK, LINE, NOT_SHOWN

HEIGHT = 440
# One sign for each reason that an area has no colour, and one for a true nought.
SIGNS = {"suppressed": "×", "none": "–", "small": "·"}
SIGN_WORDS = {
    "×": "× hidden: 1 to 7 people, or would show such a count",
    "–": "– no data",
    "·": "· too few for an adjusted rate",
    "0": "0 nobody counted",
}


def _shapes() -> alt.LayerChart | alt.FacetChart:
    shapes = (
        alt.Chart(named("shapes", features="features"))
        .transform_calculate(code="datum.properties.code")
        .transform_lookup(
            lookup="code",
            from_=alt.LookupData(
                data=named("areas"),
                key="code",
                fields=["name", "fill", "value_text", "range", "imd", "people", "sign"],
            ),
        )
        .transform_filter("isValid(datum.fill)")
    )
    tooltip = [
        alt.Tooltip("name:N", title="Area"),
        alt.Tooltip("value_text:N", title="Value"),
        alt.Tooltip("range:N", title="95% interval"),
        alt.Tooltip("imd:Q", title="Deprivation score", format=".1f"),
        alt.Tooltip("people:Q", title="People", format=","),
    ]
    fill = shapes.mark_geoshape(
        stroke="#FFFFFF", strokeWidth=0.7, strokeJoin="round", aria=False
    ).encode(color=alt.Color("fill:N", scale=None))
    # On top and clear, so that a click never lands on a border or a name instead.
    touch = (
        shapes.mark_geoshape(fill="#FFFFFF", fillOpacity=0, stroke="#D5281B")
        .encode(
            strokeWidth=alt.condition(IS_PICKED, alt.value(4), alt.value(0)),
            tooltip=tooltip,
        )
        .add_params(pick_area())
    )
    signs = shapes.mark_text(font=FONT, fontSize=12, color=INK).encode(
        longitude="properties.label_lon:Q",
        latitude="properties.label_lat:Q",
        text="sign:N",
    )
    return alt.layer(
        fill,
        _outlines(),
        signs,
        _place_names(stroke="#FFFFFF", strokeWidth=3),
        _place_names(color=INK),
        touch,
    )


def _outlines() -> alt.Chart:
    """Borders of larger areas, to find one's way without a background map."""
    return alt.Chart(named("outlines", features="features")).mark_geoshape(
        filled=False, stroke=LINE, strokeWidth=1.6, clip=True, aria=False
    )


def _place_names(**style: Any) -> alt.Chart:
    return (
        alt.Chart(named("outlines", features="features"))
        .mark_text(font=FONT, fontSize=13, fontWeight="bold", **style)
        .encode(
            longitude="properties.label_lon:Q",
            latitude="properties.label_lat:Q",
            text="properties.name:N",
        )
    )


BIVARIATE_MAP = plain(
    _shapes().add_params(picked()).project("mercator").properties(height=HEIGHT)
)
LEGEND_SIZE = 132


def _legend() -> alt.Chart:
    return (
        alt.Chart(named("cells"))
        .mark_rect(stroke="#FFFFFF", strokeWidth=1)
        .encode(
            x=alt.X(
                "across:O",
                sort=None,
                axis=alt.Axis(title="More deprived →", labels=False, ticks=False,
                              domain=False),
            ),
            y=alt.Y(
                "up:O",
                sort="descending",
                axis=alt.Axis(title="Higher →", labels=False, ticks=False,
                              domain=False),
            ),
            color=alt.Color("fill:N", scale=None),
            tooltip=[
                alt.Tooltip("across_words:N", title="Deprivation score"),
                alt.Tooltip("up_words:N", title="Measure"),
                alt.Tooltip("areas:Q", title="Areas"),
            ],
        )
        .properties(width=LEGEND_SIZE, height=LEGEND_SIZE)
    )  # fmt: skip


LEGEND = plain(_legend())


def fills(cells: Iterable[int]) -> pa.Array:
    """The colour of each class 0 to 8; white for -1."""
    flat = [colour for line in BIVARIATE for colour in line]
    return pa.array([flat[cell] if cell >= 0 else NOT_SHOWN for cell in cells])


def signs(marks: Iterable[str], counts: Iterable[int | None]) -> pa.Array:
    """What is written on each area: why it has no colour, or a nought."""
    found = zip(marks, counts, strict=True)
    return pa.array(["0" if n == 0 else SIGNS.get(mark, "") for mark, n in found])


def key_to(signs_shown: Iterable[str]) -> str:
    """The signs that are on the map, in words."""
    return "; ".join(SIGN_WORDS[s] for s in SIGN_WORDS if s in set(signs_shown))


def only(shapes: dict[str, Any], codes: Iterable[str]) -> dict[str, Any]:
    """The shapes of these areas alone."""
    wanted = set(codes)
    features = [f for f in shapes["features"] if f["properties"]["code"] in wanted]
    return {"type": "FeatureCollection", "features": features}


def legend_cells(
    table: pa.Table, across: tuple[str, ...], up: tuple[str, ...]
) -> pa.Table:
    """The nine squares of the legend, with how many areas are in each."""
    cells = table["cell"].to_pylist()
    rows = [
        {
            "across": x,
            "up": y,
            "fill": BIVARIATE[y][x],
            "across_words": across[x],
            "up_words": up[y],
            "areas": cells.count(x + 3 * y),
        }
        for y in range(3)
        for x in range(3)
    ]
    return pa.Table.from_pylist(rows)
