"""What a gateway stands on."""

from dataclasses import dataclass
from typing import Protocol

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.vocabulary import Vocabulary
from phm_core.gateway.coding import Naming
from phm_core.gateway.exact import Exact
from phm_core.gateway.numbers import Numbers
from phm_core.gateway.telling_apart import Sets
from phm_core.gateway.trust import Trust
from phm_core.governance.freshness import Freshness
from phm_core.snapshot import Snapshot
from phm_core.store.airlock import AirlockStore
from phm_core.store.audit import Audit
from phm_core.store.book import Book
from phm_core.store.cohorts import Cohorts
from phm_core.store.ledger import Ledger
from phm_core.store.places import SavedPlaces


class Answers(Sets, Exact, Protocol):
    """What answers questions exactly: the engine."""


@dataclass(frozen=True)
class Ground:
    """What a gateway stands on: data, its names, the library and the audit.

    ledger: whose counts were released. naming: whether practices are shown by name or
    by a letter. numbers: who stands behind a pseudonym.
    freshness: how old the records of a list may be. trust: of which practices people
    may be listed. book: the worklists.
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
    trust: Trust
    book: Book
