"""Releases shares of people by group: crude, and standardised for age and sex."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from phm_core.engine import answers
from phm_core.gateway.asked import Asked, Parts
from phm_core.gateway.columns import (
    REASONS,
    SMALL,
    Floats,
    decimal,
    flags,
    limits,
    marks,
    text,
    whole,
)
from phm_core.gateway.crossed import Cells, crossed, joined_cells, one_by_one
from phm_core.gateway.rounded import share_of_rounded
from phm_core.gateway.shares import careful, unknown_sex_note, without
from phm_core.gateway.strata import WIDER, standardised_shares, without_sex
from phm_core.governance.collapse import Groups, few_not_known, joined
from phm_core.governance.disclosure import release_count
from phm_core.governance.rule import Rule
from phm_core.methods import Estimates

ONE = 1
USUAL = 0.95
ADJUSTED = {
    frozenset[str](): "Adjusted: directly standardised for age and sex to the European "
    "Standard Population 2013, from 10 cases.",
    frozenset({"sex"}): "Adjusted: directly standardised for age to the European "
    "Standard Population 2013, from 10 cases; the groups are the sexes.",
    frozenset({"age"}): "Adjusted: directly standardised for sex, and for age within "
    "each group, from 10 cases; the groups are ages.",
    frozenset({"sex", "age"}): "Adjusted figures are crude here: the groups are sexes "
    "and ages themselves.",
}
TOO_FEW = (
    "Fewer than 10 cases or an age group with nobody (no adjusted share), or so few "
    "people that rounding alone would move the share (no crude one)."
)
JOINED = "Groups with very few people are put together with the group beside them."


@dataclass(frozen=True, eq=False)
class Shown:
    """Groups, or pairs of groups, that may be shown: all (rows, columns).

    kept: which original groups each row, and each column, stands for.
    """

    people: Floats
    count: Floats
    empty: np.ndarray
    among: Cells
    counted: Cells
    kept: tuple[Groups, ...]
    reason: str = ""


def rate_by(asked: Asked, answer: answers.RateBy) -> Parts:
    """Share of people in a cohort by group, and of everybody."""
    shown = (_one if len(answer.by) == ONE else _two)(answer, asked.rule)
    own = frozenset(each.own for each in answer.by if each.own)
    adjusted = _adjusted(shown, answer.by, own, asked.rule)
    groups = pa.table(_names(answer.by, shown.kept) | _columns(shown, adjusted, asked))
    everyone = _whole(answer.whole, asked.rule)
    standard = _adjusted(everyone, (), frozenset(), asked.rule)
    return Parts(
        facts={"standard": "ESP2013"},
        tables={
            "groups": groups,
            "whole": pa.table(_columns(everyone, standard, asked)),
        },
        notes=(ADJUSTED[own], *_notes(answer, shown, asked.rule)),
    )


def _one(answer: answers.RateBy, rule: Rule) -> Shown:
    share = answer.share
    both = (share.among, share.counted)
    kept = few_not_known(both, rule, rest=answer.by[0].has_rest)
    among, counted = (joined(each, kept) for each in both)
    people, count = (one_by_one(each, rule) for each in (among, counted))
    # A count says that there are at least as many people: hidden with them.
    count = np.where(np.isnan(people) & (count != 0), np.nan, count)
    return Shown(
        people=people[:, None],
        count=count[:, None],
        empty=among[:, None] == 0,
        among=joined(share.among_strata, kept)[:, None],
        counted=joined(share.counted_strata, kept)[:, None],
        kept=(kept,),
    )


def _two(answer: answers.RateBy, rule: Rule) -> Shown:
    shape = tuple(len(each.groups) for each in answer.by)
    share = answer.share
    among, counted = share.among.reshape(shape), share.counted.reshape(shape)
    first, second = answer.by
    found = crossed(among, counted, (first.has_rest, second.has_rest), rule)
    kept = (found.down, found.across)
    strata = [
        joined_cells(each.reshape(*shape, *each.shape[1:]), *kept)
        for each in (share.among_strata, share.counted_strata)
    ]
    return Shown(
        people=found.people,
        count=found.counted,
        empty=joined_cells(among, *kept) == 0,
        among=strata[0],
        counted=strata[1],
        kept=kept,
        reason=found.reason,
    )


def _whole(whole: answers.Share, rule: Rule) -> Shown:
    people, count = (
        np.array([[release_count(int(total[0]), rule)]], dtype=np.float64)
        for total in (whole.among, whole.counted)
    )
    return Shown(
        people=people,
        count=count,
        empty=whole.among[:, None] == 0,
        among=whole.among_strata[:, None],
        counted=whole.counted_strata[:, None],
        kept=(),
    )


def _adjusted(
    shown: Shown, by: tuple[answers.Groups, ...], own: frozenset[str], rule: Rule
) -> tuple[Estimates, Estimates]:
    """Standardised for what the groups are not themselves: at 95% and at 99.8%."""
    if len(own) > ONE:
        counted = shown.count.ravel(), shown.people.ravel()
        usual, wider = (
            share_of_rounded(*counted, rule, confidence=level)
            for level in (USUAL, WIDER)
        )
        return usual, wider
    everyone = _everyone(shown.among, by)
    tables = [
        table.reshape(-1, *table.shape[2:])
        for table in (shown.counted, shown.among, everyone)
    ]
    if "sex" in own:
        tables = [without_sex(table) for table in tables]
    found = standardised_shares(*tables)
    return found.usual, found.wider


def _everyone(among: Cells, by: tuple[answers.Groups, ...]) -> Cells:
    """Whose ages and sexes carry weight: everybody's, or those of the age group."""
    axes = tuple(axis for axis in (0, 1) if axis >= len(by) or by[axis].own != "age")
    return np.broadcast_to(among.sum(axis=axes, keepdims=True), among.shape)


