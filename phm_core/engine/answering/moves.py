"""Who joined and left a list since a day, and what in the record says why.

Everything is asked of the records as they are now, on both days: who was on the list
then by what is known today left by what happened since; who was not, by a late entry.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from phm_core.definitions import Definition
from phm_core.definitions.finders import Moved
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.rows import (
    NOBODY,
    PSEUDONYM,
    never_listed,
    under,
    unsigned,
)
from phm_core.engine.answers import Entry
from phm_core.engine.bits import Words, to_flags, to_ids
from phm_core.engine.columns import NO_DAY, day_number
from phm_core.engine.entries import Newest, newest_of
from phm_core.engine.here import Here
from phm_core.engine.inner import tree_key
from phm_core.engine.listing import Piece, leaves, listed
from phm_core.engine.scope import Scope
from phm_core.errors import RefusedInput

Flags = NDArray[np.bool_]
Why = tuple[str, Entry | None]
# Families whose newer entry says that somebody was seen, though nothing changed.
SEEN = ("condition", "process", "measurement")


@dataclass(frozen=True, eq=False)
class _Days:
    """A list on two days, and by its earlier words: who is in its area and on it."""

    here_now: Flags
    here_then: Flags
    patients_then: frozenset[int]
    on_then: Flags
    on_by_old_words: Flags
    withheld: Flags
    unsigned: Flags
    died: Flags
    changed: tuple[tuple[Flags, Newest], ...]

    def entry(self, person: int) -> Entry | None:
        """The newest entry of a kind whose rule turned out otherwise since."""
        for turned, newest in self.changed:
            if turned[person] and (entry := newest.entry(person)):
                return entry
        return None


@exact.register
def _(question: Moved, here: Here) -> answers.Moved:
    listing, scope = listed(question, here), here.scope(question, None)
    if question.since > scope.day:
        raise RefusedInput(
            f"This list was last worked on with records of {question.since}; these are "
            f"of {scope.day}. Use a newer snapshot: nothing was changed."
        )
    hidden = never_listed(here)
    now = here.bounds(listing.definition, scope).must & ~hidden
    before = dict(zip(question.before, under(question.before, here), strict=True))
    pieces = {*listing.evidence, *(p for _, p in leaves(here.tree(listing.definition)))}
    newest = newest_of(pieces, question.since, scope.day, here)
    days = _days(question, listing.definition, newest, here, scope, hidden)
    on_now = set(to_ids(now, here.index.count).tolist())
    were = {int(person) for person in before.values()}
    gone = {one: int(who) for one, who in before.items() if int(who) not in on_now}
    came = np.array(sorted(on_now - were), dtype=np.int64)
    names = here.index.columns.array(PSEUDONYM)
    return answers.Moved(
        as_at=scope.day,
        since=question.since,
        now=len(on_now),
        joined={
            str(name): _joined(int(person), days)
            for name, person in zip(names.take(came).to_pylist(), came, strict=True)
        },
        left={name: _left(person, days) for name, person in gone.items()},
        stayed=_stayed(before, on_now, newest),
    )


def _joined(person: int, days: _Days) -> Why:
    if not days.here_then[person]:
        return "arrived", None
    if not days.on_by_old_words[person]:
        return "definition", None
    return _moved(person, days, late=bool(days.on_then[person]))


def _left(person: int, days: _Days) -> Why:
    if person == NOBODY or not (days.here_then[person] or days.here_now[person]):
        return ("moved_practice" if person in days.patients_then else "gone"), None
    if not days.here_now[person]:
        return ("died" if days.died[person] else "moved_practice"), None
    if days.withheld[person]:
        return ("unsigned" if days.unsigned[person] else "withheld"), None
    if days.on_by_old_words[person]:
        return "definition", None
    return _moved(person, days, late=not days.on_then[person])


def _moved(person: int, days: _Days, *, late: bool) -> Why:
    """By an entry that came late, one made since, or time alone."""
    if late:
        return "data", None
    entry = days.entry(person)
    return ("record" if entry else "time"), entry


def _stayed(
    before: Mapping[str, np.int64], on_now: set[int], newest: Iterable[Newest]
) -> dict[str, Entry]:
    """A newer entry of each who is still on the list."""
    seen = [one for one in newest if one.piece[0] in SEEN]
    found: dict[str, Entry] = {}
    for name, person in before.items():
        if int(person) in on_now:
            entries = (one.entry(int(person)) for one in seen)
            if entry := next((one for one in entries if one), None):
                found[name] = entry
    return found


def _days(
    question: Moved,
    definition: Definition,
    newest: Iterable[Newest],
    here: Here,
    scope: Scope,
    hidden: Words,
) -> _Days:
    count = here.index.count
    then = definition.model_copy(
        update={"as_at": question.since, "population": str(question.lens)}
    )
    earlier = here.scope(question, then)
    now = to_flags(here.bounds(definition, scope).must, count)
    words = to_flags(here.bounds(question.was, scope).must, count)
    same = tree_key(here.tree(question.was)) == tree_key(here.tree(definition))
    died = here.index.columns.days("died_on")
    return _Days(
        here_now=to_flags(scope.people, count),
        here_then=to_flags(earlier.people, count),
        patients_then=_patients(question.since, here),
        on_then=to_flags(here.bounds(then, earlier).must, count),
        # By the same words nothing was moved by words.
        on_by_old_words=now if same else words,
        withheld=to_flags(hidden, count),
        unsigned=to_flags(unsigned(here), count),
        died=(died != NO_DAY) & (died <= day_number(scope.day)),
        changed=tuple(_turned(definition, newest, here, earlier.day, scope.day)),
    )


def _patients(day: date, here: Here) -> frozenset[int]:
    """Who was a patient of one's own practices on a day, wherever they are now.

    Nobody where that is not held: nothing is told then of who may be a stranger.
    """
    own = here.within.practices
    if own is None or not here.index.has("registration"):
        return frozenset()
    on = nw.col("start") <= day
    until = nw.col("end").is_null() | (nw.col("end") >= day)
    with here.index.tables.run(here.watch) as run:
        spells = run.scan("registration").filter(
            on & until & nw.col("practice_code").is_in(sorted(own))
        )
        found = run.collect(spells.select("person_id"))
    return frozenset(found.column("person_id").to_numpy().tolist())


def _turned(
    definition: Definition, newest: Iterable[Newest], here: Here, then: date, now: date
) -> Iterable[tuple[Flags, Newest]]:
    """For each kind of record: of whom one of its rules holds otherwise than then."""
    rules: dict[Piece, list[Flags]] = {}
    both: Callable[..., Flags] = np.logical_or
    for node, piece in leaves(here.tree(definition)):
        one, other = (here.index.bounds(node, day, here.watch) for day in (then, now))
        turned = (one.must ^ other.must) | (one.may ^ other.may)
        rules.setdefault(piece, []).append(to_flags(turned, here.index.count))
    for found in newest:
        if found.piece in rules:
            yield both.reduce(rules[found.piece]), found  # pyright: ignore[reportFunctionMemberAccess]  # a ufunc
