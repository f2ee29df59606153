"""Case finders: whom each finds, in what order, and on what evidence."""

from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.schema import CaseFinder, Condition
from phm_core.definitions import Definition
from phm_core.definitions.events import Register
from phm_core.definitions.finders import Expected, Findings, FoundPeople
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.rows import column_of, never_listed
from phm_core.engine.bits import Ids, Words, size, to_flags, to_ids
from phm_core.engine.columns import NO_DAY, Days
from phm_core.engine.expand import entry
from phm_core.engine.expected import expected_cases
from phm_core.engine.here import Here
from phm_core.engine.last_days import last_days
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, NotPermitted, RefusedInput

ABOUT = (
    "pseudonym", "age", "sex", "practice_code", "main_language", "interpreter_needed",
)  # fmt: skip
TABLES = {"medication": "medication", "process": "process", "condition": "condition"}
CONTACT = ("activity", "gp")


@exact.register
def _(question: Findings, here: Here) -> answers.Findings:
    scope = here.scope(question, None)
    return answers.Findings(
        as_at=scope.day,
        found=tuple(_found(one, here, scope) for one in question.finders),
    )


def _found(identity: str, here: Here, scope: Scope) -> answers.Finding:
    finder = entry(here.catalogue.casefinders, identity, "case finder")
    try:
        groups = tuple(size(_people(one, here, scope)) for one in finder.groups)
        flag = finder.red_flag_definition
        return answers.Finding(
            finder=identity,
            eligible=size(_people(finder.eligible_definition, here, scope)),
            listed=sum(groups),
            red_flags=size(_people(flag, here, scope)) if flag else 0,
            groups=groups,
        )
    except (NotHeld, NotPermitted) as fault:
        return answers.Finding(finder=identity, without=str(fault))


@exact.register
def _(question: FoundPeople, here: Here) -> answers.FoundPeople:
    if question.page < 1 or question.size < 1:
        raise RefusedInput("Pages and their size start at 1.")
    finder = entry(here.catalogue.casefinders, question.finder, "case finder")
    scope = here.scope(question, None)
    evidence = tuple(_evidence(finder, here, scope.day))
    lane = _lane(finder, question.lane, here, scope)
    ids = to_ids(lane & ~never_listed(here), here.index.count)
    priority = _priority(finder, ids, here, scope)
    newest = evidence[0][1][ids].astype(np.int64)
    by = (-newest, priority) if question.lane == "list" else (-newest,)
    order = np.lexsort((ids, *by))
    first = (question.page - 1) * question.size
    chosen = order[first : first + question.size]
    page = ids[chosen]
    return answers.FoundPeople(
        as_at=scope.day,
        finder=finder.id,
        waits=question.lane == "list",
        columns={name: column_of(name, page, here, scope.day) for name in ABOUT},
        priority=priority[chosen],
        values=tuple(values[page] for values, _ in evidence),
        days=tuple(days[page] for _, days in evidence),
        last_contact=last_days(*CONTACT, here, scope.day)[page],
        total=size(lane),
        withheld=size(lane) - len(ids),
        page=question.page,
        pages=max(1, -(-len(ids) // question.size)),
    )


@exact.register
def _(question: Expected, here: Here) -> answers.Expected:
    condition = entry(here.catalogue.conditions, question.condition, "condition")
    scope = here.scope(question, None)
    seen = here.within.practices is None and here.within.lsoas is None
    whole = here.everywhere(question, None) if seen else None
    return answers.Expected(
        as_at=scope.day,
        condition=question.condition,
        here=_register(condition, here, scope),
        whole=None if whole is None else _register(condition, here, whole),
    )


def _register(condition: Condition, here: Here, scope: Scope) -> answers.Register:
    ids = to_ids(scope.people, here.index.count)
    sexes = here.index.columns.codes("sex")
    names = np.array([*sexes.labels, ""])
    deciles = column_of("imd_decile", ids, here, scope.day).fill_null(0)
    by_age, by_need = expected_cases(
        condition,
        here.index.ages(scope.day)[ids],
        names[sexes.values[ids]],
        deciles.to_numpy().astype(np.int64),
    )
    tree = here.expansions.of(Register.model_validate({"is": condition.id}))
    on_it = here.index.bounds(tree, scope.day, here.watch).within(scope.people)
    return answers.Register(len(ids), size(on_it.must), by_age, by_need)


def _lane(finder: CaseFinder, lane: str, here: Here, scope: Scope) -> Words:
    if lane == "list":
        return _people(finder.definition, here, scope)
    if finder.red_flag_definition is None:
        raise RefusedInput(f"'{finder.title}' declares nothing that cannot wait.")
    return _people(finder.red_flag_definition, here, scope)


def _priority(
    finder: CaseFinder, ids: Ids, here: Here, scope: Scope
) -> NDArray[np.int64]:
    """The place of each person's priority; after the last for who is not listed."""
    found = np.full(len(ids), len(finder.priorities), dtype=np.int64)
    for place, group in enumerate(finder.groups):
        found[to_flags(_people(group, here, scope), here.index.count)[ids]] = place
    return found


def _evidence(
    finder: CaseFinder, here: Here, day: date
) -> Iterator[tuple[NDArray[np.float64], Days]]:
    """Values and days of each piece of evidence, for everybody."""
    nothing = np.full(here.index.count, np.nan)
    for shown in finder.evidence:
        family, identity = shown.of
        if family in TABLES:
            yield nothing, last_days(TABLES[family], identity, here, day)
            continue
        measure = here.catalogue.measurements.get(identity)
        lowest = measure is not None and measure.same_day == "lowest"
        found = here.index.latest(family, identity, day, here.watch, lowest=lowest)
        yield np.where(found.day == NO_DAY, np.nan, found.value), found.day


def _people(definition: Definition, here: Here, scope: Scope) -> Words:
    return here.bounds(definition, scope).must
