"""Exact answers that describe people: profiles, segments, activity by month."""

from dataclasses import dataclass
from datetime import date

from phm_core.engine.answers.areas import Groups
from phm_core.engine.answers.base import Answer, Floats, Integers


@dataclass(frozen=True, repr=False)
class Breakdown:
    """People by the groups of one attribute of the catalogue.

    `groups` (ids) and `labels` in order. `people`: of the cohort, (groups,). `total`:
    of everyone in scope, the cohort included, (groups,). So others = total - people.
    For an attribute of overlapping areas (neighbourhoods) groups add up to more than
    everyone.
    """

    attribute: str
    title: str
    groups: tuple[str, ...]
    labels: tuple[str, ...]
    people: Integers
    total: Integers


@dataclass(frozen=True, repr=False)
class Use:
    """Use of services in the 12 months to as-at: (settings,) for cohort and scope.

    `events` counts rows of activity, `cost` their estimated cost in pounds.
    """

    settings: tuple[str, ...]
    titles: tuple[str, ...]
    events: Integers
    total_events: Integers
    cost: Floats
    total_cost: Floats


@dataclass(frozen=True, repr=False)
class Profile(Answer):
    """A cohort beside everyone in scope (the cohort included).

    `pyramid`, `total_pyramid`: (sex, age). `conditions`: long-term conditions active at
    as-at, people by `condition_people` and `condition_total`. `use` is None, and
    conditions empty, where the snapshot has no such records; `missing` says so.
    """

    people: int
    population: int
    age_sum: int
    age_known: int
    total_age_sum: int
    total_age_known: int
    breakdowns: tuple[Breakdown, ...]
    pyramid: Integers
    total_pyramid: Integers
    conditions: tuple[str, ...]
    condition_titles: tuple[str, ...]
    condition_people: Integers
    condition_total: Integers
    use: Use | None
    missing: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Spread(Answer):
    """People by segment: all arrays (segments,), in the order of the model.

    `total` is everyone in scope by segment (equal to `people` without a cohort).
    `minority`: not in the White group, of the `ethnicity_known`. `admissions`
    (emergency), `ae` (attendances), `gp` (contacts) and `cost` in the 12 months to
    as-at; None where the snapshot has no activity.
    """

    model: str
    segments: tuple[str, ...]
    titles: tuple[str, ...]
    people: Integers
    total: Integers
    age: Integers
    age_known: Integers
    imd_decile: Integers
    decile_known: Integers
    core20: Integers
    minority: Integers
    ethnicity_known: Integers
    admissions: Integers | None
    ae: Integers | None
    gp: Integers | None
    cost: Floats | None
    population: int


@dataclass(frozen=True, repr=False)
class ActivityBy(Answer):
    """Activity of the people who are in the cohort at as-at, by group and month.

    `cohort`: people of each group; `reached`: those with any event in the months; both
    (groups,). `events` and `people` (with at least one event): (groups, months), as in
    Timeline.
    """

    setting: str
    by: Groups
    months: tuple[date, ...]
    cohort: Integers
    reached: Integers
    events: Integers
    people: Integers


@dataclass(frozen=True, repr=False)
class Timeline(Answer):
    """Activity of the people who are in the cohort at as-at, by calendar month.

    `months`: first day of each; the last is the month of as-at, which may be part of a
    month only. `events` and `people` (with at least one event): (months,).
    """

    setting: str
    months: tuple[date, ...]
    events: Integers
    people: Integers
    cohort: int
