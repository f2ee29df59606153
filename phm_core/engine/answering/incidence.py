"""New cases of a condition, and the time during which people were at risk."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from phm_core.area import WHOLE
from phm_core.definitions.questions import Incidence
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.bases import AGES, STRATA, base_of, strata
from phm_core.engine.bits import to_flags
from phm_core.engine.columns import NO_DAY, day_number
from phm_core.engine.ground import ground_of
from phm_core.engine.here import Here
from phm_core.engine.places import LSOA, PRACTICE
from phm_core.engine.scope import area_bits, rows_bits
from phm_core.engine.spells import NEVER, Spells, first_diagnosis, spells
from phm_core.engine.territory import Territory, territory
from phm_core.errors import RefusedInput, did_you_mean
from phm_core.period import months_before

Cells = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class AtRisk:
    """Spells in the window: days at risk, and whether a new case arose."""

    spells: Spells
    days: NDArray[np.int64]
    cases: NDArray[np.bool_]


@exact.register
def _(question: Incidence, here: Here) -> answers.Incidence:
    if question.condition not in here.catalogue.conditions:
        hint = did_you_mean(question.condition, here.catalogue.conditions)
        raise RefusedInput(f"There is no condition '{question.condition}'.{hint}")
    scope = here.scope(question, None)
    where = territory(here, question.per, question.lens, scope.day)
    ground, whole_ground = ground_of(here, scope, where)
    if question.area != WHOLE:
        where = where.only(ground.people > 0)
        ground, whole_ground = ground_of(here, scope, where)
    cells = _cells(question, here, where)
    by_area = [where.add_up(one) for one in cells]
    whole = [one.sum(axis=0, keepdims=True) for one in cells]
    return answers.Incidence(
        as_at=scope.day,
        condition=question.condition,
        since=months_before(scope.day, question.months),
        areas=where.areas,
        ground=ground,
        whole_ground=whole_ground,
        risk=_person_time(*by_area),
        whole=_person_time(*whole),
    )


def _cells(question: Incidence, here: Here, where: Territory) -> tuple[Cells, Cells]:
    """New cases and days at risk by unit, sex and age: each (units + 1, 3, 20)."""
    risk = _at_risk(question, here)
    day = here.day(None)
    units = risk.spells.practice
    if where.unit == LSOA:
        units = base_of(here.index, LSOA, day).codes[risk.spells.person]
    size = base_of(here.index, where.unit, day).size
    joint = units.astype(np.int64) * STRATA
    joint += strata(here.index, day).codes[risk.spells.person]
    shape = (size, len(answers.SEXES), AGES)
    cases = np.bincount(joint[risk.cases], minlength=size * STRATA)
    days = np.bincount(joint, weights=risk.days, minlength=size * STRATA)
    return cases.reshape(shape), np.rint(days).astype(np.int64).reshape(shape)


def _at_risk(question: Incidence, here: Here) -> AtRisk:
    """Everybody who was registered in the window, those who left or died too.

    Somebody is at risk from the start of the window or of a registration until its
    end, death, the as-at date or the first diagnosis; not at all when that came before.
    """
    index, day = here.index, here.day(None)
    held = _in_policy(question, here, spells(index, here.watch))
    first = first_diagnosis(index, question.condition, day, here.watch).day
    diagnosed = first[held.person]
    died = index.columns.days("died_on")[held.person]
    begin = np.maximum(held.start, day_number(months_before(day, question.months)) + 1)
    end = np.minimum(held.end, day_number(day) + 1)
    end = np.minimum(end, np.where(died == NO_DAY, NEVER, died))
    cases = (diagnosed >= begin) & (diagnosed < end)
    days = np.minimum(end, diagnosed).astype(np.int64) - begin
    return AtRisk(held, np.maximum(days, 0), cases)


def _in_policy(question: Incidence, here: Here, every: Spells) -> Spells:
    """Registrations of people who may be counted, at practices that may be."""
    index, day = here.index, here.day(None)
    people = rows_bits(index, here.within, day)
    base = base_of(index, PRACTICE, day)
    allowed = np.ones(base.size, dtype=np.bool_)
    if here.within.practices is not None:
        inside = [str(label) in here.within.practices for label in base.labels]
        allowed = np.array([*inside, False])
    if question.area != WHOLE:
        people = people & area_bits(index, question.area, question.lens, day)
    keep = to_flags(people, index.count)[every.person] & allowed[every.practice]
    return Spells(
        every.person[keep], every.practice[keep], every.start[keep], every.end[keep]
    )


def _person_time(cases: Cells, days: Cells) -> answers.PersonTime:
    return answers.PersonTime(
        cases=cases.sum(axis=(1, 2)),
        days=days.sum(axis=(1, 2)),
        case_strata=cases[:, :, :-1],
        day_strata=days[:, :, :-1],
    )
