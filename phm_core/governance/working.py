"""Working on a list: who may, whose lists, and what may be said of somebody."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema.work import WorkStep
from phm_core.definitions.worklist import KEPT, NOT_YOURS, Step, Worklist
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean, listed
from phm_core.governance.access import Scope, purpose_of

LEAST_DECISION = 15  # characters


def may_work(scope: Scope, catalogue: Catalogue) -> None:
    """Raise NotPermitted unless a team works for people whom it cares for itself."""
    purpose = purpose_of(catalogue, scope.purpose)
    identifiable = purpose.identifiability == "identifiable"
    if not (identifiable and scope.may("list_people") and scope.belongs_to):
        raise NotPermitted(
            "Worklists are for the direct care of one's own patients, by the team of a "
            "practice or PCN. Count people instead, or show them on the map."
        )


def own_team(worklist: Worklist, scope: Scope) -> None:
    """Raise RefusedInput for a list of another team, as for one that is not there."""
    if worklist.area not in scope.belongs_to:
        raise RefusedInput(NOT_YOURS.format(worklist.name))


def decision_made(worklist: Worklist) -> None:
    """Raise RefusedInput where people are balanced and nobody says why."""
    if worklist.order == "balanced" and len(worklist.decided) < LEAST_DECISION:
        raise RefusedInput(
            "To balance by deprivation inside a priority is a decision of the team. "
            f"Say who decided it and why, in at least {LEAST_DECISION} characters."
        )


def step_allowed(
    step: Step, worklist: Worklist, steps: Mapping[str, WorkStep], today: date
) -> None:
    """Raise RefusedInput, saying what is missing, where a team cannot take a step."""
    known = {key: one for key, one in steps.items() if one.set_by == "team"}
    declared = known.get(step.step)
    if step.step == KEPT:
        _says_something(step)
    elif declared is None:
        raise RefusedInput(
            f"A team cannot set '{step.step}'.{did_you_mean(step.step, known)} It can "
            f"set {listed([one.title for one in known.values()])}."
        )
    if step.owner and step.owner not in worklist.team:
        raise RefusedInput(
            f"'{step.owner}' is not of the team of this list. It has "
            f"{listed(worklist.team)}; add somebody under 'Change this list'."
        )
    if declared is not None:
        _complete(step, declared, today)


def _says_something(step: Step) -> None:
    if not step.owner or step.reason or step.until:
        raise RefusedInput("Choose a step, or with whom they are.")


def _complete(step: Step, declared: WorkStep, today: date) -> None:
    if declared.reasons and step.reason not in declared.titles:
        raise RefusedInput(
            f"'{declared.title}' needs a reason: {listed(declared.titles.values())}."
        )
    _ends(step, declared, today)


def urgent_owned(steps: Mapping[str, Step], urgent: Collection[str]) -> None:
    """Raise RefusedInput where somebody who cannot wait would be with nobody."""
    if any(who in urgent and not step.owner for who, step in steps.items()):
        raise RefusedInput(
            "Who cannot wait needs somebody by name. Choose with whom they are."
        )


def _ends(step: Step, declared: WorkStep, today: date) -> None:
    longest = declared.longest_days
    if longest is None:
        if step.until is not None:
            raise RefusedInput(f"'{declared.title}' has no last day. Leave it out.")
        return
    last = today + timedelta(days=longest)
    if step.until is None or not today < step.until <= last:
        raise RefusedInput(
            f"'{declared.title}' needs a last day, after today and up to {last}."
        )
