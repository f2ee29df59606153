"""A cohort or an area beside everyone else: age and sex, groups, use of services."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from phm_core.charts import reading
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.profile_specs import BREAKDOWN, PYRAMID, USE
from phm_core.charts.words import of_people, percent
from phm_core.governance.once import kept_by_answer
from phm_core.governance.released import Released

SHARES = (
    Column("people", "People"),
    Column("share", "Share of this group", 1, "%"),
    Column("lower", "95% from", 1, "%"),
    Column("upper", "95% to", 1, "%"),
    Column("others_share", "Share of everyone else", 1, "%"),
    Column("ratio", "Times as common", 2),
)
USES = (
    Column("title", "In 12 months"),
    Column("per_1000", "Per 1,000 people"),
    Column("lower", "95% from"),
    Column("upper", "95% to"),
    Column("others_per_1000", "Everyone else, per 1,000"),
    Column("ratio", "Times as often", 2),
)


@kept_by_answer
def pyramid(released: Released, where: str) -> Picture:
    """Age and sex of the group, everyone else as marks."""
    table = released.tables["pyramid"].sort_by("order")
    mean, other = released.facts.get("mean_age"), released.facts.get("others_mean_age")
    return Picture(
        spec=PYRAMID,
        reading=reading.PYRAMID,
        data={"people": table},
        title=_ages(mean, other),
        subtitle=(
            f"Share of people by age and sex, % (bars){_beside(released)}. "
            f"{of_people(where, released.as_at)}"
        ),
        alt=f"Population pyramid. {_ages(mean, other)}.",
        notes=_crossed(table),
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


def _crossed(table: pa.Table) -> tuple[str, ...]:
    """What a cross on the pyramid means, where there is one."""
    if "suppressed" not in table["mark"].to_pylist():
        return ()
    return ("× hidden: 1 to 7 people, or would show such a count.",)


def _beside(released: Released) -> str:
    """What the marks are; nothing where everyone is in the group."""
    return "; everyone else (marks)" if released.facts["others"] else ""


def _ages(mean: Any, other: Any) -> str:
    if mean is None or other is None:
        return "Age and sex"
    gap = mean - other
    if abs(gap) < 1:
        return f"Average age {mean:.0f}, about the same as everyone else"
    word = "older" if gap > 0 else "younger"
    return f"Average age {mean:.0f}, {abs(gap):.0f} years {word} than everyone else"


@kept_by_answer
def breakdown(released: Released, which: str, where: str) -> Picture:
    """Shares by the groups of one attribute, everyone else as marks."""
    table = released.tables["breakdowns"]
    rows = table.filter(pc.equal(table["breakdown"], pa.scalar(which))).sort_by("order")
    title = rows["title"][0].as_py() if rows.num_rows else which
    return Picture(
        spec=BREAKDOWN,
        reading=reading.BARS,
        data={"groups": rows},
        title=_largest(rows, title),
        subtitle=(
            f"Share of people, % (bars, 95% interval){_beside(released)}. "
            f"{of_people(where, released.as_at)}"
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


@kept_by_answer
def activity(released: Released, where: str) -> Picture:
    """Use of services in 12 months, a dot a setting, everyone else as marks."""
    table = released.tables["activity"]
    shown = [row for row in table.to_pylist() if row["per_1000"]]
    title = _most_used(shown)
    return Picture(
        spec=USE,
        reading=reading.BARS,
        data={"use": pa.Table.from_pylist(shown, schema=table.schema)},
        title=title,
        subtitle=(
            "Use of services per 1,000 people in 12 months, each step ten times the "
            f"one before (dots){_beside(released)}. "
            f"{of_people(where, released.as_at)}"
        ),
        alt=f"Dot chart of use of services. {title}.",
        sheet=Sheet(table, USES),
        notes=("Not adjusted for age.",),
    )


def _most_used(rows: list[dict[str, Any]]) -> str:
    """The service that the group uses most above everyone else."""
    known = [row for row in rows if row["ratio"]]
    if not known:
        return "Use of services"
    most = max(known, key=lambda row: row["ratio"])
    times = f"{most['ratio']:.1f} times as often as everyone else"
    return f"{most['title']}: {times}" if most["ratio"] > 1 else "Use of services"
