"""Worklists in words and tables: where people stand, how far a month goes, moves."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pyarrow as pa

from phm_core.analysis.missed import Missed
from phm_core.catalogue.contents import Catalogue
from phm_core.charts.found_people import Told, label
from phm_core.charts.picture import Column, Sheet
from phm_core.charts.words import day, percent
from phm_core.definitions.worklist import Cited, Step
from phm_core.errors import several
from phm_core.governance.released import Released
from phm_core.store.work_steps import Act

ORDERS = {
    "need": "Newest evidence first",
    "waiting": "Longest without a GP contact first",
    "open_needs": "Most other open needs first",
    "balanced": "Each fifth of deprivation in proportion",
}
WHY = {
    "record": "What the record says",
    "time": "Time passed: a window ended, or a birthday",
    "data": "An entry came late or was put right",
    "definition": "The rules of the list changed",
    "arrived": "Newly registered",
    "moved_practice": "Moved to another practice",
    "died": "Died",
    "withheld": "Not to be listed any more (dissent or sensitive)",
    "unsigned": "Not listed until their practice signs that its counts match",
    "gone": "No longer in the records",
}
WAYS = {"joined": "Joined", "left": "Left", "seen": "Newer entry, still found"}
HEADINGS = {"step": "Stands at", "owner": "With", "note": "Note"}
UNOWNED = "nobody yet"
BY = {
    "deprivation_quintile": "Deprivation fifth",
    "ethnicity_group": "Ethnic group",
    "practice": "Practice",
}
WEEKS_A_YEAR, MONTHS_A_YEAR = 52, 12


def told_of(
    steps: Mapping[str, Step],
    catalogue: Catalogue,
    practices: Mapping[str, str],
    numbers: Mapping[str, str],
) -> Told:
    """What the list says of each person beside the record."""
    beside = {who: _beside(step, catalogue) for who, step in steps.items()}
    usual = _beside(Step(), catalogue)
    return Told(practices, numbers, beside, HEADINGS, usual)


def _beside(step: Step, catalogue: Catalogue) -> dict[str, str]:
    declared = catalogue.work_steps[step.step]
    said = [declared.titles.get(step.reason, "")]
    said += [f"until {day(step.until)}"] if step.until else []
    said += [cited(step.cited, catalogue)] if step.cited else []
    note = ", ".join(part for part in said if part)
    return {"step": declared.title, "owner": step.owner or UNOWNED, "note": note}


def cited(entry: Cited, catalogue: Catalogue) -> str:
    """'Type 2 diabetes (dmtype2audit_cod), 12 November 2026'."""
    name = label(catalogue, entry.family, entry.identity)
    outcome = f", {entry.outcome.replace('_', ' ')}" if entry.outcome else ""
    code = f" ({entry.code})" if entry.code else ""
    return f"{name}{outcome}{code}, {day(date.fromisoformat(entry.on))}"


def of_history(history: Sequence[tuple[Step, Act]], catalogue: Catalogue) -> Sheet:
    """Every step of one person: what, with whom, why, by whom and when."""
    rows = [
        {**_beside(step, catalogue), "by": act.by, "at": f"{act.at:%d %B %Y, %H:%M}"}
        for step, act in history
    ]
    columns = (
        *(Column(name, heading) for name, heading in HEADINGS.items()),
        Column("by", "By"),
        Column("at", "When (UTC)"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)


def weeks_to_clear(waiting: int, a_month: int) -> int:
    """Weeks until everybody who waits now was seen, if nobody joins."""
    return -(-waiting * WEEKS_A_YEAR // (a_month * MONTHS_A_YEAR))


def fit_sentence(waiting: int, a_month: int) -> str:
    """How long the list takes at this pace."""
    if not waiting:
        return "Nobody waits for a turn."
    weeks = several(weeks_to_clear(waiting, a_month), "week")
    left = max(0, waiting - a_month)
    return (
        f"**{several(waiting, 'person', 'people')}** wait for a turn. At {a_month:,} a "
        f"month the list takes {weeks}; {left:,} are not reached in the first month."
    )


def of_priorities(released: Released) -> Sheet:
    """Each priority: how many, and how many each order reaches in the first month."""
    rows: dict[str, dict[str, object]] = {}
    for row in released.tables["priorities"].to_pylist():
        found = rows.setdefault(
            row["priority"], {"priority": row["priority"], "people": row["people"]}
        )
        found[row["order"]] = row["reached"]
    columns = (
        Column("priority", "Priority"),
        Column("people", "On the list"),
        *(Column(order, title) for order, title in ORDERS.items()),
    )
    return Sheet(pa.Table.from_pylist(list(rows.values())), columns)


def of_equity(released: Released) -> Sheet:
    """Each group: its share of the list, and its share of those reached first."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    people, reached = Counter[str](), Counter[tuple[str, str]]()
    found = released.tables["groups"].to_pylist()
    for row in found:
        reached[row["by"], row["order"]] += row["reached"]
        if row["order"] == "need":
            people[row["by"]] += row["people"]
    for row in found:
        by = row["by"]
        whole = reached[by, row["order"]]
        told = rows.setdefault(
            (by, row["group"]),
            {
                "by": BY[by],
                "label": row["label"],
                "people": row["people"],
                "share": percent(100 * row["people"] / people[by], 0),
            },
        )
        told[row["order"]] = percent(100 * row["reached"] / whole, 0) if whole else ""
    columns = (
        Column("by", "By"),
        Column("label", "Group"),
        Column("people", "On the list"),
        Column("share", "Share of the list"),
        *(Column(order, title) for order, title in ORDERS.items()),
    )
    return Sheet(pa.Table.from_pylist(list(rows.values())), columns)


