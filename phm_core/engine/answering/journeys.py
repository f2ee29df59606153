"""How contacts with one setting begin and end, and contacts around them."""

import numpy as np
from numpy.typing import NDArray

from phm_core.catalogue.schema import Journey
from phm_core.definitions.questions import Journeys
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answers.journeys import WINDOWS, Base, Tallied
from phm_core.engine.bits import to_flags
from phm_core.engine.here import Here
from phm_core.engine.journeys import Around, Clusters, Told, around, told
from phm_core.engine.journeys.clusters import Sums, stacked
from phm_core.errors import RefusedInput, did_you_mean

MOST_MONTHS = 36
Flags = NDArray[np.bool_]


@exact.register
def _(question: Journeys, here: Here) -> answers.Journeys:
    entry = _entry(question, here)
    scope = here.scope(question, question.of)
    index, months = here.index, question.months
    mine = to_flags(here.cohort(question.of, scope).must, index.count)
    known = here.catalogue.settings_of_care
    found = around(index, tuple(known), question.around, scope.day, months, here.watch)
    rows = told(index, entry, scope.day, months, here.watch)
    followed, any_contact, contacts = _around(found, mine[found.person], here)
    return answers.Journeys(
        as_at=scope.day,
        around=question.around,
        since=found.span.since,
        base=followed[0],
        aspects=tuple(_aspects(entry, rows, mine)),
        avoidable=_avoidable(entry, rows, mine),
        missing=tuple(said for one in rows.values() for said in one.missing),
        settings=tuple(known),
        titles=tuple(one.title for one in known.values()),
        last_records=found.last_days,
        followed=followed,
        any_contact=any_contact,
        contacts=contacts,
    )


def _entry(question: Journeys, here: Here) -> Journey:
    known = here.catalogue.journeys
    if question.around not in known:
        hint = did_you_mean(question.around, known)
        raise RefusedInput(f"There are no journeys around '{question.around}'.{hint}")
    if not 1 <= question.months <= MOST_MONTHS:
        raise RefusedInput(f"Journeys are told of 1 to {MOST_MONTHS} months.")
    return known[question.around]


def _around(
    found: Around, mine: Flags, here: Here
) -> tuple[tuple[Base, ...], Tallied, Tallied]:
    """Contacts with a complete window, and of them those with contacts, by service."""
    person, left = found.person, found.days_left
    bases: list[Base] = []
    any_contact: list[list[Sums]] = []
    contacts: list[list[Sums]] = []
    for at, window in enumerate(WINDOWS):
        here.watch.tell(at, len(WINDOWS), "Adding up contacts around each")
        keep = mine & (left >= window.needs)
        clusters = Clusters.of(person, keep)
        each = [
            found.beside(service, at).among(keep)
            for service in range(len(found.last_days) + 1)
        ]
        contacts.append([clusters.add_up(one.places, one.amounts) for one in each])
        any_contact.append(
            [clusters.add_up(one.places, np.ones_like(one.amounts)) for one in each]
        )
        bases.append(clusters.base)
    return tuple(bases), _turned(any_contact), _turned(contacts)


def _turned(by_window: list[list[Sums]]) -> Tallied:
    """Sums by service and window, from sums by window and service."""
    return stacked([list(row) for row in zip(*by_window, strict=True)])


def _aspects(
    entry: Journey, rows: dict[str, Told], mine: Flags
) -> list[answers.Aspect]:
    found: list[answers.Aspect] = []
    kept = {table: np.flatnonzero(mine[one.person]) for table, one in rows.items()}
    clusters = {
        table: Clusters.of(rows[table].person[places]) for table, places in kept.items()
    }
    for aspect in entry.aspects:
        values = rows[aspect.table].aspects.get(aspect.id)
        if values is None:
            continue
        each = clusters[aspect.table]
        codes = values.codes[kept[aspect.table]].astype(np.int64)
        found.append(
            answers.Aspect(
                id=aspect.id,
                title=aspect.title,
                stage=aspect.stage,
                values=values.values,
                labels=values.labels,
                open=aspect.most is not None,
                counted=each.by_value(codes, len(values.values)),
                base=each.base,
            )
        )
    return found


def _avoidable(
    entry: Journey, rows: dict[str, Told], mine: Flags
) -> answers.Avoided | None:
    if entry.avoidable is None:
        return None
    table = rows[entry.avoidable.table]
    if table.avoidable is None:
        return None
    here = mine[table.person]
    known = here & (table.avoidable >= 0)
    clusters = Clusters.of(table.person[known])
    places = np.flatnonzero(table.avoidable[known] == 1)
    met = clusters.add_up(places, np.ones(len(places), dtype=np.int64))
    return answers.Avoided(
        counted=Tallied(*(np.array([part], dtype=np.int64) for part in met)),
        base=clusters.base,
        every=Clusters.of(table.person[here]).base,
    )
