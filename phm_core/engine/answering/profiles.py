"""A cohort beside everyone in scope."""

from dataclasses import dataclass

import numpy as np

from phm_core.area import Level
from phm_core.catalogue.held import not_open
from phm_core.definitions.questions import Crosstab, Profile
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answers.base import Floats, Integers
from phm_core.engine.bases import AGE_BASE
from phm_core.engine.bits import Words, size, to_ids
from phm_core.engine.conditions import Held, long_term
from phm_core.engine.groupings import Grouping
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.engine.tally import Histograms, Tally, by_stratum
from phm_core.engine.use import YearOfUse, year_of_use
from phm_core.errors import RefusedInput

# Finer areas have maps and tables of their own.
SHOWN_LEVELS = {Level.PLACE, Level.NEIGHBOURHOOD, Level.PCN, Level.DISTRICT}


@dataclass(frozen=True, eq=False)
class Described:
    """A set of people counted in every way that a profile shows."""

    people: Words
    by: Histograms
    strata: Integers
    conditions: Integers
    events: Integers
    cost: Floats

    @property
    def nbytes(self) -> int:
        """Memory that the counts take."""
        return self.people.nbytes + sum(one.nbytes for one in self.by.values())

    def without(self, others: "Described", people: Words) -> "Described":
        """The people who are left when others of them are taken away."""
        return Described(
            people,
            {name: self.by[name] - others.by[name] for name in self.by},
            self.strata - others.strata,
            self.conditions - others.conditions,
            self.events - others.events,
            self.cost - others.cost,
        )


@dataclass(frozen=True, eq=False)
class Describing:
    """What a profile is made with on one day."""

    tally: Tally
    groupings: tuple[Grouping, ...]
    held: Held
    use: YearOfUse | None

    def describe(self, people: Words, among: Described | None = None) -> Described:
        """Count a set of people; when most of a known one, those who are left out."""
        if among is not None and size(people) * 2 > size(among.people):
            return among.without(self.describe(among.people & ~people), people)
        ids = to_ids(people, self.tally.index.count)
        events, cost = np.zeros(0, np.int64), np.zeros(0)
        if self.use is not None:
            events, cost = self.use.add_up(ids)
        return Described(
            people,
            self.tally.count(people, ids),
            by_stratum(self.tally.index, self.tally.day, ids),
            self.held.count(people, ids),
            events,
            cost,
        )


def describing(here: Here, scope: Scope) -> Describing:
    """Prepare a profile: what is shown, and the columns behind it."""
    shown = [
        here.groupings.get(identity, scope.day)
        for identity, attribute in here.catalogue.attributes.items()
        if attribute.level is None or attribute.level in SHOWN_LEVELS
        if available(here, identity)
    ]
    bases = (AGE_BASE, *(grouping.base for grouping in shown))
    return Describing(
        Tally(here.index, scope.day, bases),
        tuple(shown),
        long_term(here.index, here.catalogue, scope.day, here.watch),
        year_of_use(here.index, here.catalogue, scope.day, here.watch),
    )


def available(here: Here, identity: str) -> bool:
    """Whether this snapshot has what an attribute is read from."""
    attribute = here.catalogue.attributes[identity]
    if attribute.table == "person":
        return attribute.column in here.index.columns.names
    if attribute.table == "small_area":
        return here.index.places.has_column(attribute.column)
    return here.index.has(attribute.table)


@exact.register
def _(question: Profile, here: Here) -> answers.Profile:
    inside = here.scope(question, question.of)
    # Without a cohort the area itself is set beside everybody.
    scope = inside if question.of else here.everywhere(question, None)
    people = here.cohort(question.of, inside).must
    ways = describing(here, scope)
    total = here.totals.get(
        f"described:{scope.key}", lambda: ways.describe(scope.people), here.watch
    )
    cohort = ways.describe(people, total)
    years, known = _ages(cohort)
    total_years, total_known = _ages(total)
    return answers.Profile(
        as_at=scope.day,
        people=size(people),
        population=size(scope.people),
        age_sum=years,
        age_known=known,
        total_age_sum=total_years,
        total_age_known=total_known,
        breakdowns=tuple(_breakdown(one, cohort, total) for one in ways.groupings),
        pyramid=cohort.strata[:, :-1],
        total_pyramid=total.strata[:, :-1],
        conditions=ways.held.conditions,
        condition_titles=ways.held.titles,
        condition_people=cohort.conditions,
        condition_total=total.conditions,
        use=_use(ways, cohort, total),
        missing=_missing(here),
    )


def _breakdown(
    grouping: Grouping, cohort: Described, total: Described
) -> answers.Breakdown:
    return answers.Breakdown(
        attribute=grouping.attribute.id,
        title=grouping.attribute.title,
        groups=grouping.groups,
        labels=grouping.labels,
        people=grouping.count(cohort.by[grouping.base]),
        total=grouping.count(total.by[grouping.base]),
    )


def _ages(described: Described) -> tuple[int, int]:
    """Years of age added up, and people whose age is known."""
    known = described.by[AGE_BASE][:-1]
    return int(known @ np.arange(len(known))), int(known.sum())


def _use(ways: Describing, cohort: Described, total: Described) -> answers.Use | None:
    if ways.use is None:
        return None
    return answers.Use(
        settings=ways.use.settings,
        titles=ways.use.titles,
        events=cohort.events,
        total_events=total.events,
        cost=cohort.cost,
        total_cost=total.cost,
    )


MISSING = {"condition": "conditions", "activity": "use and cost"}


def _missing(here: Here) -> tuple[str, ...]:
    return tuple(
        f"{not_open(table)}: {what} are left out."
        for table, what in MISSING.items()
        if not here.index.has(table)
    )


@exact.register
def _(question: Crosstab, here: Here) -> answers.Crosstab:
    scope = here.scope(question, question.of)
    people = here.cohort(question.of, scope).must
    row, column = (
        here.groupings.get(identity, scope.day)
        for identity in (question.rows, question.columns)
    )
    if row.attribute.id == column.attribute.id:
        raise RefusedInput("Choose two different breakdowns for rows and columns.")
    tally = Tally(here.index, scope.day, (row.base, column.base))
    ids = to_ids(people, here.index.count)
    one, other = tally.base(row.base), tally.base(column.base)
    joint = one.codes[ids].astype(np.int64) * other.size + other.codes[ids]
    cells = np.bincount(joint, minlength=one.size * other.size)
    cube = cells.reshape(one.size, other.size)
    return answers.Crosstab(
        as_at=scope.day,
        rows=row.attribute.id,
        row_title=row.attribute.title,
        row_groups=row.groups,
        row_labels=row.labels,
        columns=column.attribute.id,
        column_title=column.attribute.title,
        column_groups=column.groups,
        column_labels=column.labels,
        people=row.member @ cube @ column.member.T,
    )
