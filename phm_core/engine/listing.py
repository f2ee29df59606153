"""What a list of people is made of, whether a case finder or a cohort stands behind."""

from collections.abc import Iterator
from dataclasses import dataclass

from phm_core.definitions import Criterion, Definition
from phm_core.definitions.events import (
    Activity,
    Condition,
    Measurement,
    Medication,
    Process,
)
from phm_core.definitions.finders import Listing
from phm_core.definitions.logic import Group
from phm_core.definitions.tree import walk
from phm_core.engine.expand import entry
from phm_core.engine.here import Here
from phm_core.engine.inner import Definite
from phm_core.errors import RefusedInput

MOST_SHOWN = 6
Piece = tuple[str, str]  # family and id, such as measurement and hba1c


@dataclass(frozen=True)
class Listed:
    """A list: whom, in which groups by priority, who cannot wait, on what evidence.

    eligible: who could be on it; None is everybody.
    """

    definition: Definition
    groups: tuple[Definition, ...]
    evidence: tuple[Piece, ...]
    eligible: Definition | None = None
    red_flag: Definition | None = None


def listed(question: Listing, here: Here) -> Listed:
    """The list that a question names. Raises RefusedInput where it names none."""
    if question.of is not None:
        of = question.of
        return Listed(of, (of,), tuple(pieces(here.tree(of)))[:MOST_SHOWN])
    if not question.finder:
        raise RefusedInput("Say whose list: of a case finder, or of a cohort.")
    finder = entry(here.catalogue.casefinders, question.finder, "case finder")
    return Listed(
        finder.definition,
        finder.groups,
        tuple(shown.of for shown in finder.evidence),
        finder.eligible_definition,
        finder.red_flag_definition,
    )


def pieces(tree: Criterion) -> Iterator[Piece]:
    """The kinds of record that decide a criterion, in its order, each once."""
    yield from dict.fromkeys(piece for _, piece in leaves(tree))


def leaves(tree: Criterion) -> Iterator[tuple[Criterion, Piece]]:
    """Each rule about one kind of record, and which kind; others are left out."""
    for node in walk(tree):
        if isinstance(node, Definite) and not isinstance(node, Group):
            yield from leaves(node.of)
        elif isinstance(node, Condition):
            yield node, ("condition", node.is_)
        elif isinstance(node, Measurement | Medication | Process):
            yield node, (node.kind, node.of)
        elif isinstance(node, Activity):
            for setting in node.of:
                yield node, ("activity", setting)
