"""Composition root: from settings to a house with everything in its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from phm_core.area import Area
from phm_core.catalogue.contents import Catalogue
from phm_core.catalogue.load import load_catalogue
from phm_core.definitions.document import Definition
from phm_core.engine.answer import Engine
from phm_core.engine.public import PublicTables, public_tables
from phm_core.errors import RefusedInput
from phm_core.gateway import Gateway, Ground, Words
from phm_core.gateway.belonging import belonging
from phm_core.gateway.coding import Naming
from phm_core.gateway.numbers import Numbers
from phm_core.gateway.tracker import Tracker
from phm_core.gateway.trust import Trust
from phm_core.governance.access import Belonging, Scope, demo_scope, given_scope
from phm_core.governance.freshness import Freshness
from phm_core.governance.giving import may_manage, organisations_fit
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot, active, open_snapshot, verified
from phm_core.store.access import AccessList, Given, Grant
from phm_core.store.audit import Audit
from phm_core.store.clock import Clock
from phm_core.store.cohorts import Cohorts
from phm_core.store.keys import audit_key, derived
from phm_core.store.links import Links
from phm_core.store.places import SavedPlaces
from phm_core.store.project_keys import ProjectKeys
from phm_core.store.remarks import Remarks
from phm_core.store.sessions import Sessions
from phm_core.store.whole import AUDIT_KEY, Store, opened

NO_SNAPSHOT = (
    "No snapshot is active yet. Make one with 'python -m phm_core demo', or choose one "
    "with 'python -m phm_core snapshot use DIR'."
)
LINKS = "links.db"


@dataclass(frozen=True)
class House:
    """Everything over one pinned, verified snapshot.

    public: areas, lists, boundaries and sources, open to everyone. vocabulary: names
    from the catalogue and of the areas. cohorts: the library. places: those built here.
    remarks: what people wrote on views. access, sessions: who has which role, and who
    is signed in. trust: what practices counted and signed. tracker:
    how far each has come.
    """

    settings: Settings
    snapshot: Snapshot
    catalogue: Catalogue
    public: PublicTables
    vocabulary: Words
    cohorts: Cohorts
    places: SavedPlaces
    remarks: Remarks
    access: AccessList
    sessions: Sessions
    naming: Naming
    audit: Audit
    trust: Trust
    tracker: Tracker
    gateway: Gateway

    def scope(
        self,
        role: str = "analyst",
        purpose: str = "planning",
        areas: Iterable[Area] | None = None,
    ) -> Scope:
        """The scope of a visitor in a role, of some organisations or of everywhere.

        Raises NotPermitted on records of real people, since nobody has signed in.
        """
        own = None if areas is None else self.belonging(areas)
        return demo_scope(
            role, purpose, own, catalogue=self.catalogue, snapshot=self.snapshot
        )

    def given_scope(self, given: Given, purpose: str) -> Scope:
        """The scope of somebody who signed in, by a role that was given to them."""
        return given_scope(
            given.grant.who,
            given.grant.role,
            purpose,
            self.belonging(given.grant.areas),
            catalogue=self.catalogue,
            snapshot=self.snapshot,
        )

    def give_role(self, grant: Grant, scope: Scope) -> None:
        """Give somebody a role, if the scope may.

        Raises NotPermitted, and RefusedInput for a grant that makes no sense.
        """
        may_manage(scope)
        organisations_fit(self.catalogue, grant.role, grant.areas)
        self.belonging(grant.areas)
        self.access.give(grant, scope.user)

    def take_back_role(self, number: int, scope: Scope) -> None:
        """End a grant now, if the scope may. Raises NotPermitted or RefusedInput."""
        may_manage(scope)
        self.access.take_back(number, scope.user)

    def scope_for(self, purpose: str) -> Scope:
        """A scope whose role may have the purpose; the analyst's where none may."""
        fitting = [
            role.id
            for role in self.catalogue.roles.values()
            if purpose in role.uses and role.uses[purpose].people != "published_only"
        ]
        analyst = "analyst" in fitting or not fitting
        return self.scope("analyst" if analyst else fitting[0], purpose)

    def belonging(self, areas: Iterable[Area]) -> Belonging:
        """The practices and the small areas of some organisations, as they are now."""
        return belonging(self.public, areas)


def now() -> datetime:
    """The time: the one place that reads the system's clock."""
    return datetime.now(UTC)  # noqa: TID251  # the one place that may


def open_house(
    settings: Settings, path: Path | None = None, clock: Clock = now
) -> House:
    """Open the house over a snapshot directory, the active one when none is given.

    Raises RefusedInput when there is none, when it was altered, or when the app
    database cannot be opened.
    """
    chosen = path or active(settings.snapshots)
    if chosen is None:
        raise RefusedInput(NO_SNAPSHOT)
    snapshot = verified(chosen)
    catalogue = load_catalogue(settings.catalogue_dir).with_finders(
        synthetic=snapshot.manifest.synthetic, today=clock().date()
    )
    store = open_store(settings, catalogue, clock)
    cohorts = store.cohorts
    public = public_tables(snapshot).with_built(store.places)
    vocabulary = Words(catalogue, public, lambda: cohort_names(cohorts, catalogue))
    engine = Engine(snapshot, catalogue, public, settings, cohorts)
    key = derived(audit_key(settings.data_dir / AUDIT_KEY), "practice names")
    naming = Naming(public, store.practice_names, key)
    ground = Ground(
        snapshot,
        engine,
        catalogue,
        vocabulary,
        cohorts,
        store.places,
        store.audit,
        store.ledger,
        store.airlock,
        naming,
        Numbers(*identity(settings), snapshot),
        freshness(settings),
        Trust(snapshot, engine, catalogue, public, store.counts, store.signs),
        store.book,
    )
    return House(
        settings=settings,
        snapshot=snapshot,
        catalogue=catalogue,
        public=public,
        vocabulary=vocabulary,
        cohorts=cohorts,
        places=store.places,
        remarks=store.remarks,
        access=store.access,
        sessions=store.sessions,
        naming=naming,
        audit=store.audit,
        trust=ground.trust,
        tracker=Tracker(ground.trust, store.joining),
        gateway=Gateway(ground),
    )


def open_store(settings: Settings, catalogue: Catalogue, clock: Clock = now) -> Store:
    """What this installation keeps."""
    return opened(settings, examples(catalogue), clock)


def running_people(settings: Settings) -> Snapshot | None:
    """The snapshot that runs, where it has people."""
    chosen = active(settings.snapshots)
    found = open_snapshot(chosen) if chosen is not None else None
    return found if found is not None and found.has_people else None


def identity(settings: Settings) -> tuple[ProjectKeys, Links]:
    """What leads from a pseudonym to a person: keys, and links in a database alone."""
    return ProjectKeys(settings.identity), Links(settings.identity / LINKS)


def freshness(settings: Settings) -> Freshness:
    """How old the records of a list of people may be here."""
    return Freshness(
        settings.list_warn_days, settings.list_most_days, settings.list_registered_days
    )


def cohort_names(cohorts: Cohorts, catalogue: Catalogue) -> dict[str, str]:
    """Names of the cohorts that a definition can build on, by id."""
    shipped = {key: found.name for key, found in examples(catalogue).items()}
    return shipped | {cohort.id: cohort.name for cohort in cohorts.newest()}


def examples(catalogue: Catalogue) -> dict[str, Definition]:
    """The example cohorts of the catalogue, by id."""
    return {identity: entry.definition for identity, entry in catalogue.cohorts.items()}
