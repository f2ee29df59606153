"""Areas by size against limits that chance alone would stay within."""

from dataclasses import replace

import altair as alt
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.analysis.comparison import Comparison
from phm_core.charts import reading
from phm_core.charts.compare import NAMED, sheet
from phm_core.charts.made import IS_PICKED, named, pick_area, picked, plain
from phm_core.charts.picture import Column, Picture
from phm_core.charts.theme import COMPARED, INK, LINE
from phm_core.errors import listed, several
from phm_core.governance.once import kept_by_answer
from phm_core.methods.funnels import LIMITS
from phm_core.methods.overdispersion import NO_EVENTS

HEIGHT = 420
# How far the limits of a funnel reach beyond the smallest and the largest area.
LOW_END, HIGH_END, NEARLY = 0.8, 1.05, 1.01
OUTSIDE = "indexof(datum.beyond, '99.8') >= 0"
BEYOND = Column("beyond", "Against the limits")


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
                "side:N",
                scale=alt.Scale(domain=list(COMPARED), range=list(COMPARED.values())),
                legend=None,
            ),
            shape=alt.condition(OUTSIDE, alt.value("diamond"), alt.value("circle")),
            stroke=alt.condition(IS_PICKED, alt.value("#D5281B"), alt.value(INK)),
            strokeWidth=alt.condition(IS_PICKED, alt.value(4), alt.value(0.6)),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("level:Q", title="Value", format=".2f"),
                alt.Tooltip("size:Q", title="Size", format=",.0f"),
                alt.Tooltip("beyond:N", title="Against the limits"),
            ],
        )
        .add_params(pick_area())
    )
    return alt.layer(limits, centre, dots)


FUNNEL = plain(_chart().add_params(picked()).properties(height=HEIGHT))


@kept_by_answer
def funnel(found: Comparison, whole: str, picked: str = "") -> Picture | None:
    """Areas by size with the limits of chance; None where the measure has none."""
    if found.funnel is None:
        return None
    ratio = found.funnel.kind == "ratio"
    table = found.ranked
    size = table["expected"] if ratio else table["people"]
    level = (
        [_divide(o, e) for o, e in zip(table["count"].to_pylist(),
                                       table["expected"].to_pylist(), strict=True)]
        if ratio
        else table["value"].to_pylist()
    )  # fmt: skip
    rows = pa.Table.from_pydict(
        {
            "code": table["code"],
            "name": table["name"],
            "size": size,
            "level": pa.array(level, pa.float64()),
            "beyond": table["beyond"],
            "side": _colours(found),
        }
    )
    what = "observed over expected" if ratio else "percent of people"
    across = "cases expected" if ratio else "people"
    return Picture(
        spec=FUNNEL,
        reading=reading.FUNNEL,
        data={
            "areas": rows,
            "limits": _near(_limits(found), size.to_pylist()),
            "centre": pa.table({"level": [found.funnel.average]}),
        },
        title=outside(found),
        subtitle=f"Up: {what}. Across: {across}. Lines: limits of 95% (dashed) and "
        "99.8%, outside which are diamonds.",
        alt=f"Funnel plot of {several(rows.num_rows, 'area')} around {whole}.",
        sheet=replace(sheet(found), columns=(*sheet(found).columns, BEYOND)),
        notes=(spread(found),),
        settings={"picked": picked},
    )


def outside(found: Comparison) -> str:
    """Which areas lie outside the limits of 99.8%, by name."""
    rows = found.ranked.select(["name", "beyond"]).to_pylist()
    said = []
    for side in ("above", "below"):
        names = [row["name"] for row in rows if row["beyond"] == f"{side} 99.8%"]
        if names:
            more = len(names) - NAMED
            some = names[:NAMED] + ([f"{more} more"] if more > 0 else [])
            said.append(f"{listed(some)} {side}")
    if not said:
        return f"No {found.measured.choice.per.title} is outside the 99.8% limits"
    return f"Outside the 99.8% limits: {'; '.join(said)}"


def spread(found: Comparison) -> str:
    """How far areas differ beyond chance, and whether the limits allow for it."""
    if found.spread is None:
        return ""
    said = (
        "The limits are widened for it, so that what is outside is unusual even "
        "among areas that differ this much."
        if found.spread.adjusted
        else found.spread.note
    )
    none = int((found.spread.reason == NO_EVENTS).sum()) if found.spread.adjusted else 0
    left_out = (
        f" Not judged by them: {several(none, 'area')} with nobody counted."
        if none
        else ""
    )
    return f"Dispersion {found.spread.phi:.1f} (1 is chance alone). {said}{left_out}"


def _colours(found: Comparison) -> pa.Array:
    """The colour of each area: that of its side, where it is outside some limit."""
    begins = {"above": "higher", "below": "lower"}
    words = [str(beyond)[:5] for beyond in found.ranked["beyond"].to_pylist()]
    return pa.array([begins.get(word, "similar") for word in words], pa.string())


def _limits(found: Comparison) -> pa.Table:
    """Every control limit: name, size, limit; widened where areas differ beyond it."""
    if found.funnel is None:
        raise TypeError("a measure without a funnel has no limits")
    if found.spread is None or not found.spread.adjusted:
        return pa.Table.from_pydict(found.funnel.columns())
    parts: list[pa.Table] = []
    for name, (confidence, end) in LIMITS.items():
        size = found.funnel.curves[name].size
        # Sizes of a ratio are cases expected of areas as the whole is usually.
        many = size * found.funnel.average if found.funnel.kind == "ratio" else size
        columns: dict[str, pa.Array] = {
            "name": pa.array([name] * len(size)),
            "size": pa.array(size),
            "limit": pa.array(found.spread.limits(many, confidence)[end]),
        }
        parts.append(pa.Table.from_pydict(columns))
    return pa.concat_tables(parts)


def _near(limits: pa.Table, sizes: list[float | None]) -> pa.Table:
    """The limits at sizes that there are: beyond them they leave the picture."""
    known = [size for size in sizes if size is not None]
    if not known:
        return limits
    lines = {
        name: limits.filter(pc.field("name") == name).sort_by("size") for name in LIMITS
    }
    ends = [
        (line["size"][0].as_py(), line["size"][-1].as_py()) for line in lines.values()
    ]
    small, large = min(known), max(known)
    # Lines that reach beyond every area begin and end alike.
    low = max([small * LOW_END, *(e for e, _ in ends if e <= small * NEARLY)])
    high = min([large * HIGH_END, *(e for _, e in ends if e * NEARLY >= large)])
    return pa.concat_tables(
        _between(name, line, low, high) for name, line in lines.items()
    )


def _between(name: str, line: pa.Table, low: float, high: float) -> pa.Table:
    """One limit from one size to another."""
    size, limit = (line[one].to_numpy() for one in ("size", "limit"))
    low, high = max(low, size[0]), min(high, size[-1])
    drawn = np.unique([low, *size[(size > low) & (size < high)], high])
    columns: dict[str, pa.Array] = {
        "name": pa.array([name] * drawn.size, pa.string()),
        "size": pa.array(drawn),
        "limit": pa.array(np.interp(drawn, size, limit)),
    }
    return pa.Table.from_pydict(columns)


def _divide(observed: float | None, expected: float | None) -> float | None:
    return None if observed is None or not expected else observed / expected
