"""Which areas stand beside the one picked out: all, those like it, or hand-picked."""

from dataclasses import replace
from typing import Any

from pages.ui import address, show
from pages.ui.context import Here
from phm_core.analysis.comparison import Comparison
from phm_core.analysis.similar import similar
from phm_core.analysis.standing import prizes
from phm_core.area import Area
from phm_core.charts.stands_out import how_similar
from phm_core.definitions.questions import Standing
from phm_core.errors import RefusedInput

ALL, SIMILAR, CHOSEN = "all", "similar", "chosen"


def beside(here: Here, found: Comparison, code: str) -> Comparison:
    """The comparison with the areas that were asked for; tests stay those of all."""
    level = found.measured.choice.per
    options = {ALL: f"All {level.plural}", CHOSEN: "Hand-picked"}
    if code:
        options = {ALL: options[ALL], SIMILAR: "Those most like it"} | options
    which = address.segments("Beside", "beside", options)
    if which == SIMILAR:
        try:
            like = similar(here.house.public, Area(level, code))
        except RefusedInput as fault:
            show.refusal(fault)
            return found
        show.notes([how_similar(like)], title="How similar areas are found")
        return found.among(like.codes | {code})
    if which == CHOSEN:
        table = found.ranked
        names: dict[Any, Any] = dict(
            zip(table["code"].to_pylist(), table["name"].to_pylist(), strict=True)
        )
        chosen = address.several("Areas to set side by side", "peers", names)
        return found.among(frozenset(chosen) | {code}) if chosen else found
    return found


def to_gain(here: Here, found: Comparison) -> Comparison:
    """With what areas could gain, for an indicator of which one side is better."""
    choice = found.measured.choice
    indicator = choice.subject.indicator
    if indicator is None or indicator.better == "none":
        return found
    latest = here.as_at == here.house.snapshot.as_at
    question = Standing(
        (indicator.id,),
        choice.per,
        as_at=None if latest else here.as_at,
        area=choice.area,
        lens=choice.lens,
    )
    return replace(found, prizes=prizes(here.ask(question)))
