"""What a gateway stands on."""

from dataclasses import dataclass
from typing import Any, Protocol

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.questions import Question
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.engine.policy import Rows
from phm_core.engine.watch import Watch
from phm_core.gateway.coding import Naming
from phm_core.gateway.numbers import Numbers
from phm_core.gateway.telling_apart import Sets
from phm_core.governance.disclosive import Disclosive
from phm_core.governance.freshness import Freshness
from phm_core.snapshot import Snapshot
from phm_core.store.airlock import AirlockStore
from phm_core.store.audit import Audit
from phm_core.store.cohorts import Cohorts
from phm_core.store.ledger import Ledger
from phm_core.store.places import SavedPlaces


class Answers(Sets, Protocol):
    """What answers questions exactly: the engine."""

    def answer(
        self, question: Question, within: Rows, watch: Watch | None = None
    ) -> Disclosive[Any]:
        """The exact answer, closed."""
        ...


@dataclass(frozen=True)
class Ground:
    """What a gateway stands on: data, its names, the library and the audit.

    ledger: whose counts were released. naming: whether practices are shown by name or
    by a letter. numbers: who stands behind a pseudonym.
    freshness: how old the records of a list may be.
    """

    snapshot: Snapshot
    engine: Answers
    catalogue: Catalogue
    vocabulary: Vocabulary
    cohorts: Cohorts
    places: SavedPlaces
    audit: Audit
    ledger: Ledger
    airlock: AirlockStore
    naming: Naming
    numbers: Numbers
    freshness: Freshness
