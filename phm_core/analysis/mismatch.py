"""Why a practice's own count and ours differ, in parts that add up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from phm_core.analysis.reconciled import Published, months_after
from phm_core.catalogue.schema import DataLimit
from phm_core.errors import several
from phm_core.governance.evidence import LIST, Beside, Dated
from phm_core.governance.matching import TOGETHER
from phm_core.period import long_date


@dataclass(frozen=True)
class Match:
    """One register, the list, or all registers together, of one practice.

    ours: on `as_at`; None where it is not shown. own: as the practice counted. beside:
    the two, where there are both. then: ours on the day of its count. coded: people
    with the code, on the register or not. by_list: what a list of another length would
    explain. hidden: people at fault by checks that point to a missing code, by check.
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
    beside: Beside | None = None
    hidden: Mapping[str, int] = field(default_factory=dict[str, int])

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
        return None if self.beside is None else int(self.beside.most(self.limit))

    @property
    def beyond(self) -> bool:
        """Whether the two differ too much."""
        return self.beside is not None and self.beside.beyond(self.limit)

    @property
    def by_opt_out(self) -> int:
        """People of the practice's count whose records are not sent, as a loss."""
        return 0 if self.beside is None else -round(self.beside.withheld)

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
        """What neither the day, opt-outs nor the length of the list explains."""
        if self.difference is None:
            return None
        explained = (self.by_date or 0) + self.by_opt_out + (self.by_list or 0)
        return self.difference - explained

    @property
    def verdict(self) -> str:
        """In two or three words."""
        if self.own is None:
            return "not counted yet"
        if self.ours is None:
            return "not shown"
        return "beyond the limit" if self.beyond else "matches"


@dataclass(frozen=True)
class Part:
    """One part of a difference: people more on ours, or fewer, and why.

    people: None where it cannot be told. adds: whether the parts that add make up the
    whole difference; the others say what else is known.
    """

    name: str
    people: int | None
    why: str
    adds: bool = True


ELSE = {
    LIST: "Registrations that did not arrive, or were ended on one side only.",
    TOGETHER: "Records that did not arrive, whatever they are of.",
}
CODING = "Entries that did not arrive, or that your search reads otherwise."


def parts(one: Match) -> tuple[Part, ...]:
    """What a difference is made of; nothing where there is none to be explained."""
    if one.difference is None or one.own is None or one.rest is None:
        return ()
    own_list = one.register == LIST
    found = [_by_day(one, one.own.on), _by_opt_out(one)]
    if not own_list:
        found.append(
            Part(
                "List size",
                one.by_list or 0,
                "To expect from our list, which is longer or shorter than yours."
                if one.by_list
                else "Our list is as long as yours, as far as it was counted.",
            )
        )
    what = "Registrations" if own_list else "Coding"
    found.append(Part(what, one.rest, ELSE.get(one.register, CODING)))
    if one.by_rule is not None:
        found.append(
            Part(
                "Rule",
                one.by_rule,
                "Have the code, but are not on the register by its rule.",
                adds=False,
            )
        )
    found += [
        Part("Code missing", people, f"By the check '{title}'.", adds=False)
        for title, people in one.hidden.items()
    ]
    return tuple(found)


def _by_day(one: Match, on: date) -> Part:
    """What changed between the two days, where records go as far."""
    if on > one.as_at:
        return Part(
            "Date",
            None,
            f"You counted on {long_date(on)}, after these records; what changed since "
            "is not known here.",
        )
    if on == one.as_at:
        return Part("Date", 0, f"Both are of {long_date(on)}.")
    return Part("Date", one.by_date, f"Came or left since {long_date(on)}.")


def _by_opt_out(one: Match) -> Part:
    if one.by_opt_out:
        why = "You say that their records are not sent."
        if one.register != LIST:
            why = "To expect of the people whose records you say are not sent."
        return Part("Opt-outs", one.by_opt_out, why)
    return Part(
        "Opt-outs",
        0,
        "Nobody whose records arrive is left out in direct care. Give the number of "
        "people whose records are not sent, to see what it explains.",
    )


def explained(one: Match) -> tuple[str, ...]:
    """Why the two differ, as far as it can be computed; a sentence each."""
    if one.difference is None or one.own is None:
        return ()
    return (
        compared(one),
        *(
            f"{part.name}: {_more(part)}. {part.why}"
            for part in parts(one)
            if part.people != 0
        ),
    )


def compared(one: Match) -> str:
    """How far the two differ, and whether that is inside the limit."""
    if one.difference == 0:
        return f"{one.title}: ours is the same as yours."
    share = "" if one.percent is None else f" ({abs(one.percent):.1f}%)"
    limit = "beyond" if one.beyond else "within"
    more = "more" if (one.difference or 0) > 0 else "fewer"
    of_sent = " of those whose records are sent" if one.by_opt_out else ""
    return (
        f"{one.title}: ours is {abs(one.difference or 0):,} {more} than yours{share}, "
        f"{limit} the limit of {one.most:,}{of_sent}."
    )


def published_beside(one: Match) -> str:
    """The published count beside ours: how far apart, in how many people and months."""
    found = one.published
    if found is None or found.numerator is None or one.ours is None:
        return f"{one.title}: nothing is shown beside a published count."
    apart = one.ours - round(found.numerator)
    share = f" ({100 * apart / found.numerator:+.1f}%)" if found.numerator else ""
    months = months_after(found.year, one.as_at)
    later = f", {months} months later" if months else ""
    size = (
        f" At its list of {found.denominator:,.0f} that was {found.value:.1f}%."
        if found.denominator
        else ""
    )
    return (
        f"{one.title}: {found.numerator:,.0f} were published for {found.year}; ours is "
        f"{abs(apart):,} {'more' if apart > 0 else 'fewer'}{share}{later}.{size}"
    )


def _more(part: Part) -> str:
    if part.people is None:
        return "not known"
    if not part.adds:
        return several(part.people, "person", "people")
    return f"{abs(part.people):,} {'more' if part.people > 0 else 'fewer'}"
