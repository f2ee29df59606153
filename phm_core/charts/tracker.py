"""How far practices and providers have come, in words and tables."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from phm_core.catalogue.schema import Stage
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, number, percent
from phm_core.errors import several
from phm_core.gateway.tracker import Organisation, Tracker
from phm_core.governance.covered import Covered
from phm_core.store.joining import Kept

NOT_BEGUN = "Not begun"
AGAIN = (
    "What it signed is not so any more: ask the practice to compare again on this "
    "page, and to sign."
)
SEEN = "seen in the data"


def practices(found: Covered) -> str:
    """'61 of 101 practices'."""
    return f"{found.practices:,} of {several(found.of_practices, 'practice')}"


def people(found: Covered) -> str:
    """'58% of people'."""
    return f"{percent(found.percent, 0)} of people"


def beyond(tracker: Tracker) -> str:
    """Why the lists add up to fewer people than the system has; nothing where not."""
    if not tracker.beyond:
        return ""
    return (
        f"The whole system counts {several(tracker.beyond, 'person', 'people')} more: "
        "those on the lists of special-allocation practices, which do not join."
    )


def of_stages(tracker: Tracker) -> Sheet:
    """Practices at each stage or beyond, and the people on their lists."""
    found = tracker.coverage()
    rows = [
        {
            "stage": stage.title,
            "meaning": f"{stage.meaning}{_written(tracker, stage)}",
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
            Column("practices", "Practices so far or further"),
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
            Column("people", "People on its list"),
            Column("stage", "Stage"),
            Column("then", "What comes next"),
        ),
    )


def _row(tracker: Tracker, one: Organisation) -> dict[str, str]:
    stage = tracker.stage_of(one)
    of = "" if one.kind == "practice" else ", provider"
    return {
        "name": f"{one.name} ({one.code}){of}",
        "people": number(one.people) if one.kind == "practice" else "",
        "stage": f"{stage.title}, {_since(one.reached[stage.id])}"
        if stage
        else NOT_BEGUN,
        "then": _then(tracker, one, stage),
    }


def _then(tracker: Tracker, one: Organisation, stage: Stage | None) -> str:
    """What follows the stage that it is at, and what was passed without a word."""
    at = stage.order if stage else 0
    passed = [
        each.title
        for each in tracker.stages
        if each.order < at and each.id not in one.reached
    ]
    further = [each for each in tracker.stages if each.order > at]
    then = further[0].then if further else tracker.stages[-1].then
    if further and further[0].reached == "lists":
        then = AGAIN
    return f"{then} Not written down: {', '.join(passed)}." if passed else then


def _written(tracker: Tracker, stage: Stage) -> str:
    """Of a stage that somebody writes down: of how many practices nobody did."""
    if stage.reached != "written_down":
        return ""
    order = {each.id: each.order for each in tracker.stages}
    unsaid = sum(
        stage.id not in one.reached
        for one in tracker.organisations()
        if one.kind == "practice"
        and any(order[reached] > stage.order for reached in one.reached)
    )
    if not unsaid:
        return ""
    return f" Not written down of {unsaid:,} that have come further."


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
