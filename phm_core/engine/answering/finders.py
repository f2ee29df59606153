"""Case finders: how many each finds, and how many to expect of a condition."""

import numpy as np

from phm_core.catalogue.schema import Condition
from phm_core.definitions import Definition
from phm_core.definitions.events import Register
from phm_core.definitions.finders import Expected, Findings
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.rows import column_of
from phm_core.engine.bits import Words, size, to_ids
from phm_core.engine.expand import entry
from phm_core.engine.expected import expected_cases
from phm_core.engine.here import Here
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, NotPermitted


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


def _people(definition: Definition, here: Here, scope: Scope) -> Words:
    return here.bounds(definition, scope).must
