"""Measures by month and area, from what was counted at publication."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from phm_core.area import WHOLE, Area, Lens, Level
from phm_core.definitions.questions import ACTIVITY, Histories, Series
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answers.base import Flags, Integers
from phm_core.engine.bases import base_of
from phm_core.engine.built import countable, place_of
from phm_core.engine.here import Here
from phm_core.engine.history import LEVELS, PURPOSE
from phm_core.engine.history.monthly import PUBLISH, monthly
from phm_core.engine.places import PRACTICE
from phm_core.engine.territory import Territory, territory
from phm_core.errors import NotHeld, NotPermitted, RefusedInput, did_you_mean, listed
from phm_core.governance.permission import opt_outs_of

WHOLE_CODE = (WHOLE.code,)
FOLLOWED = (*LEVELS, Level.BUILT_PLACE)


@exact.register
def _(question: Series, here: Here) -> answers.Series:
    where = _areas(question.per, question.area, here)
    chosen = _chosen(question.area, where, here)
    one, months = (question.measure,), question.months
    by_area = _by_area(here, where, one, months)
    whole = monthly(here, Level.ICS, WHOLE_CODE, one, months)
    if question.measure not in whole or question.measure not in by_area:
        raise _no_series(question.measure, question.per, here)
    return answers.Series(
        as_at=here.day(None),
        areas=where.areas,
        chosen=chosen,
        by_area=by_area[question.measure],
        whole=whole[question.measure],
    )


@exact.register
def _(question: Histories, here: Here) -> answers.Histories:
    level, wanted, months = question.area.level, question.indicators, question.months
    where = _areas(level, question.area, here)
    by_area = _by_area(here, where, wanted, months)
    whole = monthly(here, Level.ICS, WHOLE_CODE, wanted, months)
    there = [one for one in wanted if one in by_area and one in whole]
    return answers.Histories(
        as_at=here.day(None),
        areas=where.areas,
        chosen=_chosen(question.area, where, here),
        by_area=tuple(by_area[one] for one in there),
        whole=tuple(whole[one] for one in there),
        missing=tuple(one for one in wanted if one not in there),
    )


def _by_area(
    here: Here, where: Territory, measures: Sequence[str], months: int
) -> dict[str, answers.Monthly]:
    """Counts of the areas; of built Places, made since, those of their practices."""
    areas = where.areas
    if areas.level != Level.BUILT_PLACE:
        return monthly(here, areas.level, areas.codes, measures, months)
    labels = base_of(here.index, PRACTICE, here.day(None)).labels
    practices = tuple(map(str, labels))
    found = monthly(here, Level.PRACTICE, practices, measures, months)
    return {
        name: replace(
            one, among=_sums(where, one.among), counted=_sums(where, one.counted)
        )
        for name, one in found.items()
    }


def _sums(where: Territory, by_practice: Integers) -> Integers:
    """(areas, months) from (practices, months); nobody is at no known practice."""
    return where.add_up(np.pad(by_practice, ((0, 1), (0, 0))))


def _no_series(measure: str, level: Level, here: Here) -> RefusedInput:
    events = {**here.catalogue.settings_of_care, **here.catalogue.processes}
    known = {one: entry.title for one, entry in here.catalogue.indicators.items()}
    known |= {f"{ACTIVITY}{one}": entry.title for one, entry in events.items()}
    if measure in known:
        return NotHeld(
            f"'{known[measure]}' has no months for {level.plural} in this snapshot: it "
            "was published without records that tell of it, or before it was declared. "
            f"Choose something else, or bring such records. {PUBLISH}"
        )
    return RefusedInput(
        f"There is no monthly series '{measure}' for {level.plural}."
        f"{did_you_mean(measure, known)}"
    )


def _areas(level: Level, area: Area, here: Here) -> Territory:
    """The areas of a level. Raises where there are no monthly counts for them."""
    for each in (level, area.level):
        if each not in FOLLOWED:
            held = listed([one.plural for one in FOLLOWED])
            raise RefusedInput(
                f"Monthly figures are not held for {each.plural}, but for: {held}."
            )
    _same_people(here)
    if area.level == Level.BUILT_PLACE:
        place = place_of(here.index.places.built, area.code)
        countable(place, Lens.REGISTERED, whole=True)
    return territory(here, level, Lens.REGISTERED, here.day(None))


def _same_people(here: Here) -> None:
    """Raise NotPermitted where fewer people may be counted than were."""
    counted = opt_outs_of(here.catalogue.purposes[PURPOSE], here.index.tables.snapshot)
    if here.within.lsoas is not None or not here.within.opt_out_kinds <= counted:
        raise NotPermitted(
            "Monthly figures are counted beforehand for all the people of an area, and "
            "you may see only some of them. Ask for the figure of today instead."
        )


def _chosen(area: Area, where: Territory, here: Here) -> Flags:
    """Which areas were asked about, of those that may be seen."""
    codes, level = where.areas.codes, where.areas.level
    if area == WHOLE:
        asked = np.ones(len(codes), dtype=np.bool_)
    elif area.level == level:
        asked = np.array([code == area.code for code in codes])
    else:
        asked = _share_practices(area, where, here)
    if not asked.any():
        raise RefusedInput(
            f"There is no {area.level.title} with the code '{area.code}'."
            f"{did_you_mean(area.code, codes)}"
        )
    allowed = asked & _allowed(where, here)
    if not allowed.any():
        raise NotPermitted(
            "Monthly figures are for whole areas, and not all of this area's people "
            "are yours to see. Choose an area that is wholly yours."
        )
    return allowed


def _share_practices(area: Area, where: Territory, here: Here) -> Flags:
    day = here.day(None)
    parents = here.index.places.parents(PRACTICE, str(area.level), day)
    labels = base_of(here.index, PRACTICE, day).labels
    inside = [area.code in parents.get(str(label), ()) for label in labels]
    return _any_member(where, np.array([*inside, False]))


def _allowed(where: Territory, here: Here) -> Flags:
    """Areas all of whose practices a row policy lets through."""
    practices = here.within.practices
    if practices is None:
        return np.ones(len(where.areas.codes), dtype=np.bool_)
    labels = base_of(here.index, PRACTICE, here.day(None)).labels
    barred = np.array([*(str(label) not in practices for label in labels), True])
    return ~_any_member(where, barred)


def _any_member(where: Territory, flags: Flags) -> Flags:
    return where.add_up(flags.astype(np.int64)) > 0
