"""The audit as tables and a chart: acts, what is unusual, how records are used."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import altair as alt
import pyarrow as pa

from phm_core.analysis.transparency import Used
from phm_core.analysis.unusual import HERE, REFUSED, Finding
from phm_core.charts.made import named, plain
from phm_core.charts.picture import Column, Picture, Sheet
from phm_core.charts.theme import BLUE, ORANGE
from phm_core.charts.words import day
from phm_core.errors import several
from phm_core.store.acts import Act

WHY = {
    "much": ("Asks unusually much", "acts on one day"),
    "hours": ("Unusual hours", "acts before 7:00, after 20:00 or at a weekend"),
    "refused": ("Repeatedly refused", "refusals on one day"),
    "alike": (
        "Near-identical questions",
        "questions within an hour that differ by one rule from one before",
    ),
    "listed": ("Many people listed", "people listed on one day"),
}
NOT_REFUSED = "not refused"
KINDS = {NOT_REFUSED: BLUE, REFUSED: ORANGE}
BEFORE_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What is no text; a day and a time stay so in a download.
WHOLE = ("seq", "released", "count", "limit", "acts")
KINDS_OF: dict[str, pa.DataType] = {
    "day": pa.date32(),
    "at": pa.timestamp("s"),
    **{name: pa.int64() for name in WHOLE},
}
ACTS = (
    Column("seq", "Row"),
    Column("at", "When (UK time)"),
    Column("actor", "Who"),
    Column("role", "Role"),
    Column("purpose", "Purpose"),
    Column("action", "What"),
    Column("about", "About"),
    Column("outcome", "Outcome"),
    Column("released", "Let out"),
    Column("reason", "Reason"),
)
FINDINGS = (
    Column("day", "Day"),
    Column("actor", "Who"),
    Column("what", "What is unusual"),
    Column("count", "How many"),
    Column("limit", "Usual up to"),
    Column("meaning", "Of what"),
)
USED = (
    Column("dataset", "Records"),
    Column("purpose", "Purpose"),
    Column("roles", "By which roles"),
    Column("times", "Answers in the last year"),
    Column("last", "Last used"),
)


def of_acts(found: Sequence[Act], titles: Mapping[str, str]) -> Sheet:
    """Acts, newest first. titles: of roles and purposes, by id."""
    return _sheet(
        [
            {
                "seq": act.seq,
                "at": act.at.astimezone(HERE).replace(tzinfo=None),
                "actor": act.actor,
                "role": titles.get(act.role, act.role),
                "purpose": titles.get(act.purpose, act.purpose),
                "action": _in_words(act.action),
                "about": act.about,
                "outcome": act.outcome,
                "released": act.released,
                "reason": act.reason,
            }
            for act in found
        ],
        ACTS,
    )


def of_findings(found: Sequence[Finding]) -> Sheet:
    """What is unusual, with what passes as usual beside it."""
    return _sheet(
        [
            {
                "day": one.day,
                "actor": one.actor,
                "what": WHY[one.kind][0],
                "count": one.count,
                "limit": one.limit,
                "meaning": WHY[one.kind][1],
            }
            for one in found
        ],
        FINDINGS,
    )


def of_use(found: Sequence[Used]) -> Sheet:
    """How each kind of record is used."""
    return _sheet(
        [
            {
                "dataset": one.dataset,
                "purpose": one.purpose,
                "roles": ", ".join(one.roles),
                "times": one.times,
                "last": day(one.last),
            }
            for one in found
        ],
        USED,
    )


def by_day(found: Sequence[Act]) -> Picture:
    """Acts by day, those refused apart."""
    counts = Counter(
        (
            act.at.astimezone(HERE).date(),
            REFUSED if act.outcome == REFUSED else NOT_REFUSED,
        )
        for act in found
    )
    rows = [
        {"day": on, "kind": kind, "acts": acts}
        for (on, kind), acts in sorted(counts.items())
    ]
    refused = sum(act.outcome == REFUSED for act in found)
    total = several(len(found), "act")
    data = _sheet(
        rows, (Column("day", "Day"), Column("kind", "Kind"), Column("acts", "Acts"))
    )
    ends = sorted(on for on, _ in counts)
    when = " to ".join(dict.fromkeys(day(on) for on in (ends[0], ends[-1])))
    return Picture(
        spec=_BARS,
        data={"days": data.data},
        title=f"{total}, {refused:,} of them refused",
        subtitle=f"Acts by day, whole system, {when}",
        alt=f"Bars of acts by day, {when}: {total}, {refused:,} refused.",
        sheet=data,
    )


def _bars() -> alt.Chart:
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
        legend=alt.Legend(title=None),
    )
    return (
        alt.Chart(named("days"))
        .mark_bar()
        .encode(
            x=alt.X("day:O", timeUnit="yearmonthdate", title=None,
                    axis=alt.Axis(format="%d %b", labelOverlap=True)),
            y=alt.Y("acts:Q", title="Acts", axis=alt.Axis(tickMinStep=1, format=",d")),
            color=colour,
            tooltip=[
                alt.Tooltip("day:T", title="Day", format="%-d %B %Y"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("acts:Q", title="Acts", format=",d"),
            ],
        )
        .properties(height=200)
    )  # fmt: skip


_BARS = plain(_bars())


def _in_words(action: str) -> str:
    """The names that the audit has of acts, as words: 'How many', 'Rate by'."""
    return ", ".join(
        BEFORE_CAPITAL.sub(" ", one).capitalize() for one in action.split(", ")
    )


def _sheet(rows: Sequence[Mapping[str, object]], columns: tuple[Column, ...]) -> Sheet:
    kinds = [
        (column.name, KINDS_OF.get(column.name, pa.string())) for column in columns
    ]
    return Sheet(pa.Table.from_pylist(list(rows), schema=pa.schema(kinds)), columns)
