"""Records that are counted: medicines, activity, processes, procedures, waiting."""

from datetime import date, timedelta

import narwhals as nw

from phm_core.definitions.events import (
    Activity,
    Medication,
    Procedure,
    Process,
    Waiting,
)
from phm_core.engine.leaves.found import (
    Found,
    find,
    is_in,
    rows,
    starts_with,
    true_for,
    within,
)
from phm_core.engine.tables import Run


def at_least(records: nw.LazyFrame, times: int) -> Found:
    """People with at least so many records."""
    if times == 1:
        return Found(true_for(records))
    people = records.group_by("person_id").agg(times=nw.len())
    enough = nw.col("times").cast(nw.Int64) >= times
    return Found(people.select("person_id", holds=enough))


@rows.register
def _(node: Medication, run: Run, day: date) -> nw.LazyFrame:
    issues = run.scan("medication", node.of)
    return issues.filter(within("date", day, node.within_months))


@find.register
def _(node: Medication, run: Run, day: date) -> Found:
    return at_least(rows(node, run, day), node.count_at_least)


@rows.register
def _(node: Process, run: Run, day: date) -> nw.LazyFrame:
    done = run.scan("process", node.of)
    kept = done.filter(within("date", day, node.within_months))
    if node.outcome is None:
        return kept
    return kept.filter(is_in("outcome", node.outcome))


@find.register
def _(node: Process, run: Run, day: date) -> Found:
    return at_least(rows(node, run, day), node.count_at_least)


@rows.register
def _(node: Procedure, run: Run, day: date) -> nw.LazyFrame:
    operations = run.scan("procedure")
    kept = operations.filter(within("date", day, node.within_months))
    return kept.filter(starts_with("opcs4", node.opcs4))


@find.register
def _(node: Procedure, run: Run, day: date) -> Found:
    return at_least(rows(node, run, day), node.count_at_least)


@rows.register
def _(node: Activity, run: Run, day: date) -> nw.LazyFrame:
    parts = [_contacts(node, setting, run, day) for setting in node.of]
    return nw.concat(parts) if parts[1:] else parts[0]


def _contacts(node: Activity, setting: str, run: Run, day: date) -> nw.LazyFrame:
    kept = matching(node, setting, run).filter(within("start", day, None))
    kept = kept.filter(within(node.dated, day, node.within_months))
    if node.days_at_least is not None:
        kept = kept.filter(_stayed(node.days_at_least, day))
    return kept.select("person_id", date=nw.col(node.dated))


def matching(node: Activity, setting: str, run: Run) -> nw.LazyFrame:
    """Contacts of a kind, whenever they were and however long they lasted."""
    kept = run.scan("activity", setting)
    if node.arrival is not None:
        kept = kept.filter(is_in("arrival_mode", node.arrival))
    if node.icd10 is not None:
        kept = kept.filter(starts_with("icd10", node.icd10))
    if node.acsc is not None:
        kept = kept.filter(_avoidable(kept) == nw.lit(node.acsc))
    return kept


def _stayed(days: int, day: date) -> nw.Expr:
    """At least so many days from admission to discharge, or up to the day."""
    enough = nw.col("start").dt.offset_by(f"{days}d").cast(nw.Date)
    lasting = nw.col("end").is_null() | (nw.col("end") > day)
    until_discharge = (~lasting & (nw.col("end") >= enough)).fill_null(value=False)
    return until_discharge | (lasting & (enough <= day))


def _avoidable(contacts: nw.LazyFrame) -> nw.Expr:
    """Whether it is for an ambulatory-care condition: a flag, or the name of one."""
    column = nw.col("acsc")
    if contacts.collect_schema()["acsc"] == nw.Boolean:
        return column.fill_null(value=False)
    return (column != "").fill_null(value=False)


@find.register
def _(node: Activity, run: Run, day: date) -> Found:
    contacts = rows(node, run, day)
    if node.count_at_most is None and node.count_at_least >= 1:
        return at_least(contacts, node.count_at_least)
    times = nw.col("times").cast(nw.Int64)
    holds = times >= node.count_at_least
    if node.count_at_most is not None:
        holds &= times <= node.count_at_most
    people = contacts.group_by("person_id").agg(times=nw.len())
    nobody_counts = node.count_at_least == 0
    return Found(people.select("person_id", holds=holds), otherwise=nobody_counts)


@find.register
def _(node: Waiting, run: Run, day: date) -> Found:
    waited = timedelta(weeks=node.weeks_at_least or 0)
    treated = nw.col("treated_on")
    still = treated.is_null() | (treated > day)
    since = ~nw.col("referred_on").is_null() & (nw.col("referred_on") <= day - waited)
    pathways = run.scan("waiting").filter(still & since)
    if node.specialty is not None:
        pathways = pathways.filter(is_in("specialty", node.specialty))
    return Found(true_for(pathways))