def moves_sentence(released: Released, before: int) -> str:
    """How the list changed: who joined and left."""
    joined, left, now = (
        int(released.figure(n) or 0) for n in ("joined", "left", "now")
    )
    since = date.fromisoformat(str(released.facts["since"]))
    return (
        f"Since {day(since)}: {before:,} on the list then, {joined:,} joined, {left:,} "
        f"left, {now:,} now."
    )


def of_reasons(released: Released) -> Sheet:
    """How many joined and left, by why."""
    rows = released.tables["moves"].to_pylist()
    counted = Counter((row["way"], row["why"]) for row in rows)
    told = [
        {"way": WAYS[way], "why": WHY[why], "people": count}
        for (way, why), count in sorted(counted.items())
    ]
    columns = (Column("way", "What"), Column("why", "Why"), Column("people", "People"))
    schema = pa.schema(
        [("way", pa.string()), ("why", pa.string()), ("people", pa.int64())]
    )
    return Sheet(pa.Table.from_pylist(told, schema), columns)


def of_moves(released: Released, catalogue: Catalogue) -> Sheet:
    """Each person who joined, left or was seen, with the entry that says so."""
    rows = list(_moves(released, catalogue))
    columns = (
        Column("who", "Pseudonym"),
        Column("way", "What"),
        Column("why", "Why"),
        Column("entry", "Entry"),
    )
    schema = pa.schema([(one.name, pa.string()) for one in columns])
    return Sheet(pa.Table.from_pylist(rows, schema), columns)


def _moves(released: Released, catalogue: Catalogue) -> Iterator[dict[str, str]]:
    for row in released.tables["moves"].to_pylist():
        entry = ""
        if row["on"] is not None:
            on = row["on"].isoformat()
            told = Cited(
                row["family"],
                row["identity"],
                on,
                row["code"] or "",
                outcome=row["outcome"] or "",
            )
            entry = cited(told, catalogue)
        yield {
            "who": row["pseudonym"],
            "way": WAYS[row["way"]],
            "why": WHY[row["why"]],
            "entry": entry,
        }


def of_missed(found: tuple[Missed, ...]) -> Sheet:
    """Each group: who could be found, who is, and for how many nothing is known."""
    rows = [
        {
            "by": BY[one.by],
            "label": one.label,
            "eligible": one.eligible,
            "listed": one.listed,
            "share": one.listed_percent,
            "not_known": one.not_known_percent,
            "withheld": one.withheld,
            "stands_out": "Fewer tested than elsewhere" if one.under_tested else "",
        }
        for one in found
    ]
    columns = (
        Column("by", "By"),
        Column("label", "Group"),
        Column("eligible", "Could be found"),
        Column("listed", "Found"),
        Column("share", "Share found", 1, "%"),
        Column("not_known", "Not known", 1, "%"),
        Column("withheld", "Never listed"),
        Column("stands_out", "Look here"),
    )
    return Sheet(pa.Table.from_pylist(rows), columns)
