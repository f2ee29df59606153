"""One current patient: who they are, which case finders find them, what happened."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from phm_core.catalogue.requirements import nearly, requirements
from phm_core.catalogue.schema import CaseFinder
from phm_core.definitions import Criterion
from phm_core.definitions.questions import About
from phm_core.definitions.rows_of_people import Record
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.answering.rows import PSEUDONYM, column_of, never_listed
from phm_core.engine.answers.records import Event, State, Verdict
from phm_core.engine.bits import WORD, Words
from phm_core.engine.here import Here
from phm_core.engine.one_record import events_of, latest_of
from phm_core.engine.scope import Scope
from phm_core.errors import NotHeld, NotPermitted, RefusedInput
from phm_core.period import months_before

ABOUT = (
    "pseudonym", "age", "sex", "practice_code", "main_language", "interpreter_needed",
    "care_home", "housebound", "lives_alone", "carer",
)  # fmt: skip
SEGMENT = "segment:bridges_to_health"
FRAILTY = "score:efi"
NOT_YOURS = (
    "Nobody whose record you may open stands under this pseudonym. They may have "
    "moved, left or died, or their record may be kept out of lists: look in the "
    "practice's own system."
)
LONGEST = 1_200  # months


@exact.register
def _(question: Record, here: Here) -> answers.Record:
    if not 0 <= question.months <= LONGEST:
        raise RefusedInput(f"Ask for 0 to {LONGEST} months of a record.")
    scope = here.scope(About(), None)
    person = _own(question.person, here, scope)
    events, without = events_of(person, question.tables, here, scope.day)
    return answers.Record(
        as_at=scope.day,
        pseudonym=question.person,
        about=_about(person, here, scope.day),
        verdicts=tuple(_verdicts(person, events, here, scope)),
        events=tuple(_since(events, scope.day, question.months)),
        without=without,
    )


def _own(pseudonym: str, here: Here, scope: Scope) -> int:
    """The current patient under a pseudonym.

    Raises NotPermitted in the same words for somebody else's patient, for one who died
    or left, for one who is never listed, and for nobody.
    """
    names = here.index.columns.array(PSEUDONYM)
    person = pc.index(names, pa.scalar(pseudonym, names.type)).as_py()
    if person < 0 or not _holds(scope.people & ~never_listed(here), person):
        raise NotPermitted(NOT_YOURS)
    return person


def _holds(words: Words, person: int) -> bool:
    word, bit = divmod(person, WORD)
    return bool(words[word] >> np.uint64(bit) & np.uint64(1))


def _about(person: int, here: Here, day: date) -> dict[str, object]:
    ids = np.array([person], dtype=np.int64)
    about: dict[str, object] = {name: column_of(name, ids, here, day) for name in ABOUT}
    for name in (SEGMENT, FRAILTY):
        try:
            about[name] = column_of(name, ids, here, day)
        except (NotHeld, NotPermitted):
            about[name] = pa.nulls(1)
    return about


def _verdicts(
    person: int, events: Sequence[Event], here: Here, scope: Scope
) -> Iterator[Verdict]:
    """What every finder that runs here says, where it says something."""
    for identity, finder in here.catalogue.casefinders.items():
        if identity not in here.catalogue.cohorts:
            continue
        try:
            states = list(_states(finder, person, here, scope))
        except (NotHeld, NotPermitted):
            continue
        evidence = tuple(
            latest_of(events, *shown.of, here.catalogue) for shown in finder.evidence
        )
        for state, priority, missed, known in states:
            yield Verdict(identity, state, priority, missed, known, evidence)


def _states(
    finder: CaseFinder, person: int, here: Here, scope: Scope
) -> Iterator[tuple[State, int | None, int | None, bool]]:
    """State, priority, what is missed, and whether that is known."""
    flag = finder.red_flag_definition
    if flag is not None and _true(flag.criteria, person, here, scope):
        yield "red_flag", None, None, True
    if _true(finder.definition.criteria, person, here, scope):
        groups = (
            place
            for place, group in enumerate(finder.groups)
            if _true(group.criteria, person, here, scope)
        )
        yield "listed", next(groups), None, True
        return
    required = requirements(finder)
    failing: list[int] = []
    known = True
    for place, one in enumerate(required):
        must, may = _bounds(one.rule, person, here, scope)
        holds = not must if one.part == "exclusion" else must
        if not holds:
            failing.append(place)
            known = one.part == "exclusion" or not may
    if nearly(required, tuple(failing)):
        yield "near", None, failing[0], known


def _true(rule: Criterion, person: int, here: Here, scope: Scope) -> bool:
    return _bounds(rule, person, here, scope)[0]


def _bounds(
    rule: Criterion, person: int, here: Here, scope: Scope
) -> tuple[bool, bool]:
    """Whether a rule must, and whether it may, be true of somebody."""
    found = here.index.bounds(here.expansions.of(rule), scope.day, here.watch)
    return _holds(found.must, person), _holds(found.may, person)


def _since(events: Sequence[Event], day: date, months: int) -> Iterator[Event]:
    """Events of the last months, and what has no date; none of none."""
    if not months:
        return
    first = months_before(day, months)
    for one in events:
        # A diagnosis holds on, however long ago it was made.
        if one.date is None or one.date > first or one.table == "condition":
            yield one