def _names(
    by: tuple[answers.Groups, ...], kept: tuple[Groups, ...]
) -> dict[str, pa.Array]:
    """Id, label and whether it is known of each group: one set of columns for each."""
    rows = np.indices([len(groups) for groups in kept]).reshape(len(kept), -1)
    out: dict[str, pa.Array] = {}
    for names, each, groups, places in zip(
        (("group", "label", "known"), ("other", "other_label", "other_known")),
        by,
        kept,
        rows,
        strict=False,
    ):
        members = [groups[place] for place in places]
        out |= {
            names[0]: text(
                "+".join(each.groups[at] for at in line) for line in members
            ),
            names[1]: text(
                " or ".join(each.labels[at] for at in line) for line in members
            ),
            names[2]: flags(bool(each.known[list(line)].any()) for line in members),
        }
    return out


def _columns(
    shown: Shown, adjusted: tuple[Estimates, Estimates], asked: Asked
) -> dict[str, pa.Array]:
    people, count = shown.people.ravel(), shown.count.ravel()
    hidden = np.isnan(people) | np.isnan(count)
    crude, wide = (
        share_of_rounded(count, people, asked.rule, confidence=level)
        for level in (USUAL, WIDER)
    )
    told, wider = (careful(without(each, hidden), asked.rule) for each in adjusted)
    found = marks(
        hidden,
        empty=shown.empty.ravel(),
        small=(told.reason != "") | (crude.reason != ""),
    )
    return {
        "people": whole(people),
        "count": whole(count),
        **limits("crude", crude),
        **limits("adjusted", told),
        "crude_998_lower": decimal(wide.lower),
        "crude_998_upper": decimal(wide.upper),
        "adjusted_998_lower": decimal(wider.lower),
        "adjusted_998_upper": decimal(wider.upper),
        "mark": text(found),
        "reason": text(TOO_FEW if mark == SMALL else REASONS[mark] for mark in found),
    }


def _notes(answer: answers.RateBy, shown: Shown, rule: Rule) -> tuple[str, ...]:
    notes = [shown.reason] if shown.reason else []
    if any(len(line) > ONE for groups in shown.kept for line in groups):
        notes.append(JOINED)
    hidden = int((np.isnan(shown.people) | np.isnan(shown.count)).sum())
    if hidden and not shown.reason:
        notes.append(
            f"Not shown: {hidden} of {shown.people.size} groups, with 1 to "
            f"{rule.suppress_below - 1} people or beside such a group."
        )
    if not any(each.own == "sex" for each in answer.by):
        notes += unknown_sex_note(answer.whole.among_strata)
    return tuple(notes)
