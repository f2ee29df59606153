"""What people settled on a process chart: its target, and where limits begin anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from phm_core.analysis.tracked import Tracked
from phm_core.area import Area
from phm_core.store.remarks import Note


@dataclass(frozen=True)
class Settled:
    """A target, declared or set here, and the months confirmed for new limits."""

    target: float | None = None
    rebased: tuple[date, ...] = ()


def view(measure: str, area: Area) -> str:
    """Name of the chart of a measure in an area, by which remarks are about it."""
    return f"trends|{measure}|{area}"


def settled(measure: Tracked, notes: Iterable[Note]) -> Settled:
    """What the notes on one chart settle, oldest first; the last target holds."""
    given = list(notes)
    targets = [note.value for note in given if note.kind == "target"]
    rebased = (note.month for note in given if note.kind == "rebase")
    return Settled(
        target=targets[-1] if targets else measure.target,
        rebased=tuple(month for month in rebased if month),
    )


def all_settled(
    measures: Iterable[Tracked], area: Area, notes: Iterable[Note]
) -> tuple[Settled, ...]:
    """The same for many charts of one area, in the order of the measures."""
    by_view: dict[str, list[Note]] = {}
    for note in notes:
        by_view.setdefault(note.about, []).append(note)
    return tuple(settled(one, by_view.get(view(one.id, area), ())) for one in measures)
