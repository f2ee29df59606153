"""Opt-outs and sharing flags."""

from collections.abc import Iterator

import numpy as np

from phm_core.synthetic.calendar import NEVER, Window
from phm_core.synthetic.storage import words
from phm_core.synthetic.world import Events, World

TYPE_1 = 0.022
NATIONAL = 0.034
WITHDRAWN = 0.06
KINDS = ("type_1", "national_data_opt_out")
FLAGS = {"pds_sensitive": 0.003, "sharing_dissent": 0.006}


def choices(world: World, window: Window) -> Iterator[Events]:
    """Who opted out, and who must never stand in a list."""
    rng = world.rng("choices", window)
    count = len(world.people)
    # In a later window, only those who choose in it.
    part = min(1.0, window.years / 5)
    parts = [
        np.flatnonzero(rng.random(count) < share * part) for share in (TYPE_1, NATIONAL)
    ]
    who = np.concatenate(parts)
    kind = np.repeat([0, 1], [part.size for part in parts])
    when = rng.integers(window.start + 1, window.end + 1, who.size)
    gone = when + rng.integers(60, 900, who.size)
    gone = np.where(rng.random(who.size) < WITHDRAWN, gone, NEVER).astype(np.int32)
    columns: dict[str, object] = {
        "kind": words(kind, list(KINDS)),
        "withdrawn_on": world.seen(gone),
    }
    yield Events("opt_out", "opt_out", who, when.astype(np.int32), columns)
    flagged = [
        np.flatnonzero(rng.random(count) < share * (part > 0.9))
        for share in FLAGS.values()
    ]
    who = np.concatenate(flagged)
    kind = np.repeat([0, 1], [part.size for part in flagged])
    nothing = np.zeros(who.size, dtype=np.int32)
    columns = {"kind": words(kind, list(FLAGS))}
    yield Events("sharing_flag", "sharing_flag", who, nothing, columns)
