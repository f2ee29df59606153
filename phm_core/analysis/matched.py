"""Does it match my system? Counts of one practice: ours, its own and the published."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from phm_core.analysis.beside import REGISTER
from phm_core.analysis.measured import Ask
from phm_core.analysis.reconciled import Published, published_figures
from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import DataLimit
from phm_core.definitions.document import Definition
from phm_core.definitions.events import Condition, Register
from phm_core.definitions.nodes import Age, Criterion
from phm_core.definitions.questions import HowMany, Question
from phm_core.governance.matching import LIST, Dated, countable, limit_of, title_of
from phm_core.governance.released import Released
from phm_core.period import long_date

AskAll = Callable[[Sequence[Question]], list[Released]]


@dataclass(frozen=True)
class Match:
    """One register, or the list, of one practice.

    ours: on `as_at`; None where it is not shown. own: as the practice counted.
    then: ours on the day of its count. coded: people with the code, on the register or
    not. by_list: what a list of another length would explain.
    """

    register: str
    title: str
    as_at: date
    limit: DataLimit
    ours: int | None
    own: Dated | None = None
    published: Published | None = None
    then: int | None = None
    coded: int | None = None
    by_list: int | None = None

    @property
    def difference(self) -> int | None:
        """Ours less the practice's own."""
        if self.ours is None or self.own is None:
            return None
        return self.ours - self.own.people

    @property
    def percent(self) -> float | None:
        """The same in percent of the practice's own."""
        if self.difference is None or self.own is None or not self.own.people:
            return None
        return 100 * self.difference / self.own.people

    @property
    def most(self) -> int | None:
        """The largest difference that is no matter."""
        if self.own is None:
            return None
        return int(self.limit.most(self.own.people, (self.as_at - self.own.on).days))

    @property
    def beyond(self) -> bool:
        """Whether the two differ too much."""
        if self.ours is None or self.own is None:
            return False
        days = (self.as_at - self.own.on).days
        return self.limit.broken(self.ours, self.own.people, days)

    @property
    def by_date(self) -> int | None:
        """People who came on, less those who left, since the practice counted."""
        if self.ours is None or self.then is None:
            return None
        return self.ours - self.then

    @property
    def by_rule(self) -> int | None:
        """People with the code whom the register's rule leaves out."""
        if self.ours is None or self.coded is None:
            return None
        return max(0, self.coded - self.ours)

    @property
    def rest(self) -> int | None:
        """What neither the day nor the length of the list explains."""
        if self.difference is None:
            return None
        return self.difference - (self.by_date or 0) - (self.by_list or 0)

    @property
    def verdict(self) -> str:
        """In two or three words."""
        if self.own is None:
            return "not counted yet"
        if self.ours is None:
            return "not shown"
        return "beyond the limit" if self.beyond else "matches"


def matched(
    ask: Ask,
    ask_all: AskAll,
    practice: Area,
    own: Mapping[str, Dated],
    catalogue: Catalogue,
) -> tuple[Match, ...]:
    """Every register of a practice, and its list, those beyond the limit first."""
    registers = [key for key in countable(catalogue) if key != LIST]
    as_at = ask(_count(Age(min=0), practice)).as_at
    asked = _questions(practice, registers, own, as_at)
    answers = dict(zip(asked, ask_all(list(asked.values())), strict=True))
    published = {
        one.code.removeprefix(REGISTER): one
        for one in published_figures(
            ask, tuple(f"{REGISTER}{key}" for key in registers), practice
        )
        if one.here
    }
    people = _people(answers[LIST, "ours"])
    found = [
        Match(
            register=key,
            title=title_of(catalogue, key),
            as_at=as_at,
            limit=limit_of(catalogue, key),
            ours=_people(answers[key, "ours"]),
            own=own.get(key),
            published=published.get(key),
            then=_people(answers.get((key, "then"))),
            coded=_people(answers.get((key, "coded"))),
        )
        for key in (LIST, *registers)
    ]
    gap = people - own[LIST].people if people and LIST in own else None
    return tuple(
        sorted(
            (_by_list(one, gap, people) for one in found),
            key=lambda one: (not one.beyond, one.own is None),
        )
    )


Asked = dict[tuple[str, str], HowMany]


def _questions(
    practice: Area, registers: list[str], own: Mapping[str, Dated], as_at: date
) -> Asked:
    """What is asked of each register: now, with the code, and on an earlier day."""
    asked: Asked = {(LIST, "ours"): _count(Age(min=0), practice)}
    for key in registers:
        on_it = Register.model_validate({"is": key})
        asked[key, "ours"] = _count(on_it, practice)
        asked[key, "coded"] = _count(Condition.model_validate({"is": key}), practice)
    return asked | {
        (key, "then"): _count(asked[key, "ours"].of.criteria, practice, own[key].on)
        for key in (LIST, *registers)
        if key in own and own[key].on < as_at
    }


def _count(criterion: Criterion, practice: Area, on: date | None = None) -> HowMany:
    counted = Definition(name="Register", criteria=criterion, as_at=on)
    return HowMany(counted, area=practice)


def _people(released: Released | None) -> int | None:
    found = None if released is None else released.figure("people")
    return None if found is None else int(found)


def _by_list(one: Match, gap: int | None, people: int | None) -> Match:
    """With what a list of another length would explain, at the same prevalence."""
    if gap is None or not people or not one.ours or one.register == LIST:
        return one
    if one.own is None:
        return one
    return replace(one, by_list=round(one.ours / people * gap))


ELSE = {
    True: "Registrations that did not arrive, or were ended on one side only.",
    False: "Coding: entries that did not arrive, or that your search reads otherwise.",
}


def explained(one: Match) -> tuple[str, ...]:
    """Why the two differ, as far as it can be computed; a sentence each."""
    if one.difference is None or one.own is None:
        return ()
    parts = [_compared(one), *_by_day(one, one.own.on)]
    if one.by_list:
        parts.append(
            f"List size: {_people_more(one.by_list)} to expect from our list, which is "
            "longer or shorter than yours."
        )
    if one.by_rule:
        parts.append(
            f"Rule: {one.by_rule:,} more have the code, but are not on the register by "
            "its rule."
        )
    if one.rest:
        parts.append(
            f"Not explained: {_people_more(one.rest)}. {ELSE[one.register == LIST]}"
        )
    return tuple(parts)


def _by_day(one: Match, on: date) -> tuple[str, ...]:
    """What changed between the two days, where records go as far."""
    if on > one.as_at:
        return (
            f"Date: you counted on {long_date(on)}, after these records; what changed "
            "since is not known here.",
        )
    if not one.by_date:
        return ()
    return (f"Date: {_people_more(one.by_date)} on ours since {long_date(on)}.",)


def _compared(one: Match) -> str:
    if one.difference == 0:
        return f"{one.title}: ours is the same as yours."
    share = "" if one.percent is None else f" ({abs(one.percent):.1f}%)"
    limit = "beyond" if one.beyond else "within"
    more = "more" if (one.difference or 0) > 0 else "fewer"
    return (
        f"{one.title}: ours is {abs(one.difference or 0):,} {more} than yours{share}, "
        f"{limit} the limit of {one.most:,}."
    )


def _people_more(count: int) -> str:
    return f"{abs(count):,} {'more' if count > 0 else 'fewer'}"
