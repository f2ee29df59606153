"""How records go together and how complete they are: by practice, against limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from phm_core.analysis.comparison import Comparison, comparison
from phm_core.analysis.measured import Ask, Choice, measure
from phm_core.analysis.subject import Subject
from phm_core.area import Area, Lens, Level
from phm_core.catalogue.schema import Check
from phm_core.definitions.document import Definition
from phm_core.definitions.questions import Rate
from phm_core.governance.released import Released


@dataclass(frozen=True)
class Checked(Subject):
    """A check of the catalogue as something that practices are compared by."""

    check: Check | None = None

    @property
    def among(self) -> Definition | None:
        """Whom it is about."""
        rule = self.check.among if self.check else None
        return None if rule is None else Definition(name=self.whom, criteria=rule)

    @property
    def whom(self) -> str:
        """The same as words."""
        return self.check.whom if self.check else ""

    @property
    def people(self) -> str:
        """Those at fault, as a noun."""
        return self.check.people if self.check else ""

    @property
    def better(self) -> Literal["higher", "lower", "none"]:
        """Fewer at fault is better."""
        return "lower"

    @property
    def crude_first(self) -> bool:
        """A fault of a record is not a matter of age."""
        return True


@dataclass(frozen=True)
class Line:
    """One check in one area: people, those at fault, in percent, against its limit.

    before: the percent a year before; None where it is not known.
    """

    check: Check
    people: int | None
    count: int | None
    percent: float | None
    before: float | None = None

    @property
    def verdict(self) -> str:
        """In a few words."""
        if self.people == 0:
            return "nobody to check"
        if self.percent is None:
            return "not shown"
        return "look at it" if self.percent > self.check.most else "inside the limit"


def of_check(check: Check) -> Subject:
    """A check by criteria, to be measured like an indicator."""
    if check.counted is None:
        raise TypeError(f"'{check.id}' is not a check by criteria.")
    counted = Definition(name=check.title, criteria=check.counted)
    return Checked(check.title, counted, check=check)


def by_criteria(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks that are counted as shares of people."""
    return tuple(one for one in checks if one.kind == "criteria")


def questions(
    subjects: Sequence[Subject],
    per: Level,
    area: Area,
    lens: Lens,
    on: date | None = None,
) -> list[Rate]:
    """What is asked of each subject: by practice, and of the area as a whole.

    on: another day than the snapshot's.
    """
    changed = {"as_at": on}
    return [
        Rate(
            one.definition.model_copy(update=changed),
            per,
            one.among.model_copy(update=changed) if one.among else None,
            area=area,
            lens=lens,
        )
        for one in subjects
    ]


def lines(
    checks: Sequence[Check],
    found: Sequence[Released],
    before: Sequence[Released],
    delivered: Released,
) -> tuple[Line, ...]:
    """Every check of an area, those beyond their limit first.

    found, before: answers to the checks by criteria, in order, now and a year ago.
    """
    both = zip(found, before, strict=True)
    answers = dict(zip((one.id for one in by_criteria(checks)), both, strict=True))
    told: list[Line] = []
    for check in checks:
        if check.kind == "deaths":
            told.append(_after_death(check, delivered))
            continue
        now, then = (_whole(one) for one in answers[check.id])
        told.append(
            Line(check, now["people"], now["count"], now["crude"], then["crude"])
        )
    return tuple(sorted(told, key=lambda one: one.verdict != "look at it"))


def _whole(released: Released) -> dict[str, Any]:
    [row] = released.tables["whole"].to_pylist()
    return row


def _after_death(check: Check, delivered: Released) -> Line:
    died, later = (delivered.figure(name) for name in ("died", "after_death"))
    share = None if died is None or later is None or not died else 100 * later / died
    return Line(
        check,
        None if died is None else int(died),
        None if later is None else int(later),
        share,
    )


def compared(
    ask: Ask, subject: Subject, per: Level, area: Area, *, chosen_from: int
) -> Comparison:
    """The practices, or other areas, by one of them, with those that stand out."""
    choice = Choice(subject, per=per, area=area, basis="crude")
    return comparison(measure(ask, choice, has_people=True), chosen_from)
