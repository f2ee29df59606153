"""Figures of the area of the context with their months, as tiles are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from pages.ui import layout, show, standing
from pages.ui import tiles as drawn
from pages.ui.context import Here
from phm_core.analysis.histories import histories
from phm_core.analysis.settled import all_settled
from phm_core.analysis.standing import Line, Standings
from phm_core.analysis.tracked import tracked
from phm_core.analysis.trend import Trend
from phm_core.area import WHOLE, Area, Lens, Level
from phm_core.charts import stands_out
from phm_core.charts.explained import Explained
from phm_core.charts.tiles import Tile, changes, faces, not_counted, tiles
from phm_core.charts.words import day, number
from phm_core.definitions.questions import Histories
from phm_core.errors import PhmError, several
from phm_core.governance.permission import opt_outs_of

CLOSED = "Your role may not use the records that this needs."
NAMED = 3
TOO_FINE = (Level.WARD, Level.LSOA)

OF_FEWER = (
    " The months leave out people who opted out; the figures beside them "
    "do not, so the two may differ, most where few people are counted."
)


@dataclass(frozen=True, eq=False)
class Figures:
    """Every figure of an area, and the months of those that were wanted.

    without: why there are no months; nothing where there are.
    """

    standings: Standings
    months: Mapping[str, Trend]
    without: str
    area: Area
    name: str
    whole: str

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every figure of the area."""
        if self.area == WHOLE:
            return self.standings.of_whole()
        return self.standings.of(self.area.code)


def asked(here: Here, wanted: Sequence[str], against: str) -> Figures | None:
    """Figures of the area, with the months of those wanted; a refusal is shown.

    All indicators are asked for, as on every page that says what stands out: what does
    depends on how many are looked at together.
    """
    area, names = here.area, here.places.names
    if area.level in TOO_FINE:
        show.empty(
            f"Most figures of single {area.level.plural} would be of very few people.",
            "Choose a practice, a neighbourhood or a larger area above.",
        )
        return None
    found = standing.asked(here, area, against)
    if found is None:
        return None
    months, without = _months(here, wanted)
    name, whole = names[str(area)], names[str(WHOLE)]
    return Figures(found, months, without, area, name, whole)


def _months(here: Here, wanted: Sequence[str]) -> tuple[Mapping[str, Trend], str]:
    """The months up to the date of the context; or why there are none."""
    if here.lens != Lens.REGISTERED:
        return {}, "No months are shown: they are counted of people registered only."
    open_to = tuple(one for one in wanted if one in here.indicators)
    try:
        released = here.ask(Histories(open_to, here.within))
    except PhmError as fault:
        return {}, f"No months are shown. {fault}"
    measures = tuple(tracked(here.house.catalogue, one) for one in open_to)
    remarks = here.house.remarks.standing("rebase", "target")
    decided = all_settled(measures, here.within, (one.note for one in remarks))
    return histories(released, measures, here.as_at, decided), ""


def about_months(here: Here, found: Figures) -> str:
    """What the months and the icons say, or why there are none."""
    if found.without:
        return found.without
    return (
        f"Months: 36 up to {day(here.as_at)}, crude throughout. Icons: H unusually "
        "high, L low, ∿ neither, an improvement in blue, a concern in orange; P the "
        "target will be met as things are, F it will not, ? chance decides."
        f"{_of_fewer(here)}"
    )


def _of_fewer(here: Here) -> str:
    """That the months are of fewer people than the figures, where that is so."""
    snapshot = here.house.snapshot
    purpose = here.house.catalogue.purposes[here.scope.purpose]
    if not snapshot.has("opt_out") or opt_outs_of(purpose, snapshot):
        return ""
    return OF_FEWER


def tiles_of(here: Here, found: Figures, ids: Sequence[str]) -> list[Tile]:
    """Tiles of some indicators, those that cannot be counted with the reason."""
    entries = here.house.catalogue.indicators
    closed = {one: CLOSED for one in ids if one not in here.indicators}
    why = {**found.standings.missing, **closed}
    return tiles((entries[one] for one in ids), found.lines, found.months, why)


def finding(found: Figures, made: Mapping[str, Sequence[Tile]]) -> None:
    """What stands out in the area, or what has changed in the whole, in sentences."""
    every = [tile for some in made.values() for tile in some]
    of = several(len(every), "figure")
    if found.area == WHOLE:
        show.finding(changes(every, of))
        return
    lines = [tile.line for tile in every if tile.line and tile.line.stands_out]
    lines.sort(key=lambda line: -line.at_least)
    if not lines:
        show.finding(f"Of {of}, none in {found.name} stands out from {found.whole}.")
        return
    stand = "stands" if len(lines) == 1 else "stand"
    show.finding(f"Of {of}, {len(lines)} {stand} out in {found.name}.")
    said = [stands_out.sentence(line, found.whole) for line in lines[:NAMED]]
    st.markdown("\n".join(f"- {sentence}" for sentence in said))


def notes(found: Figures, shown: Sequence[str]) -> tuple[str, ...]:
    """What is said of the data behind some figures, and how people are protected."""
    return (*found.standings.said_of(shown), found.standings.released.rule)


def row(
    found: Figures, page: str, part: str, made: Sequence[Tile], about: Explained
) -> None:
    """The tiles of a part that are counted, and in a line those that are not."""
    counted = [tile for tile in made if not tile.why]
    looks = faces(tuple(counted), found.whole)
    with layout.tiled(part):
        for tile, face in zip(counted, looks, strict=True):
            key = f"{page}-{tile.indicator.id}"
            told = behind(found, tile, about)
            drawn.draw(tile, face, told, chosen=found.area, key=key)
    for sentence in not_counted(made):
        st.caption(sentence)


def behind(found: Figures, tile: Tile, about: Explained) -> Explained:
    """What stands behind the number of a tile, and the data behind it alone."""
    entry, line = tile.indicator, tile.line
    about = replace(about, coverage=found.standings.released.said_of(entry.id))
    if line is None or line.value is None:
        return replace(about, sentence=entry.meaning)
    return replace(
        about,
        sentence=entry.meaning,
        numerator=f"{number(line.count)} {entry.people}",
        denominator=f"{number(line.people)} {entry.whom}",
    )
