"""Everything that one installation keeps in its app database, opened together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from phm_core.definitions.document import Definition
from phm_core.settings import Settings
from phm_core.store.access import AccessList
from phm_core.store.airlock import AirlockStore
from phm_core.store.anchor import Anchor
from phm_core.store.audit import Audit
from phm_core.store.book import Book
from phm_core.store.clock import Clock
from phm_core.store.cohorts import Cohorts
from phm_core.store.database import open_database
from phm_core.store.joining import Joining
from phm_core.store.keys import audit_key
from phm_core.store.ledger import Ledger
from phm_core.store.places import SavedPlaces
from phm_core.store.practice_counts import PracticeCounts
from phm_core.store.practice_names import PracticeNames
from phm_core.store.remarks import Remarks
from phm_core.store.sessions import Limits, Sessions
from phm_core.store.sign_offs import SignOffs

AUDIT_KEY = "audit.key"


@dataclass(frozen=True)
class Store:
    """What the app database keeps: library, Places, remarks, access, audit and so on.

    counts, signs: what practices counted themselves, and signed. book: worklists.
    joining: how far practices and providers have come.
    """

    cohorts: Cohorts
    places: SavedPlaces
    remarks: Remarks
    access: AccessList
    sessions: Sessions
    practice_names: PracticeNames
    audit: Audit
    ledger: Ledger
    airlock: AirlockStore
    counts: PracticeCounts
    signs: SignOffs
    book: Book
    joining: Joining


def opened(
    settings: Settings, examples: Mapping[str, Definition], clock: Clock
) -> Store:
    """Open the app database. examples: cohorts that the catalogue ships, by id."""
    database = open_database(settings.database)
    key = audit_key(settings.data_dir / AUDIT_KEY)
    audit = Audit(database, key, clock, Anchor(settings.anchor, key))
    return Store(
        Cohorts(database, clock, examples),
        SavedPlaces(database, clock),
        Remarks(database, clock),
        AccessList(database, clock, audit),
        Sessions(database, clock, _limits(settings)),
        PracticeNames(database, clock),
        audit,
        Ledger(database, clock),
        AirlockStore(database, clock),
        PracticeCounts(database, clock),
        SignOffs(database, clock, audit),
        Book.over(database, clock),
        Joining(database, clock, audit),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_hours),
    )
