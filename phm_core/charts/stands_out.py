"""What stands out in an area in sentences, and similar areas with the reasons."""

import pyarrow as pa

from phm_core.analysis.similar import Peers, Reason
from phm_core.analysis.standing import Line, Standings
from phm_core.charts.explained import Explained
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, headed, number, percent
from phm_core.errors import several
from phm_core.snapshot import Snapshot

SIDES = {
    "better": "better than",
    "worse": "worse than",
    "higher": "higher than",
    "lower": "lower than",
}


def sentence(line: Line, whole: str) -> str:
    """One figure that stands out, with its interval and what it would take."""
    text = (
        f"**{line.indicator.title}** is {SIDES[line.judgement]} in {whole}: "
        f"{percent(line.value)} ({number(line.lower, 1)} to {number(line.upper, 1)}%) "
        f"against {percent(line.whole)}."
    )
    if line.judgement == "worse" and line.to_average:
        fewer = "fewer" if line.indicator.better == "lower" else "more"
        text += f" At the average, about {number(line.to_average)} {fewer} people."
    return f"{text} {line.data}." if line.data else text


def nothing(found: Standings, name: str, whole: str) -> str:
    """That nothing stands out, and what was looked at."""
    looked = several(len(found.indicators), "indicator")
    return (
        f"Of {looked}, none in {name} clearly differs from {whole}. That can mean that "
        "it is alike, or too small to tell: look at the intervals below."
    )


def peers(found: Peers, level: str) -> Sheet:
    """Similar areas in order, each with its reasons."""
    rows = [
        {
            "name": peer.name,
            "distance": peer.distance,
            "alike": "; ".join(_said(one) for one in peer.alike),
            "unlike": "; ".join(_said(one) for one in peer.unlike) or "nothing by much",
        }
        for peer in found.nearest
    ]
    columns = (
        Column("name", headed(level)),
        Column("distance", "Distance (0 = the same)", 2),
        Column("alike", "Most alike in (here, there)"),
        Column("unlike", "Most unlike in (here, there)"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def how_similar(found: Peers) -> str:
    """By what areas are compared."""
    left = (
        f" Not used, since all areas are alike in it: {', '.join(found.left_out)}."
        if found.left_out
        else ""
    )
    return (
        "By what their people are like: deprivation, age, ethnicity (Census 2021 of "
        "their small areas), rurality and size, each in robust standard deviations. "
        f"The care they get plays no part.{left}"
    )


def similar_about(snapshot: Snapshot) -> Explained:
    """Where similar areas come from: public tables."""
    return Explained(
        sentence="Areas whose people are most alike, from public tables.",
        source="Lists by age and sex, indices of deprivation and Census 2021, snapshot "
        f"{snapshot.id[:8]}.",
        as_at=day(snapshot.as_at),
        rule="Published figures: nothing is hidden.",
        public=True,
    )


def _said(reason: Reason) -> str:
    feature = reason.feature
    own, theirs = (
        f"{number(value, feature.decimals)}{feature.unit}"
        for value in (reason.own, reason.theirs)
    )
    return f"{feature.title.lower()} ({own}, {theirs})"
