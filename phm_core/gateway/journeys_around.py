"""Releases contacts before and after others, so that no two rows give a few away.

Every service is counted in windows that lie in one another, and beside any service:
where two shown figures of the same contacts differ by few, the smaller is hidden.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from phm_core.engine import answers
from phm_core.engine.answers.journeys import WINDOWS, Tallied
from phm_core.gateway.columns import NO_DATA, SUPPRESSED, Floats, decimal, text, whole
from phm_core.gateway.journeys_told import DECIMALS, PERCENT
from phm_core.gateway.shares import careful
from phm_core.governance.disclosure import release_vector
from phm_core.governance.rule import Rule
from phm_core.methods import (
    Clusters,
    Estimates,
    clustered_rate,
    clustered_share,
    design_effect,
)

ANY, ANY_TITLE = "any", "Any service"
Flags = NDArray[np.bool_]
IDS = tuple(window.id for window in WINDOWS)
# Positions of a shorter window and of the longer one that it lies in.
NESTED = tuple((IDS.index(f"{side}_2"), IDS.index(f"{side}_30"))
               for side in ("before", "after"))  # fmt: skip


def around(answer: answers.Journeys, rule: Rule) -> pa.Table:
    """One row a service and window: with any contact, and contacts for each hundred.

    effect: how many times the variance of contacts is that of independent ones.
    """
    held = [last is not None for last in answer.last_records]
    hidden = hidden_cells(answer, rule)
    without = np.broadcast_to(~np.array([*held, any(held)])[:, None], hidden.shape)
    gone = hidden | without
    among = np.broadcast_to(_among(answer, rule), hidden.shape)
    with_any, contacts = (
        np.where(gone, np.nan, rule.rounded(part.events))
        for part in (answer.any_contact, answer.contacts)
    )
    effects = [
        np.where(gone, np.nan, effect.round(DECIMALS)) for effect in _effects(answer)
    ]
    share = clustered_share(np.minimum(with_any, among), among, effects[0], per=PERCENT)
    rate = clustered_rate(contacts, among, effects[1], per=PERCENT)
    service, window = (at.ravel() for at in np.indices(hidden.shape))
    settings, titles = (*answer.settings, ANY), (*answer.titles, ANY_TITLE)
    empty = without | (among == 0)
    return pa.table(
        {
            "setting": text(settings[at] for at in service),
            "title": text(titles[at] for at in service),
            "window": text(IDS[at] for at in window),
            "window_title": text(WINDOWS[at].title for at in window),
            "order": whole(service),
            "window_order": whole(window),
            "among": whole(among.ravel()),
            "with_any": whole(with_any.ravel()),
            **_limits("share", careful(share, rule)),
            "contacts": whole(contacts.ravel()),
            **_limits("per_100", careful(rate, rule)),
            "effect": decimal(effects[1].ravel()),
            "mark": text(np.select([empty, gone], [NO_DATA, SUPPRESSED], "").ravel()),
        }
    )


def hidden_cells(answer: answers.Journeys, rule: Rule) -> Flags:
    """What may not be shown: (settings + 1, windows), the last row for any service."""
    found, contacts = answer.any_contact, answer.contacts
    counts = np.stack([found.events, found.people, contacts.events])
    every = np.array([[one.events, one.people] for one in answer.followed]).T
    rest = every[:, None, :] - counts[:2]
    hidden = rule.hides(counts).any(axis=0) | rule.hides(rest).any(axis=0)
    hidden |= _small(every, rule)
    hidden[:-1] |= _added_up(counts, hidden[-1], rule)
    apart = rule.hides(counts[:, -1:] - counts[:, :-1]).any(axis=0)
    hidden[:-1] |= apart & ~hidden[-1]
    for near, far in NESTED:
        apart = rule.hides(counts[:, :, far] - counts[:, :, near]).any(axis=0)
        hidden[:, near] |= apart & ~hidden[:, far]
    return hidden


def _small(every: NDArray[np.int64], rule: Rule) -> Flags:
    """Windows that are told of few contacts, or leave few out; every: (2, windows)."""
    apart = every.max(axis=1, keepdims=True) - every
    events, people = rule.hides(every) | rule.hides(apart)
    return events | people


def _added_up(counts: NDArray[np.int64], no_total: Flags, rule: Rule) -> Flags:
    """Services whose contacts those of any service less the others would give away."""
    people, contacts = counts[1, :-1], counts[2, :-1]
    masked = np.where(rule.hides(people), people, contacts)
    hidden = np.zeros(masked.shape, dtype=bool)
    for at in np.flatnonzero(~no_total):
        line = masked[:, at]
        hidden[:, at] = np.isnan(
            release_vector(line, rule, total=int(line.sum())).values
        )
    return hidden


def _among(answer: answers.Journeys, rule: Rule) -> Floats:
    """Contacts with a complete window, rounded: (windows,)."""
    every = np.array([[one.events, one.people] for one in answer.followed]).T
    return np.where(_small(every, rule), np.nan, rule.rounded(every[0]))


def _effects(answer: answers.Journeys) -> tuple[Floats, Floats]:
    """Design effects of shares and of rates: each (settings + 1, windows)."""
    events, people, squares = (
        np.array([getattr(one, name) for one in answer.followed])
        for name in ("events", "people", "squares")
    )

    def effect(part: Tallied, *, share: bool) -> Floats:
        lie = Clusters(people, part.squares, part.products, squares)
        return design_effect(part.events, events, lie, share=share)

    return effect(answer.any_contact, share=True), effect(answer.contacts, share=False)


def _limits(name: str, found: Estimates) -> dict[str, pa.Array]:
    parts = {"": found.value, "_lower": found.lower, "_upper": found.upper}
    return {f"{name}{end}": decimal(part.ravel()) for end, part in parts.items()}
