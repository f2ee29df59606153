"""A cohort or an area beside everyone else: age and sex, groups, use of services."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.charts.picture import Column, Picture, Sheet, Spec
from phm_core.charts.profile_specs import BREAKDOWN, PYRAMID
from phm_core.charts.words import day, percent
from phm_core.governance.released import Released

SHARES = (
    Column("people", "People"),
    Column("share", "Share of this group", 1, "%"),
    Column("lower", "95% from", 1, "%"),
    Column("upper", "95% to", 1, "%"),
    Column("others_share", "Share of everyone else", 1, "%"),
    Column("ratio", "Times as common", 2),
)


def pyramid(released: Released) -> Picture:
    """Age and sex of the group, everyone else as marks."""
    table = released.tables["pyramid"].sort_by("order")
    two = table.filter(pc.is_in(table["sex"], pa.array(["female", "male"])))
    bands: dict[Any, Any] = dict(
        zip(two["order"].to_pylist(), two["age_band"].to_pylist(), strict=True)
    )
    labels = [bands.get(i, "") for i in range(max(bands, default=0) + 1)]
    spec = labelled(PYRAMID, labels)
    mean, other = released.facts.get("mean_age"), released.facts.get("others_mean_age")
    return Picture(
        spec=spec,
        data={"people": two},
        title=_ages(mean, other),
        subtitle=(
            f"Share by age and sex (bars); everyone else (marks), {day(released.as_at)}"
        ),
        alt=f"Population pyramid. {_ages(mean, other)}.",
        sheet=Sheet(
            table,
            (
                Column("age_band", "Age"),
                Column("sex", "Sex"),
                Column("people", "People"),
                Column("share", "Share", 1, "%"),
                Column("others_share", "Share of everyone else", 1, "%"),
            ),
        ),
    )


def _beside(released: Released) -> str:
    """What the marks are; nothing where everyone is in the group."""
    return "; everyone else (marks)" if released.facts["others"] else ""


def labelled(spec: Spec, labels: list[str]) -> dict[str, Any]:
    """The specification with the names of the age bands on its axis."""
    words = ", ".join(f"'{label}'" for label in labels)
    expression = f"[{words}][datum.value]"
    left, right = spec["hconcat"]
    encoding = right["encoding"]
    axis = encoding["y"]["axis"] | {"labelExpr": expression}
    named = right | {"encoding": encoding | {"y": encoding["y"] | {"axis": axis}}}
    return {**spec, "hconcat": [left, named]}


def _ages(mean: Any, other: Any) -> str:
    if mean is None or other is None:
        return "Age and sex"
    gap = mean - other
    if abs(gap) < 1:
        return f"Average age {mean:.0f}, about the same as everyone else"
    word = "older" if gap > 0 else "younger"
    return f"Average age {mean:.0f}, {abs(gap):.0f} years {word} than everyone else"


def breakdown(released: Released, which: str) -> Picture:
    """Shares by the groups of one attribute, everyone else as marks."""
    table = released.tables["breakdowns"]
    rows = table.filter(pc.equal(table["breakdown"], pa.scalar(which))).sort_by("order")
    title = rows["title"][0].as_py() if rows.num_rows else which
    return Picture(
        spec=BREAKDOWN,
        data={"groups": rows},
        title=_largest(rows, title),
        subtitle=(
            f"{title}: share (bars, 95% interval){_beside(released)}, "
            f"{day(released.as_at)}"
        ),
        alt=f"Bar chart by {title.lower()}. {_largest(rows, title)}.",
        sheet=Sheet(rows, (Column("label", title), *SHARES)),
    )


def _largest(rows: pa.Table, title: str) -> str:
    """The group that stands out most, where the intervals of the shares say so."""
    apart = [
        row
        for row in rows.to_pylist()
        if row["ratio_lower"] and (row["ratio_lower"] > 1 or row["ratio_upper"] < 1)
    ]
    if not apart:
        compared = any(row["others_share"] is not None for row in rows.to_pylist())
        return f"{title}: no group clearly differs" if compared else title
    most = max(apart, key=lambda row: abs(row["difference"] or 0))
    word = "more" if most["ratio"] > 1 else "less"
    return (
        f"{title}, {most['label']}: {percent(most['share'])}, {word} than "
        f"{percent(most['others_share'])} of everyone else"
    )


def activity(released: Released) -> Sheet:
    """Use of services in 12 months, as a table."""
    return Sheet(
        released.tables["activity"],
        (
            Column("title", "In 12 months"),
            Column("per_1000", "Per 1,000 people"),
            Column("lower", "95% from"),
            Column("upper", "95% to"),
            Column("others_per_1000", "Everyone else, per 1,000"),
            Column("ratio", "Times as often", 2),
        ),
    )
