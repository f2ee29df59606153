"""Several indicators by area, each as its own share would be answered."""

from phm_core.catalogue.schema import Indicator
from phm_core.definitions.questions import Rate, Standing
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.rates import share_by_area
from phm_core.engine.expand import entry
from phm_core.engine.here import Here
from phm_core.errors import NotHeld, RefusedInput


@exact.register
def _(question: Standing, here: Here) -> answers.Standing:
    if not question.indicators:
        raise RefusedInput("No indicator was asked for. Choose at least one.")
    found: list[tuple[Indicator, answers.Rate]] = []
    missing: list[tuple[Indicator, str]] = []
    wanted = question.indicators
    for done, identity in enumerate(wanted):
        indicator: Indicator = entry(here.catalogue.indicators, identity, "indicator")
        here.watch.tell(done, len(wanted), f"Counting {indicator.short}")
        try:
            rate = share_by_area(_rate(question, indicator), here)
        except NotHeld as fault:
            if len(wanted) - len(missing) == 1:
                raise  # none of them can be counted
            missing.append((indicator, str(fault)))
            continue
        found.append((indicator, rate))
    as_at = question.as_at or here.day(None)
    return answers.Standing(as_at, tuple(found), tuple(missing))


def _rate(question: Standing, indicator: Indicator) -> Rate:
    """The question that the indicator is by itself."""
    seen = {"population": question.lens.value, "as_at": question.as_at}
    return Rate(
        of=indicator.counted_definition.model_copy(update=seen),
        among=indicator.among_definition,
        per=question.per,
        area=question.area,
        lens=question.lens,
    )
