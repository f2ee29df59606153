"""Rows about single people: a page of a list, and columns for modelling."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from phm_core.definitions.document import Definition
from phm_core.definitions.events import Condition, Register
from phm_core.definitions.questions import About
from phm_core.definitions.rows_of_people import Features, Identify, People
from phm_core.engine import answers
from phm_core.engine.answering.exact import exact
from phm_core.engine.attributes import by_label
from phm_core.engine.bits import Ids, Words, from_ids, size, to_flags, to_ids
from phm_core.engine.columns import NO_DAY
from phm_core.engine.expand import entry
from phm_core.engine.here import Here
from phm_core.engine.places import PRACTICE
from phm_core.engine.scope import Scope
from phm_core.engine.segments import segmented
from phm_core.errors import NotPermitted, RefusedInput, did_you_mean

PSEUDONYM = "pseudonym"
NOBODY = -1


@exact.register
def _(question: People, here: Here) -> answers.People:
    if question.page < 1 or question.size < 1:
        raise RefusedInput("Pages and their size start at 1.")
    scope, cohort = _cohort(question.of, here)
    listed = cohort & ~never_listed(here)
    ids = to_ids(listed, here.index.count)
    first = (question.page - 1) * question.size
    page = ids[first : first + question.size]
    return answers.People(
        as_at=scope.day,
        columns={
            name: column_of(name, page, here, scope.day) for name in question.columns
        },
        total=size(cohort),
        withheld=size(cohort) - len(ids),
        page=question.page,
        pages=max(1, -(-len(ids) // question.size)),
    )


@exact.register
def _(question: Features, here: Here) -> answers.Features:
    if "person_id" in question.columns:
        raise RefusedInput(
            "Columns for modelling are pseudonymised: leave out person_id."
        )
    scope, cohort = _cohort(question.of, here)
    ids = to_ids(cohort & ~never_listed(here), here.index.count)
    names = dict.fromkeys((PSEUDONYM, *question.columns))
    return answers.Features(
        as_at=scope.day,
        columns={name: column_of(name, ids, here, scope.day) for name in names},
        people=len(ids),
    )


@exact.register
def _(question: Identify, here: Here) -> answers.Identified:
    ids = under(question.people, here)
    scope = here.scope(About(), None)
    strangers = (ids == NOBODY) | ~_flags(scope.people, ids, here)
    if strangers.any():
        raise NotPermitted(
            f"{int(strangers.sum())} of these {len(ids)} are not your own current "
            "patients, so nobody was looked up. Leave them out: they may have moved."
        )
    listed = ~_flags(never_listed(here), ids, here)
    return answers.Identified(
        as_at=scope.day,
        pseudonyms=tuple(np.array(question.people)[listed].tolist()),
        ids=ids[listed],
        withheld=int((~listed).sum()),
    )


def under(pseudonyms: tuple[str, ...], here: Here) -> Ids:
    """Who stands under each pseudonym, in the same order; NOBODY for one not here."""
    if not pseudonyms:
        return np.zeros(0, dtype=np.int64)
    names = here.index.columns.array(PSEUDONYM)
    order = pc.index_in(names, value_set=pa.array(pseudonyms)).fill_null(NOBODY)
    places = order.to_numpy()
    found = np.flatnonzero(places != NOBODY)
    ids = np.full(len(pseudonyms), NOBODY, dtype=np.int64)
    ids[places[found]] = found
    return ids


def _cohort(definition: Definition | None, here: Here) -> tuple[Scope, Words]:
    scope = here.scope(About(), definition)
    return scope, here.cohort(definition, scope).must


def unsigned(here: Here) -> Words:
    """People of practices that have not signed that their counts match."""
    codes = here.index.columns.codes(PRACTICE)
    return by_label(codes, here.within.unlisted.__contains__).must


def never_listed(here: Here) -> Words:
    """People who are never listed: sensitive, dissenting, or of an unsigned practice.

    Raises NotPermitted where nobody knows who they are.
    """
    flagged = _flagged(here)
    return flagged | unsigned(here) if here.within.unlisted else flagged


def _flagged(here: Here) -> Words:
    index = here.index
    if not index.has("sharing_flag"):
        if index.tables.snapshot.manifest.synthetic:
            return from_ids(np.zeros(0, dtype=np.int64), index.count)
        raise NotPermitted(
            "This snapshot has no list of sensitive records, so nobody can be listed. "
            "Publish it with the table 'sharing_flag'."
        )
    with index.tables.run(here.watch) as run:
        found = run.collect(run.scan("sharing_flag").select("person_id"))
    return from_ids(found.column("person_id").to_numpy(), index.count)


def column_of(name: str, ids: Ids, here: Here, day: date) -> Any:
    """One column: of the person table, or 'family:id' such as measurement:hba1c."""
    family, colon, identity = name.partition(":")
    if colon and family in FAMILIES:
        return FAMILIES[family](identity, ids, here, day)
    if name == "person_id":
        return ids
    if name == "age":
        ages = here.index.ages(day)[ids]
        return pa.array(ages, mask=ages == np.iinfo(np.int16).min)
    if name not in here.index.columns.names:
        known = [*here.index.columns.names, *(f"{one}:ID" for one in FAMILIES)]
        raise RefusedInput(
            f"There is no column called '{name}'.{did_you_mean(name, known)} "
            f"Columns are those of the person table, and {', '.join(known[-5:])}."
        )
    return here.index.columns.array(name).take(pa.array(ids, pa.int64()))


def _flags(words: Words, ids: Ids, here: Here) -> NDArray[np.bool_]:
    return to_flags(words, here.index.count)[ids]


def _condition(identity: str, ids: Ids, here: Here, day: date) -> Any:
    entry(here.catalogue.conditions, identity, "condition")
    node = Condition.model_validate({"is": identity})
    return _flags(here.index.bounds(node, day, here.watch).must, ids, here)


def _register(identity: str, ids: Ids, here: Here, day: date) -> Any:
    node = Register.model_validate({"is": identity})
    tree = here.expansions.of(node)
    return _flags(here.index.bounds(tree, day, here.watch).must, ids, here)


def _measurement(identity: str, ids: Ids, here: Here, day: date) -> Any:
    measure = entry(here.catalogue.measurements, identity, "measurement")
    lowest = measure.same_day == "lowest"
    return _latest("measurement", identity, ids, here, day, lowest=lowest)


def _score(identity: str, ids: Ids, here: Here, day: date) -> Any:
    entry(here.catalogue.scores, identity, "score")
    return _latest("score", identity, ids, here, day, lowest=False)


def _latest(
    table: str, kind: str, ids: Ids, here: Here, day: date, *, lowest: bool
) -> Any:
    found = here.index.latest(table, kind, day, here.watch, lowest=lowest)
    return pa.array(found.value[ids], mask=found.day[ids] == NO_DAY)


def _segment(identity: str, ids: Ids, here: Here, day: date) -> Any:
    found = segmented(here, identity, day)
    return pa.array([found.segments[code] for code in found.codes[ids]], pa.string())


Reader = Callable[[str, Ids, Here, date], Any]
FAMILIES: Mapping[str, Reader] = {
    "condition": _condition,
    "register": _register,
    "measurement": _measurement,
    "score": _score,
    "segment": _segment,
}
