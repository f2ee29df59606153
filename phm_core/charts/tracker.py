"""How far practices and providers have come, in words and tables."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, number, percent, several
from phm_core.gateway.tracker import Organisation, Tracker
from phm_core.governance.covered import Covered
from phm_core.store.joining import Kept

NOT_BEGUN = "Not begun"
SEEN = "seen in the data"
KINDS = {"practice": "Practice", "provider": "Provider"}


def practices(found: Covered) -> str:
    """'61 of 101 practices'."""
    return f"{found.practices:,} of {several(found.of_practices, 'practice')}"


def people(found: Covered) -> str:
    """'58% of people'."""
    return f"{percent(found.percent, 0)} of people"


def of_stages(tracker: Tracker) -> Sheet:
    """Practices at each stage or beyond, and the people on their lists."""
    found = tracker.coverage()
    rows = [
        {
            "stage": stage.title,
            "meaning": stage.meaning,
            "practices": f"{found[stage.id].practices:,} of "
            f"{found[stage.id].of_practices:,}",
            "people": f"{found[stage.id].people:,}",
            "share": percent(found[stage.id].percent, 0),
        }
        for stage in tracker.stages
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("stage", "Stage"),
            Column("meaning", "What it means"),
            Column("practices", "Practices"),
            Column("people", "People on their lists"),
            Column("share", "Of all people"),
        ),
    )


def of_organisations(tracker: Tracker, found: Sequence[Organisation]) -> Sheet:
    """Every practice and provider: its stage, since when, and what comes next."""
    rows = [_row(tracker, one) for one in found]
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("name", "Organisation"),
            Column("kind", "Kind"),
            Column("people", "People on its list"),
            Column("stage", "Stage"),
            Column("since", "Since"),
            Column("then", "What comes next"),
        ),
    )


def _row(tracker: Tracker, one: Organisation) -> dict[str, str]:
    stage = tracker.stage_of(one)
    missing = [each for each in tracker.stages if each.id not in one.reached]
    return {
        "name": f"{one.name} ({one.code})",
        "kind": KINDS[one.kind],
        "people": number(one.people) if one.kind == "practice" else "",
        "stage": stage.title if stage else NOT_BEGUN,
        "since": _since(one.reached[stage.id]) if stage else "",
        "then": missing[0].then if missing else tracker.stages[-1].then,
    }


def _since(on: date | None) -> str:
    return SEEN if on is None else day(on)


def of_steps(found: Sequence[Kept], tracker: Tracker) -> Sheet:
    """What was written down, newest first."""
    titles = {stage.id: stage.title for stage in tracker.stages}
    rows = [
        {
            "on": day(one.step.on),
            "name": f"{one.step.name} ({one.step.code})",
            "stage": titles.get(one.step.stage, one.step.stage),
            "what": "reached" if one.step.reached else "taken back",
            "by": one.by,
            "at": day(one.at.date()),
        }
        for one in reversed(found)
    ]
    return Sheet(
        pa.Table.from_pylist(rows),
        (
            Column("on", "On"),
            Column("name", "Organisation"),
            Column("stage", "Stage"),
            Column("what", "What happened"),
            Column("by", "Written down by"),
            Column("at", "Written on"),
        ),
    )
