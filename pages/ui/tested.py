"""The areas compared: what stands out, beside how much else, and what to gain."""

from pages.ui import measures, waiting
from pages.ui.context import Here
from phm_core.analysis.comparison import (
    Comparison,
    among_all,
    comparison,
    with_prizes,
)
from phm_core.analysis.measured import Choice, Measured
from phm_core.analysis.standing import Standings, standings
from phm_core.analysis.subject import COHORT, led_by
from phm_core.definitions.questions import Standing


def compared(here: Here, measured: Measured) -> Comparison:
    """The areas in order, each tested beside everything that could be looked at."""
    choice = measured.choice
    cohort = choice.subject.id == COHORT
    found = comparison(measured, 1 if cohort else len(measures.offered(here)))
    if not here.counts_people or choice.kind == "incidence":
        return found
    indicators = here.indicators
    leads = led_by(choice.subject, choice.basis, indicators.values())
    own = choice.subject.indicator
    asked = tuple(indicators) if leads else (own.id,) if own else ()
    together = _standings(here, choice, asked) if asked else None
    if together is None:
        return found
    if leads is not None:
        found = among_all(found, leads.id, together)
    return with_prizes(found, own.id, together) if own else found


def _standings(here: Here, choice: Choice, asked: tuple[str, ...]) -> Standings | None:
    """These indicators by the areas compared; None where refused or stopped."""
    latest = here.as_at == here.house.snapshot.as_at
    question = Standing(
        asked,
        choice.per,
        as_at=None if latest else here.as_at,
        area=choice.area,
        lens=choice.lens,
    )
    released = waiting.ask(
        here, question, key="standing", words="Testing every indicator together"
    )
    known = tuple(here.indicators[identity] for identity in asked)
    return None if released is None else standings(released, known)
