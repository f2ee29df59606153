"""Which areas stand beside the one picked out: all, those like it, or hand-picked."""

from typing import Any

from pages.ui import address, show
from pages.ui.context import Here
from phm_core.analysis.comparison import Comparison
from phm_core.analysis.similar import similar
from phm_core.area import Area
from phm_core.charts.stands_out import how_similar
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
