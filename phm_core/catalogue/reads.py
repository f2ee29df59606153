"""Which tables about people a rule reads, so that only what is open is offered.

What is open is decided by the engine, where tables are read; this saves people from
choosing what would then be refused.
"""

from collections.abc import Collection, Iterator, Mapping

from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.schema import Indicator
from phm_core.definitions import Criterion
from phm_core.definitions.events import Register
from phm_core.definitions.nodes import InCohort, Segment
from phm_core.definitions.tree import walk

PERSON = "person"
# Nodes that are called as the table is, and those that are not.
BY_KIND = {
    **{
        name: name
        for name in (
            "condition",
            "measurement",
            "medication",
            "activity",
            "process",
            "procedure",
            "waiting",
            "score",
            "maternity",
        )
    },
    "cancer": "cancer_pathway",
}


def reads(catalogue: Catalogue, criterion: Criterion) -> frozenset[str]:
    """Tables that must be open for a rule to be answered.

    An id that does not exist stands for nothing: the engine refuses it by name.
    """
    return frozenset(_reads(catalogue, criterion))


def _reads(catalogue: Catalogue, criterion: Criterion) -> Iterator[str]:
    yield PERSON
    for node in walk(criterion):
        if node.kind in BY_KIND:
            yield BY_KIND[node.kind]
        for inner in _inside(catalogue, node):
            yield from _reads(catalogue, inner)


def _inside(catalogue: Catalogue, node: Criterion) -> Iterator[Criterion]:
    """What a name stands for."""
    if isinstance(node, Register) and node.is_ in catalogue.conditions:
        yield catalogue.conditions[node.is_].register_
    if isinstance(node, InCohort) and node.id in catalogue.cohorts:
        yield catalogue.cohorts[node.id].definition.criteria
    if isinstance(node, Segment) and node.model in catalogue.segments:
        for segment in catalogue.segments[node.model].segments:
            if segment.criterion is not None:
                yield segment.criterion


def open_to(
    catalogue: Catalogue, datasets: Collection[str] | None
) -> Mapping[str, Indicator]:
    """The indicators whose rules read open tables only; None is all open."""
    every = catalogue.indicators
    if datasets is None:
        return every
    return {
        key: entry for key, entry in every.items() if _open(catalogue, entry, datasets)
    }


def _open(catalogue: Catalogue, entry: Indicator, datasets: Collection[str]) -> bool:
    rules = [rule for rule in (entry.among, entry.counted) if rule is not None]
    return all(reads(catalogue, rule) <= {*datasets} for rule in rules)
