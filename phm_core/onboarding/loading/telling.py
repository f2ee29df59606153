"""What is told of a load: its report, and what its manifest says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from duckdb import ColumnExpression, ConstantExpression

from phm_core.catalogue.mappings import saved
from phm_core.catalogue.schema import SourceFormat
from phm_core.onboarding.loading.brought import Brought, Tables
from phm_core.onboarding.loading.carrying_out import carried_out
from phm_core.onboarding.loading.counting import NO_NUMBER, Places, left_out, unreadable
from phm_core.onboarding.loading.delivered import Delivery
from phm_core.onboarding.loading.ground import Ground
from phm_core.onboarding.loading.matching import changes, layout_holds
from phm_core.onboarding.loading.of_nobody import of_no_person, of_strangers
from phm_core.onboarding.loading.people import NAMED
from phm_core.onboarding.loading.person_table import Everybody
from phm_core.onboarding.loading.records import Staged
from phm_core.onboarding.loading.report import MapReport, Report
from phm_core.onboarding.loading.ruled_out import Done, with_ruled_out
from phm_core.onboarding.loading.unknown_codes import unknown_codes
from phm_core.onboarding.loading.wish import Wish
from phm_core.onboarding.publish import About
from phm_core.onboarding.uploads.table import NO_ROWS

UNDATED = (
    "its diagnoses come without a day. They count as held from before the records "
    "begin: nobody is new by them, and trends over them are flat."
)
NOT_RECORDS = ("person", "registration", "death", "person_fact")


def reported(
    ground: Ground,
    people: Everybody,
    found: list[Staged],
    brought: Brought,
) -> Report:
    """Everything that was counted."""
    delivery = brought.delivery
    about_people = list(_of_people(ground, people, brought.tables))
    counted = [one for each in about_people for one in each.counted]
    bad = sum(one.rows for one in counted if one.what == NO_NUMBER)
    changed = layout_holds(ground.mapping, changes(ground.mapping, delivery))
    used = {t.said for several in brought.given.values() for t in several}
    read = [one for one in delivery.tables if one.said in used]
    notes = [*brought.notes, *changed, *(one.sentence() for one in left_out(read))]
    notes += [f"'{one.said}': {note}" for one in delivery.tables for note in one.notes]
    notes += [f"Not read: {said}" for said in delivery.refused.values()]
    notes += _without_rows(delivery, brought.given)
    unused = sorted({t.said for t in delivery.tables} - used)
    notes += [f"Not used by the mapping: {', '.join(unused)}."] if unused else []
    notes += [*_undated(ground.mapping), *ground.resolver.misnamed]
    done = _done(ground, (*about_people, *(one.report for one in found)))
    maps = tuple(with_ruled_out(done, brought.tables, ground.catalogue))
    rows: dict[str, int] = {}
    for one in maps:
        rows[one.into] = rows.get(one.into, 0) + one.kept
    return Report(
        replace(people.linkage, bad_number=bad),
        maps,
        tuple(unknown_codes(ground, found)),
        (*people.notes, *notes),
        rows,
    )


def _done(ground: Ground, reports: Iterable[MapReport]) -> list[Done]:
    """Each map beside its report: those about people came first."""
    here = [one for one in ground.mapping.tables if one.from_ in ground.sources]
    here.sort(key=lambda one: one.into not in NOT_RECORDS)
    return [Done(*both) for both in zip(here, reports, strict=True)]


def _without_rows(delivery: Delivery, given: Tables) -> list[str]:
    """Which files have no rows, and which of them are lists that nobody is on."""
    lists = {one.said for several in given.values() for one in several if one.blank}
    rest = [one.said for one in delivery.empty if one.said not in lists]
    notes = [f"Nobody is on the list '{said}': it {NO_ROWS}." for said in sorted(lists)]
    return [*notes, *([f"Without rows: {', '.join(rest)}."] if rest else [])]


def _undated(mapping: SourceFormat) -> list[str]:
    """Which sources say who has a condition, and of none of them since when."""
    found = {
        one.from_
        for one in mapping.tables
        if one.into == "condition" and "date" not in one.columns
    }
    return [f"{source}: {UNDATED}" for source in sorted(found)]


def _of_people(
    ground: Ground, people: Everybody, tables: Tables
) -> Iterator[MapReport]:
    """What could not be read in the rows about people, and which are nobody's."""
    for one in carried_out(ground, *NOT_RECORDS):
        places = Places(one.table.from_, tables[one.table.from_])
        rows, names = one.rows, one.table.columns
        if one.table.into == "person":
            number = ConstantExpression(one.number)
            rows = ground.connection.table(NAMED).filter(
                ColumnExpression("map") == number
            )
            lost = of_no_person(rows, places)
        else:
            lost = of_strangers(rows, names, people.keys, places)
        found = (*lost, *unreadable(rows, names, places))
        count, gone = len(rows), sum(each.rows for each in lost)
        yield MapReport(one.table.into, one.table.from_, count, count - gone, found)


def about(wish: Wish, ground: Ground, report: Report, follows: str) -> About:
    """What the manifest says of a load: its mapping, and what was counted.

    follows: the snapshot whose delivery it changed, if it was a delta.
    """
    source: dict[str, Any] = {
        "name": wish.mapping.id,
        "title": wish.mapping.title,
        "synthetic": wish.synthetic,
        "data_through": wish.as_at.isoformat(),
        "mapping_version": wish.mapping.version,
        "licence": "Made-up people" if wish.synthetic else "Confidential",
        "note": wish.mapping.meaning,
    }
    return About(
        as_at=wish.as_at,
        kind="people",
        name=ground.area.manifest.name,
        synthetic=wish.synthetic,
        sources=(source,),
        pseudonym_key=wish.key.id if wish.key else "",
        implausible=report.implausible,
        extra={
            "area": ground.area.id,
            "people": report.linkage.people,
            "mapping": saved(wish.mapping),
            "onboarding": report.held(),
            **({"follows": follows} if follows else {}),
        },
    )
