"""What a person who governs should look at: unusual among the acts of an audit.

Each finding is a reason to ask, never a judgement: a list of a busy day is unusual too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Literal
from zoneinfo import ZoneInfo

from phm_core.store.acts import Act

Kind = Literal["much", "hours", "refused", "alike", "listed"]
HERE = ZoneInfo("Europe/London")
REFUSED = "refused"
HOUR = timedelta(hours=1)
FRIDAY = 4


@dataclass(frozen=True)
class Usual:
    """What passes as usual; beyond it something is shown.

    acts: of one person on one day, and how many times the
    median day of the others. opens, closes:
    hours of work, Monday to Friday. outside: acts outside them on one day. refusals: on
    one day. alike: questions within an hour of which each differs from one before by
    one rule. listed: people listed on one day.
    """

    acts: int = 200
    times_median: float = 5.0
    opens: int = 7
    closes: int = 20
    outside: int = 10
    refusals: int = 3
    alike: int = 60
    listed: int = 500


USUAL = Usual()


@dataclass(frozen=True)
class Finding:
    """Something unusual: who, on which day, what, how much, and beyond which limit."""

    kind: Kind
    actor: str
    day: date
    count: int
    limit: int


def unusual(found: Iterable[Act], usual: Usual = USUAL) -> list[Finding]:
    """Everything beyond what is usual, newest first."""
    days: dict[tuple[str, date], list[Act]] = defaultdict(list)
    for act in found:
        days[act.actor, act.at.astimezone(HERE).date()].append(act)
    busy = {key: len(acts) for key, acts in days.items()}
    findings = [
        Finding(kind, actor, day, count, limit)
        for (actor, day), acts in days.items()
        for kind, count, limit in _of_a_day(acts, _most(actor, busy, usual), usual)
        if count > limit
    ]
    return sorted(findings, key=lambda one: (one.day, one.count), reverse=True)


def _most(actor: str, busy: Mapping[tuple[str, date], int], usual: Usual) -> int:
    """How many acts a day may have: more where the days of others have many."""
    others = [count for (who, _), count in busy.items() if who != actor]
    return max(usual.acts, round(usual.times_median * median(others or [0])))


def _of_a_day(
    acts: Sequence[Act], most: int, usual: Usual
) -> Iterator[tuple[Kind, int, int]]:
    yield "much", len(acts), most
    yield "hours", sum(_outside(act.at, usual) for act in acts), usual.outside
    refused = Counter(act.outcome for act in acts)[REFUSED]
    yield "refused", refused, usual.refusals
    yield "alike", _most_alike(acts), usual.alike
    listed = sum(act.released for act in acts if act.lists_people)
    yield "listed", listed, usual.listed


def _outside(at: datetime, usual: Usual) -> bool:
    local = at.astimezone(HERE)
    return local.weekday() > FRIDAY or not usual.opens <= local.hour < usual.closes


def _most_alike(acts: Sequence[Act]) -> int:
    """The most questions within an hour that differ by one rule from one before."""
    times: list[datetime] = []
    seen: list[Act] = []
    for act in sorted(acts, key=lambda one: one.seq):
        if not act.rules:
            continue
        recent = [one for one in seen if act.at - one.at <= HOUR]
        if any(_by_one_rule(act.rules, one.rules) for one in recent):
            times.append(act.at)
        seen = [*recent, act]
    return max(
        (sum(at - HOUR <= other <= at for other in times) for at in times), default=0
    )


def _by_one_rule(one: frozenset[str], other: frozenset[str]) -> bool:
    """One rule added, left out or changed; not the same question again."""
    return one != other and len(one - other) <= 1 and len(other - one) <= 1
