"""Releases several indicators by area, and which figures stand out among them all."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from phm_core.catalogue.schema import Indicator
from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import Floats, decimal, flags, text
from phm_core.gateway.ground import not_ranked_note
from phm_core.gateway.leading import Leading, Pairs, Texts, by_area, of_whole
from phm_core.gateway.shares import ADJUSTED_NOTE, hidden_note, unknown_sex_note
from phm_core.governance.rule import Rule
from phm_core.methods import best_fifth, false_discovery_rate, opportunity, p_value
from phm_core.methods.comparison import Better, Kind

FALSE_DISCOVERIES = 0.05
FEWEST_FOR_BEST = 5
SIDED: tuple[Better, ...] = ("higher", "lower")
KINDS: tuple[Kind, ...] = ("proportion", "rate")
NOTE = (
    "A figure stands out when, of all areas and indicators here together, at most 5% "
    "of those named are expected to be false alarms."
)


@dataclass(frozen=True, eq=False)
class Found:
    """Indicators with their exact answers and what of them may be shown."""

    pairs: Pairs
    areas: Leading
    whole: Leading
    rule: Rule

    @property
    def indicators(self) -> list[Indicator]:
        """In the order that was asked for."""
        return [indicator for indicator, _ in self.pairs]

    @property
    def listed(self) -> answers.AreaList:
        """The areas: the same of every indicator."""
        return self.pairs[0][1].areas

    @property
    def crude(self) -> np.ndarray:
        """(indicators,): whether the crude share leads."""
        return np.array([one.lead == "crude" for one in self.indicators])

    @property
    def usual(self) -> Floats:
        """(indicators, 1): the crude share of the whole; nought where nobody is."""
        among = self.whole.among
        return np.where(among > 0, self.whole.counted / np.maximum(among, 1), 0.0)


def standing(asked: Asked, answer: answers.Standing) -> Parts:
    """A row for each indicator and area, and one for each indicator of the whole.

    Indicators that cannot be counted stand in `missing`, each with its reason. side: of
    the whole, by the 95% interval. to_average, to_best: people who would change if the
    area were as the whole, or as the best fifth of the areas.
    """
    rule, pairs = asked.rule, answer.rates
    found = Found(pairs, by_area(pairs, rule), of_whole(pairs, rule), rule)
    return Parts(
        facts={"indicators": len(pairs)},
        tables={
            "areas": _areas(found),
            "whole": _whole(found),
            "missing": _missing(answer),
        },
        notes=(NOTE, *_untested(found), *_shared(found)),
    )


def _missing(answer: answers.Standing) -> pa.Table:
    return pa.table(
        {
            "indicator": text(indicator.id for indicator, _ in answer.missing),
            "reason": text(reason for _, reason in answer.missing),
        }
    )


def _areas(found: Found) -> pa.Table:
    areas, number = found.listed, len(found.pairs)
    sides = _sides(found)
    stands = _standing_out(found) & np.isin(sides, ["higher", "lower"])
    average, best = _prizes(found)
    return pa.table(
        {
            "indicator": text(np.repeat(_ids(found), len(areas.codes)).tolist()),
            "code": text(areas.codes * number),
            "name": text(areas.names * number),
        }
        | found.areas.columns(found.rule)
        | {
            "rankable": flags(np.tile(areas.rankable, number).tolist()),
            "side": text(sides.ravel().tolist()),
            "stands_out": flags(stands.ravel().tolist()),
            "to_average": decimal(average.ravel()),
            "to_best": decimal(best.ravel()),
        }
    )


def _whole(found: Found) -> pa.Table:
    number = len(found.pairs)
    return pa.table(
        {
            "indicator": text(_ids(found)),
            "code": text([""] * number),
            "name": text(["Whole"] * number),
        }
        | found.whole.columns(found.rule)
        | {"rankable": flags([False] * number)}
    )


def _ids(found: Found) -> list[str]:
    return [indicator.id for indicator in found.indicators]


def _shared(found: Found) -> list[str]:
    """What holds of every indicator; what hides a figure of one stands in its row."""
    notes = [
        (
            ADJUSTED_NOTE,
            *hidden_note(counted, found.listed.level.plural),
            *not_ranked_note(found.listed),
            *unknown_sex_note(exact.whole.among_strata),
        )
        for (_, exact), counted in zip(found.pairs, found.areas.released, strict=True)
    ]
    return [note for note in notes[0] if all(note in said for said in notes)]


def _untested(found: Found) -> tuple[str, ...]:
    titles = [one.title for one in found.indicators if not one.of_people]
    if not titles:
        return ()
    return (
        f"Never said to stand out: {'; '.join(titles)}. Everybody of a small area has "
        "the same value, so chance among people does not say how far areas may differ.",
    )


def _sides(found: Found) -> Texts:
    """Higher, similar or lower than the whole by the 95% interval; "" if not known."""
    lower, upper, level = found.areas.lower, found.areas.upper, found.whole.value
    unknown = np.isnan(lower) | np.isnan(upper) | np.isnan(level)
    cases = [unknown, lower > level, upper < level]
    return np.select(cases, ["", "higher", "lower"], default="similar")


def _standing_out(found: Found) -> np.ndarray:
    """Which areas of each indicator stand out, all of them tested together."""
    of_people = np.array([one.of_people for one in found.indicators])
    may = found.listed.rankable & of_people[:, None] & (found.areas.mark == "")
    tested = np.where(may, _chance(found), np.nan)
    return false_discovery_rate(tested, FALSE_DISCOVERIES).found


def _chance(found: Found) -> Floats:
    """How likely so large a difference from the whole is by chance alone."""
    areas, crude = found.areas, found.crude
    out = np.empty(areas.counted.shape)
    out[crude] = p_value(areas.counted[crude], areas.among[crude], found.usual[crude])
    out[~crude] = p_value(
        areas.counted[~crude], areas.awaited[~crude], 1.0, kind="rate"
    )
    return out


def _prizes(found: Found) -> tuple[Floats, Floats]:
    """People who would change at the average, and at the best fifth of the areas."""
    areas, rule, crude = found.areas, found.rule, found.crude
    hidden = rule.hides(areas.counted) | rule.hides(areas.among)
    of = np.where(crude[:, None], areas.among, areas.awaited)
    aims = np.where(crude[:, None], found.usual, 1.0), _best(found, of)
    better = np.array([one.better for one in found.indicators])
    prizes = np.full((2, *of.shape), np.nan)
    for side in SIDED:
        for kind, led in zip(KINDS, (crude, ~crude), strict=True):
            some = (better == side) & led
            for place, aim in enumerate(aims):
                gap = opportunity(
                    areas.counted[some], of[some], aim[some], better=side, kind=kind
                ).value
                near = rule.rounded(np.nan_to_num(gap).round().astype(np.int64))
                prizes[place, some] = np.where(np.isnan(gap), np.nan, near)
    prizes[:, hidden] = np.nan
    return prizes[0], prizes[1]


def _best(found: Found, of: Floats) -> Floats:
    """(indicators, 1): the level of the best fifth of the areas; NaN of too few."""
    best = np.full((len(found.pairs), 1), np.nan)
    for at, indicator in enumerate(found.indicators):
        ranked = found.listed.rankable & (of[at] > 0)
        if indicator.better != "none" and ranked.sum() >= FEWEST_FOR_BEST:
            counted = found.areas.counted[at, ranked]
            best[at] = best_fifth(counted, of[at, ranked], better=indicator.better)
    return best
