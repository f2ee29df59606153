"""Everything that a two-page profile of an area says, asked once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from phm_core.analysis.by_group import Asking, ByGroup, by_group
from phm_core.analysis.comparison import FALSE_DISCOVERIES
from phm_core.analysis.similar import Peers, similar
from phm_core.analysis.slope import FIFTH, Gaps, gaps
from phm_core.analysis.standing import Line, Standings
from phm_core.analysis.subject import Subject, of_indicator
from phm_core.area import Area, Lens
from phm_core.catalogue.schema import Indicator
from phm_core.definitions.questions import Profile, Question
from phm_core.engine.public import PublicTables
from phm_core.errors import RefusedInput
from phm_core.governance.confidence import UNFIT
from phm_core.governance.released import Released
from phm_core.methods import false_discovery_rate, p_value_of_gap

NEED, OUT, UNEQUAL, PEERS = 12, 6, 3, 5
# Groups of the population that the first page names, by breakdown.
GROUPS = (
    ("age_group", ("0-17", "65-79", "80+")),
    ("deprivation_quintile", ("1",)),
    ("ethnicity_group", ("asian", "black", "mixed", "other", "white")),
)
AskAll = Callable[[Sequence[Question]], list[Released]]


@dataclass(frozen=True)
class Population:
    """Who they are: shares of groups here and elsewhere, in percent."""

    people: float | None
    mean_age: float | None
    others_mean_age: float | None
    groups: tuple[tuple[str, str, float | None, float | None], ...]


@dataclass(frozen=True)
class Unequal:
    """One indicator between the most and the least deprived fifth."""

    subject: Subject
    gaps: Gaps
    most: float
    least: float

    @property
    def ratio(self) -> float:
        """How many times the larger end is the smaller one."""
        low, high = sorted((self.most, self.least))
        return high / low if low else float("inf")


@dataclass(frozen=True)
class Takeaway:
    """An area on two pages: need, what stands out, three inequalities, peers.

    need: prevalence of conditions. tested: indicators looked at for inequality.
    """

    name: str
    level: str
    whole: str
    as_at: date
    lens: Lens
    released: Released
    population: Population
    need: tuple[Line, ...]
    out: tuple[Line, ...]
    unequal: tuple[Unequal, ...]
    tested: int
    peers: Peers | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """The area that is written about, in its surroundings."""

    area: Area
    name: str
    whole: str
    lens: Lens


def takeaway(
    ask_all: AskAll, found: Standings, public: PublicTables, where: Place
) -> Takeaway:
    """Ask what the profile needs beyond the standing of the area."""
    lines = found.of(where.area.code)
    candidates = [line.indicator for line in lines if _shows_inequality(line)]
    asked = [_asking(one, where) for one in candidates]
    profile, *answers = ask_all(
        [Profile(area=where.area, lens=where.lens), *(a.by(FIFTH) for a in asked)]
    )
    unequal = _unequal(
        [by_group(each, asking) for each, asking in zip(answers, asked, strict=True)]
    )
    need = [line for line in lines if _is_need(line)]
    need.sort(key=lambda line: -(line.count or 0))
    return Takeaway(
        name=where.name,
        level=where.area.level.title,
        whole=where.whole,
        as_at=found.released.as_at,
        lens=where.lens,
        released=found.released,
        population=_population(profile),
        need=tuple(need[:NEED]),
        out=found.standing_out(where.area.code)[:OUT],
        unequal=unequal[:UNEQUAL],
        tested=len(candidates),
        peers=_peers(public, where.area),
        notes=_notes(found.released, profile),
    )


def _notes(found: Released, profile: Released) -> tuple[str, ...]:
    """What is said of the figures, and of the groups that their people are of."""
    of_groups = (profile.said_of(by) for by, _ in GROUPS)
    said = (*found.notes, *profile.notes, *chain.from_iterable(of_groups))
    return tuple(dict.fromkeys(said))


def _is_need(line: Line) -> bool:
    return line.indicator.group == "prevalence" and line.value is not None


def _shows_inequality(line: Line) -> bool:
    entry = line.indicator
    return entry.core20plus5 is not None and entry.better != "none" and not line.mark


def _asking(indicator: Indicator, where: Place) -> Asking:
    seen = {"population": where.lens.value}
    subject = of_indicator(indicator)
    dated = subject.definition.model_copy(update=seen)
    subject = Subject(subject.title, dated, indicator=indicator)
    return Asking(subject, indicator.lead, where.area, where.lens)


def _unequal(groups: Sequence[ByGroup]) -> tuple[Unequal, ...]:
    """Gaps that stand out among all that were tested, the widest ratio first.

    At most 5% of those named are expected to be false alarms.
    """
    tested = [(each, gaps(each)) for each in groups]
    chances = [float(p_value_of_gap(gap.absolute)[0]) for _, gap in tested]
    clear = false_discovery_rate(chances, FALSE_DISCOVERIES).found
    found = [
        Unequal(each.asking.subject, gap, *_ends(each))
        for (each, gap), stands in zip(tested, clear, strict=True)
        if stands
    ]
    return tuple(sorted(found, key=lambda one: -one.ratio))


def _ends(groups: ByGroup) -> tuple[float, float]:
    values = groups.known.numbers("value")
    return float(values[0]), float(values[-1])


def _population(released: Released) -> Population:
    rows: list[dict[str, Any]] = released.tables["breakdowns"].to_pylist()
    known = {(r["breakdown"], r["group"]): r for r in rows}
    titles = {r["breakdown"]: r["title"] for r in rows}
    groups = [
        (titles[by], row["label"], row["share"], row["others_share"])
        for by, wanted in GROUPS
        for group in wanted
        if (row := known.get((by, group))) is not None and row["mark"] != UNFIT
    ]
    return Population(
        people=released.figure("people"),
        mean_age=released.figure("mean_age"),
        others_mean_age=released.figure("others_mean_age"),
        groups=tuple(groups),
    )


def _peers(public: PublicTables, area: Area) -> Peers | None:
    try:
        return similar(public, area, number=PEERS)
    except RefusedInput:
        return None
