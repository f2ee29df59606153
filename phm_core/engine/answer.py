"""The engine: questions about one snapshot, answered exactly and kept closed."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from threading import Lock

from phm_core.catalogue.contents import Catalogue
from phm_core.definitions.nodes import Criterion
from phm_core.definitions.questions import About, Comparators, PublishedRate, Question
from phm_core.engine.answering import exact, published_only
from phm_core.engine.answers import Answer
from phm_core.engine.counted_people import CountedPeople, counted_people
from phm_core.engine.expansions import Expansions
from phm_core.engine.grants import GrantedTables
from phm_core.engine.groupings import Groupings
from phm_core.engine.here import Here
from phm_core.engine.index import PeopleIndex
from phm_core.engine.library import Library, NoLibrary
from phm_core.engine.memory import Memory
from phm_core.engine.open import open_tables
from phm_core.engine.policy import EVERYONE, Rows
from phm_core.engine.public import PublicTables
from phm_core.engine.tables import Tables
from phm_core.engine.watch import Watch
from phm_core.governance.disclosive import Disclosive
from phm_core.settings import Settings
from phm_core.snapshot import Snapshot

TOTALS_BYTES = 64 << 20


class Engine:
    """Answers questions about one snapshot.

    public: with the Places that were built here. library: saved cohorts, for
    definitions that use them. Safe for several threads.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        catalogue: Catalogue,
        public: PublicTables,
        settings: Settings,
        library: Library | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.catalogue = catalogue
        self.public = public
        self._settings = settings
        self._library = library or NoLibrary()
        self._lock = Lock()
        self._heres: dict[frozenset[str] | None, Here] = {}

    @property
    def index(self) -> PeopleIndex:
        """Everybody of the snapshot; made when first needed."""
        with self._lock:
            return self._here(None).index

    @cached_property
    def _tables(self) -> Tables:
        return open_tables(self.snapshot, self._settings)

    def _here(self, datasets: frozenset[str] | None) -> Here:
        """The surroundings where these tables are open, with a memory of their own."""
        if datasets not in self._heres:
            self._heres[datasets] = self._surroundings(datasets)
        return self._heres[datasets]

    def _surroundings(self, datasets: frozenset[str] | None) -> Here:
        everything = datasets is None
        index = PeopleIndex(
            self._tables if everything else GrantedTables(self._tables, datasets),
            # Nothing found for those who may read all is found again by others.
            self._settings.cache / self.snapshot.id if everything else None,
            self.catalogue.digest,
            self.public.built.built,
        )
        return Here(
            index=index,
            catalogue=self.catalogue,
            public=self.public,
            expansions=Expansions(
                self.catalogue, self._library, self.public.built.built
            ),
            groupings=Groupings(index, self.catalogue, self.public),
            totals=Memory(TOTALS_BYTES),
            within=EVERYONE,
            watch=Watch(),
        )

    def answer(
        self, question: Question, within: Rows = EVERYONE, watch: Watch | None = None
    ) -> Disclosive[Answer]:
        """The exact answer, counting only people whom the row policy lets through.

        watch: hears of progress, and can stop the question. Raises RefusedInput for a
        question that this snapshot cannot answer, NotPermitted when opt-outs cannot be
        honoured, Cancelled when stopped.
        """
        published = isinstance(question, PublishedRate | Comparators)
        if published or not self.snapshot.has_people:
            return Disclosive(published_only(question, self.public, self.catalogue))
        return Disclosive(exact(question, self._asked(within, watch or Watch())))

    def counted_people(
        self,
        question: About,
        known: Mapping[str, Criterion],
        few: int,
        within: Rows,
        watch: Watch,
    ) -> Disclosive[CountedPeople]:
        """Which people a question counts, besides those of known criteria."""
        here = self._asked(within, watch)
        return Disclosive(counted_people(question, here, known, few))

    def _asked(self, within: Rows, watch: Watch) -> Here:
        with self._lock:
            here = self._here(within.datasets)
        return replace(here, within=within, watch=watch)
