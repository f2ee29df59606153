"""The checks of a snapshot before it is published: people, and those at fault."""

from collections.abc import Iterator

from phm_core.catalogue.reads import reads
from phm_core.catalogue.schema import Check
from phm_core.definitions import Criterion
from phm_core.definitions.document import Definition
from phm_core.definitions.questions import HowMany
from phm_core.engine.bits import size
from phm_core.engine.here import Here


def checks_of(here: Here) -> Iterator[tuple[Check, int, int]]:
    """Each check by criteria that can be made: of how many, and how many at fault."""
    snapshot = here.index.tables.snapshot
    for check in here.catalogue.checks.values():
        if check.counted is None:
            continue
        rules = [rule for rule in (check.among, check.counted) if rule is not None]
        tables = {name for rule in rules for name in reads(here.catalogue, rule)}
        if all(snapshot.has(name) for name in tables):
            yield check, *_people(here, check.among, check.counted)


def _people(here: Here, among: Criterion | None, counted: Criterion) -> tuple[int, int]:
    at_fault = Definition(name="At fault", criteria=counted)
    scope = here.scope(HowMany(at_fault), at_fault)
    whom = None if among is None else Definition(name="Among", criteria=among)
    people = here.cohort(whom, scope).must
    fault = here.cohort(at_fault, scope).must
    return size(people), size(people & fault)
